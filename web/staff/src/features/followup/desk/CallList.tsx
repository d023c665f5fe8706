import { StarFilled, WarningFilled } from '@ant-design/icons'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWhen } from '../../../ui/when'
import type { Line } from '../queries'
import { late, uneasy, type Group } from './groups'
import { LevelTag } from '../LevelTag'

interface Props {
  groups: Group[]
  closed: Line[]
  at: string
  now: number
  onOpen: (id: string) => void
}

/** The day's calls in call order, and below them what was done today. */
export function CallList({ groups, closed, at, now, onOpen }: Props) {
  const { t } = useTranslation()
  const when = useWhen()
  const [all, setAll] = useState(false)
  const first = groups[0]?.rows[0]?.id
  const here = groups.some((g) => g.rows.some((x) => x.id === at))
  const row = (x: Line, stop: boolean) => <li key={x.id}><Row line={x} now={now} on={x.id === at} stop={stop} onOpen={() => onOpen(x.id)} /></li>
  return (
    <>
      {groups.map((g) => (
        <section key={g.key} aria-label={t(`calls.group.${g.key}`)}>
          <h2>{windowAt(g, when.clock)} {t(`calls.group.${g.key}`)} <small>{g.rows.length}</small></h2>
          <ul>{g.rows.map((x) => row(x, here ? x.id === at : x.id === first))}</ul>
        </section>
      ))}
      {closed.length > 0 && (
        <section aria-label={t('calls.group.done')}>
          <h2><button type="button" className="cd-fold" aria-expanded={all} onClick={() => setAll(!all)}>{t('calls.group.done')} <small>{closed.length}</small></button></h2>
          {(all || closed.some((x) => x.id === at)) && <ul>{closed.map((x) => row(x, x.id === at))}</ul>}
        </section>
      )}
    </>
  )
}

/** The hour of a window, as its calls have it. */
const windowAt = (g: Group, clock: (at: number) => string): string => (g.key === 'morning' || g.key === 'afternoon' ? clock(g.rows[0]!.due_at) : '')

function Row({ line: x, now, on, stop, onOpen }: { line: Line; now: number; on: boolean; stop: boolean; onOpen: () => void }) {
  const { t } = useTranslation()
  const when = useWhen()
  const over = late(x, now)
  return (
    <button type="button" className={on ? 'cd-row cd-at' : 'cd-row'} aria-current={on} tabIndex={stop ? 0 : -1} onClick={onOpen} ref={(b) => { if (on) b?.scrollIntoView({ block: 'nearest' }) }}>
      <time className={over ? 'cd-late' : ''}>{when.day(x.due_at) === when.today() ? when.clock(x.due_at) : when.day(x.due_at).slice(5)}</time>
      <b>{x.patient.name}</b>
      {x.patient.important && <StarFilled className="pm-star" aria-label={t('person.important')} />}
      {(x.patient.alerts?.length ?? 0) > 0 && <WarningFilled className="cd-alert" aria-label={t('person.alerts')} />}
      <span className="cd-marks">
        {x.state === 'open' && over && <em className="cd-late">{t('calls.late')}</em>}
        {x.first && <em>{t('calls.first')}</em>}
        {uneasy(x) && <em className="cd-uneasy">{t('calls.uneasy')}</em>}
        {x.attempts > 0 && x.state === 'open' && <em>{t('calls.tries', { n: x.attempts })}</em>}
        {x.state !== 'open' && (x.result ? <LevelTag level={x.result.level} /> : <em>{t(`followup.reason.${x.reason}`, { defaultValue: x.reason })}</em>)}
      </span>
      <small>{[(x.protocols ?? []).map((k) => t(`followup.protocol.${k}`, { defaultValue: k })).join(t('app.comma')), x.doctor].filter(Boolean).join(' · ')}</small>
    </button>
  )
}
