import { ClockCircleOutlined, PhoneOutlined, SwapOutlined, WarningFilled } from '@ant-design/icons'
import { Checkbox } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { StatusTag, type Tone } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import { DueTag } from './DueTag'
import type { Group } from './groups'
import type { Task } from './queries'
import { useTaskWords } from './words'

const TONE: Record<Task['colour'], Tone> = { red: 'bad', amber: 'warn', calm: 'plain' }

export interface TaskListProps {
  groups: { group: Group | ''; rows: Task[] }[]
  /** Id of the task that the keys act upon, '' before one was chosen. */
  at: string
  marked: ReadonlySet<string>
  /** Whether tasks can be marked. */
  marking: boolean
  clinicOf: boolean
  onAt: (id: string) => void
  onMark: (id: string) => void
  onOpen: (id: string) => void
}

/** Tasks by when they are due, one row each. */
export function TaskList({ groups, ...p }: TaskListProps) {
  const { t } = useTranslation()
  const reach = p.at || groups[0]?.rows[0]?.id
  return (
    <table className="tk-list">
      <colgroup>{p.marking && <col className="tk-mark" />}<col className="tk-due" /><col /><col className="tk-who" /><col className="tk-owner" /></colgroup>
      <thead className="tk-away"><tr>
        {p.marking && <th scope="col">{t('tasks.mark')}</th>}
        <th scope="col">{t('tasks.due')}</th><th scope="col">{t('tasks.what')}</th><th scope="col">{t('tasks.patient')}</th><th scope="col">{t('tasks.owner')}</th>
      </tr></thead>
      {groups.map(({ group, rows }) => (
        <tbody key={group}>
          {group && <tr className={`tk-group tk-group-${group}`}><th colSpan={p.marking ? 5 : 4} scope="rowgroup">{t(`tasks.group.${group}`)} <small>{rows.length}</small></th></tr>}
          {rows.map((x) => <TaskRow key={x.id} task={x} reach={x.id === reach} {...p} />)}
        </tbody>
      ))}
    </table>
  )
}

function TaskRow({ task: x, reach, at, marked, marking, clinicOf, onAt, onMark, onOpen }: { task: Task; reach: boolean } & Omit<TaskListProps, 'groups'>) {
  const { t } = useTranslation()
  const { clinics } = useDesk()
  const words = useTaskWords()
  const when = useWhen()
  const here = at === x.id
  const row = useRef<HTMLTableRowElement>(null)
  useEffect(() => {
    if (!here || document.activeElement === row.current || row.current?.contains(document.activeElement)) return
    row.current?.focus()
    row.current?.scrollIntoView({ block: 'nearest' })
  }, [here])
  const away = words.away(x)
  return (
    <tr ref={row} tabIndex={reach ? 0 : -1} className={`tk-row${here ? ' tk-at' : ''}${marked.has(x.id) ? ' tk-on' : ''}`} onFocus={() => onAt(x.id)} onClick={() => onOpen(x.id)}>
      {marking && <td className="tk-mark" onClick={(e) => e.stopPropagation()}><Checkbox checked={marked.has(x.id)} tabIndex={-1} onChange={() => onMark(x.id)} aria-label={t('tasks.mark_one', { what: words.title(x) })} /></td>}
      <td className="tk-due"><Due task={x} /></td>
      <td className="tk-what">
        {x.call && <PhoneOutlined aria-label={t('tasks.call')} />} <b>{words.title(x)}</b> {x.priority === 1 && <em className="tk-urgent">{t('tasks.priority.1')}</em>}
        <small className="hint">
          {[t(`task.${x.kind}`, { defaultValue: '' }) !== words.title(x) ? t(`task.${x.kind}`, { defaultValue: '' }) : '', x.attempts > 0 ? t('tasks.tried_n', { n: x.attempts }) : '', x.snoozed_until > 0 && x.state === 'open' ? t('tasks.snoozed', { until: when.full(x.snoozed_until).slice(5) }) : '', clinicOf ? clinics.find((c) => c.id === x.clinic_id)?.short_name : ''].filter(Boolean).join(' · ')}
        </small>
      </td>
      <td className="tk-who">{x.patient && <>{x.patient.name} <small className="hint">{x.patient.record_no}{x.call && <> · {x.patient.phone_masked}</>}</small></>}</td>
      <td className="tk-owner">{words.owner(x)}{away && <small className="tk-stand"><SwapOutlined aria-hidden /> {away}</small>}</td>
    </tr>
  )
}

/** When it is due: the time alone for today. */
function Due({ task: x }: { task: Task }) {
  const { t } = useTranslation()
  const when = useWhen()
  if (x.state !== 'open') return <DueTag task={x} />
  const short = when.day(x.due_at) === when.today() ? when.clock(x.due_at) : when.full(x.due_at).slice(5)
  return (
    <span title={`${t(`tasks.colour.${x.colour}`)} · ${when.full(x.due_at)}`}>
      <StatusTag tone={TONE[x.colour]} mark={x.colour === 'red' ? <WarningFilled aria-label={t('tasks.colour.red')} /> : <ClockCircleOutlined aria-label={t(`tasks.colour.${x.colour}`)} />}>{short}</StatusTag>
    </span>
  )
}
