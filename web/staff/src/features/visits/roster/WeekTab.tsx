import { Button, DatePicker, Dropdown } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { addDays, weekday } from '@archwire/domain'
import { useDesk } from '../../../app/desk'
import { Fault } from '../../../ui/Fault'
import { useAttempt } from '../../../ui/attempt'
import { useRun } from '../../../ui/run'
import { useWhen } from '../../../ui/when'
import { keys } from '../queries'
import { dayText } from '../words'
import { useInsist } from './insist'
import { LunchDrawer } from './LunchDrawer'
import { OneDay, later } from './OneDay'
import { ShiftDrawer } from './ShiftDrawer'
import { WeekPlanDrawer } from './WeekPlanDrawer'
import { copyWeek, useRoster, type Letter, type Person, type Roster, type Shift } from './queries'
import { shortSpans } from './spans'

export interface Cell {
  person: Person
  day: string
  shift: Shift | undefined
}

/** Monday of the week of a day. */
const monday = (day: string): string => addDays(day, -((weekday(day) + 6) % 7))

/** One week of a clinic: people down, days across. A cell is one day of one person. */
export function WeekTab() {
  const { t } = useTranslation()
  const { clinic, may } = useDesk()
  const when = useWhen()
  const [params, setParams] = useSearchParams()
  const from = monday(params.get('week') ?? when.today())
  const roster = useRoster(clinic, from, addDays(from, 6))
  const { insist, asking } = useInsist()
  const { busy, fault, attempt } = useAttempt()
  const run = useRun(keys.roster(clinic))
  const [cell, setCell] = useState<Cell | null>(null)
  const [plan, setPlan] = useState<Person | null>(null)
  const [lunch, setLunch] = useState(false)
  const edit = may('visits.roster')
  const show = (day: string) => setParams({ week: day }, { replace: true })
  const copy = (to: string) => void attempt(async () => {
    await run(() => insist((c) => copyWeek(clinic, from, to, c)), (r) => ({ say: t('roster.copied', { n: r.written }) }))
    show(to)
  })
  return (
    <>
      <div className="rs-bar">
        <Button aria-label={t('roster.week_before')} onClick={() => show(addDays(from, -7))}>‹</Button>
        <DatePicker picker="week" aria-label={t('roster.week')} allowClear={false} value={dayjs(from)} onChange={(d: Dayjs | null) => { if (d) show(d.format('YYYY-MM-DD')) }} />
        <Button aria-label={t('roster.week_after')} onClick={() => show(addDays(from, 7))}>›</Button>
        {edit && (
          <>
            <Dropdown menu={{ items: [1, 2, 4].map((n) => ({ key: n, label: t('roster.copy_to', { day: dayText(addDays(from, 7 * n)) }), onClick: () => copy(addDays(from, 7 * n)) })) }}>
              <Button loading={busy}>{t('roster.copy')}</Button>
            </Dropdown>
            <Button onClick={() => setLunch(true)}>{t('roster.lunch')}</Button>
          </>
        )}
      </div>
      {fault && fault.code !== 'visits.no_longer_fits' && <Fault error={fault} />}
      {roster.isError && <Fault error={roster.error} onRetry={() => void roster.refetch()} />}
      {roster.data && <Grid roster={roster.data} edit={edit} onCell={setCell} onPlan={setPlan} />}
      {cell && <ShiftDrawer cell={cell} onClose={() => setCell(null)} />}
      {plan && roster.data && <WeekPlanDrawer person={plan} roster={roster.data} from={from} onClose={() => setPlan(null)} />}
      {lunch && <LunchDrawer from={from} onClose={() => setLunch(false)} />}
      {asking}
    </>
  )
}

interface GridProps {
  roster: Roster
  edit: boolean
  onCell: (c: Cell) => void
  onPlan: (p: Person) => void
}

const WHO = ['D', 'H', 'A', 'T', 'I', '-'] as const

function Grid({ roster, edit, onCell, onPlan }: GridProps) {
  const { t } = useTranslation()
  const today = useWhen().today()
  const [picked, setPicked] = useState('')
  const shown = [picked, today].find((d) => roster.days.some((x) => x.day === d)) ?? roster.days[0]?.day ?? ''
  const people = [...roster.people].sort((a, b) => WHO.indexOf(a.who as Letter) - WHO.indexOf(b.who as Letter))
  return (
    <>
    <OneDay label={t('roster.week')} days={roster.days.map((d) => ({ value: d.day, label: t(`day.${weekday(d.day)}`) }))} value={shown} onChange={setPicked} />
    <div className="rs-scroll">
      <table className="rs">
        <thead>
          <tr><th scope="col">{t('roster.person')}</th>{roster.days.map((d) => (
            <th key={d.day} scope="col" className={`${d.closed ? 'shut' : ''} ${later(d.day === shown)}`}>{dayText(d.day)}{d.closed && <small>{d.closed === 'weekday' ? t('roster.shut') : d.closed}</small>}</th>
          ))}</tr>
        </thead>
        <tbody>
          {people.map((p) => (
            <tr key={p.id}>
              <th scope="row"><button type="button" disabled={!edit} onClick={() => onPlan(p)} title={t('roster.week_plan')}><i style={{ background: p.colour || '#94a3b8' }} />{p.name}</button> <small>{t(`roster.who.${p.who}`)}{p.lanes > 1 && ` ×${p.lanes}`}</small></th>
              {roster.days.map((d) => {
                const shift = d.shifts.find((s) => s.staff_id === p.id)
                return <td key={d.day} className={later(d.day === shown)}><CellButton shift={shift} edit={edit} label={`${p.name} ${dayText(d.day)}`} onClick={() => onCell({ person: p, day: d.day, shift })} /></td>
              })}
            </tr>
          ))}
        </tbody>
        <tfoot><tr><th scope="row">{t('roster.on_shift')}</th>{roster.days.map((d) => <td key={d.day} className={later(d.day === shown)}><Counts roster={roster} day={d} /></td>)}</tr></tfoot>
      </table>
    </div>
    </>
  )
}

function CellButton({ shift, edit, label, onClick }: { shift: Shift | undefined; edit: boolean; label: string; onClick: () => void }) {
  const { t } = useTranslation()
  const text = shift?.leave ? t('roster.on_leave', { reason: shift.leave }) : shift && shift.work.length > 0 ? shortSpans(shift.work) : t('roster.off')
  const kind = shift?.leave ? 'leave' : shift && shift.work.length > 0 ? (shift.single ? 'single' : 'usual') : 'off'
  return (
    <button type="button" className={`rs-cell ${kind}`} disabled={!edit} aria-label={`${label} ${text}`} onClick={onClick}>
      {text}{shift && kind !== 'leave' && kind !== 'off' && (shift.breaks ?? []).length > 0 && <small>{t('roster.break', { at: shortSpans(shift.breaks ?? []) })}</small>}
    </button>
  )
}

/** How many of each letter work on a day. */
function Counts({ roster, day }: { roster: Roster; day: Roster['days'][number] }) {
  const { t } = useTranslation()
  const on = day.shifts.filter((s) => s.work.length > 0 && !s.leave)
  const who = (s: Shift) => s.who ?? roster.people.find((p) => p.id === s.staff_id)?.who ?? '-'
  return <small>{WHO.filter((w) => w !== '-').map((w) => { const n = on.filter((s) => who(s) === w).length; return n > 0 ? `${t(`roster.who.${w}`)} ${n}` : '' }).filter(Boolean).join(' · ')}</small>
}
