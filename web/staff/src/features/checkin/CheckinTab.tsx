import { Button, DatePicker, Drawer, Form, Input, Select, Tooltip } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addDays } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { Waiting } from '../../app/Waiting'
import { Empty } from '../../ui/Empty'
import { Fault } from '../../ui/Fault'
import { FormDrawer } from '../../ui/FormDrawer'
import { Facts, Panel } from '../../ui/Page'
import { useRun } from '../../ui/run'
import { StatusTag } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import { JoinDrawer } from './JoinDrawer'
import { NoteDrawer } from './NoteDrawer'
import { TallyWords, useWords } from './words'
import { CHECKIN, ENDS, PAUSES, leave, link, pause, resume, useOf, type Day, type History } from './queries'
import './checkin.css'

/** What one patient is asked at home, and what came of it. */
export default function CheckinTab({ patient }: { patient: string }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const all = useOf(patient)
  const [adding, setAdding] = useState(false)
  useLiveQueries('checkin', CHECKIN)
  if (all.isPending) return <Waiting />
  if (all.isError) return <Fault error={all.error} onRetry={() => void all.refetch()} />
  return (
    <div className="mg ci-tab">
      {may('checkin.work') && <div><Button onClick={() => setAdding(true)}>{t('checkin.join')}</Button></div>}
      {all.data.length === 0 && <Empty text={t('checkin.none_of')} />}
      {all.data.map((h) => <One key={h.member.id} of={h} />)}
      <JoinDrawer open={adding} patient={patient} onClose={() => setAdding(false)} />
    </div>
  )
}

type Act = '' | 'note' | 'pause' | 'leave' | 'link'

function One({ of: h }: { of: History }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const words = useWords()
  const run = useRun(CHECKIN)
  const [act, setAct] = useState<Act>('')
  const [path, setPath] = useState('')
  const [day, setDay] = useState<Day>()
  const m = h.member
  const goOn = () => run(() => resume(m.id), () => ({ say: t('checkin.resumed') }))
  const share = async () => { setPath((await link(m.id)).path); setAct('link') }
  const works = may('checkin.work') && m.state !== 'left'
  return (
    <Panel title={<>{words(m.programme_name)} <small className="hint">{words(m.variant_name)}</small> <StatusTag tone={m.state === 'active' ? 'good' : m.state === 'paused' ? 'warn' : 'plain'}>{t(`checkin.member.${m.state}`)}</StatusTag></>} actions={works && (
      <span className="row">
        {m.state === 'active' && (h.open_day || h.make_up_day) && <Button type="primary" onClick={() => setAct('note')}>{t('checkin.note')}</Button>}
        {m.state === 'active' && <Button onClick={() => void share()}>{t('checkin.link')}</Button>}
        {m.state === 'active' ? <Button onClick={() => setAct('pause')}>{t('checkin.pause')}</Button> : <Button type="primary" onClick={() => void goOn()}>{t('checkin.resume')}</Button>}
        <Button onClick={() => setAct('leave')}>{t('checkin.leave')}</Button>
      </span>
    )}>
      <Facts rows={[
        [t('checkin.latest'), m.state === 'active' ? <TallyWords key="t" tally={h.tally} /> : ''],
        [t('checkin.since'), m.until ? t('checkin.from_until', { from: m.from, until: m.until }) : m.from],
        [t('checkin.next'), m.state === 'active' ? `${m.next_day} ${m.remind_at}` : ''],
        [t('checkin.reason'), m.reason ? `${t(`checkin.reason.${m.reason}`)}${m.note ? `：${m.note}` : ''}${m.resume_on ? ` · ${t('checkin.until_day', { day: m.resume_on })}` : ''}` : ''],
        [t('checkin.hours_a_day'), m.target ? t('checkin.n_hours', { n: m.target }) : ''],
        [t('checkin.doctor'), m.doctor_name],
      ]} />
      <Calendar days={h.days ?? []} onDay={setDay} />
      {day && <DayWords of={h} day={day} />}
      {act === 'note' && <NoteDrawer patient="" of={h} onClose={() => setAct('')} />}
      <PauseForm open={act === 'pause'} of={h} onClose={() => setAct('')} />
      <LeaveForm open={act === 'leave'} of={h} onClose={() => setAct('')} />
      <Drawer open={act === 'link'} size="min(460px, 100vw)" title={t('checkin.link')} onClose={() => setAct('')}>
        <p>{t('checkin.link_help')}</p>
        <Input.TextArea readOnly autoSize value={`${location.origin}${path}`} aria-label={t('checkin.link')} onFocus={(e) => e.target.select()} />
        <p className="row ci-after"><Button type="primary" onClick={() => { void navigator.clipboard?.writeText(`${location.origin}${path}`) }}>{t('checkin.copy')}</Button> <a href={path} target="_blank" rel="noreferrer">{t('checkin.look')}</a></p>
      </Drawer>
    </Panel>
  )
}

const SIGNS: Record<string, string> = { due: '…', done: '✓', made_up: '✓', missed: '×', paused: '–', excused: '–' }

/** The last weeks, Monday to Sunday in columns; each day with a sign, and its words for who does not see. */
function Calendar({ days, onDay }: { days: Day[]; onDay: (d: Day) => void }) {
  const { t } = useTranslation()
  const when = useWhen()
  if (days.length === 0) return <p className="hint">{t('checkin.no_days')}</p>
  const byDay = new Map(days.map((d) => [d.day, d]))
  const today = when.today()
  let first = days[0]!.day
  while (new Date(`${first}T00:00:00Z`).getUTCDay() !== 1) first = addDays(first, -1)
  const weeks: string[][] = []
  for (let d = first; d <= today; d = addDays(d, 7)) weeks.push([0, 1, 2, 3, 4, 5, 6].map((n) => addDays(d, n)))
  return (
    <ol className="ci-cal" aria-label={t('checkin.calendar')}>
      {weeks.slice(-12).map((week) => (
        <li key={week[0]}><small>{week[0]!.slice(5)}</small>
          {week.map((d) => {
            const x = byDay.get(d)
            if (!x) return <i key={d} aria-hidden />
            const says = `${d} ${t(`checkin.state.${x.state}`)}${x.values?.['hours'] ? ` ${t('checkin.n_hours', { n: x.values['hours'] })}` : ''}`
            return <Tooltip key={d} title={says}><button type="button" className={`ci-day ci-${x.state}`} aria-label={says} onClick={() => onDay(x)}>{SIGNS[x.state]}</button></Tooltip>
          })}
        </li>
      ))}
    </ol>
  )
}

/** What was said of one day. It is claimed, and nobody has verified it. */
function DayWords({ of: h, day: d }: { of: History; day: Day }) {
  const { t } = useTranslation()
  const when = useWhen()
  const words = useWords()
  const name = (key: string) => { const i = (h.items ?? []).find((x) => x.key === key); return i ? words(i.words) : t(`checkin.item.${key}`, { defaultValue: key }) }
  const yes = (v: string) => (v === 'yes' ? t('checkin.yes') : v === 'no' ? t('checkin.no') : v)
  return (
    <div className="ci-said" role="status">
      <b>{d.day}</b> {t(`checkin.state.${d.state}`)}{d.done_at > 0 && ` · ${when.full(d.done_at).slice(5)} · ${d.via === 'staff' ? t('checkin.by_staff', { name: d.staff }) : t('checkin.by_link')}`}
      <Facts rows={[...Object.entries(d.values ?? {}).map(([k, v]) => [name(k), yes(v)] as const), [t('checkin.words'), d.note] as const]} />
      {d.done_at > 0 && <small className="hint">{t('checkin.claimed')}</small>}
    </div>
  )
}

function PauseForm({ open, of: h, onClose }: { open: boolean; of: History; onClose: () => void }) {
  const { t } = useTranslation()
  const run = useRun(CHECKIN)
  type Values = { reason: typeof PAUSES[number]; until?: Dayjs; note?: string }
  const save = async (v: Values) => {
    await run(() => pause(h.member.id, { reason: v.reason, ...(v.until ? { resume_on: v.until.format('YYYY-MM-DD') } : {}), ...(v.note ? { note: v.note } : {}) }), () => ({ say: t('checkin.paused'), back: () => resume(h.member.id) }))
    onClose()
  }
  return (
    <FormDrawer<Values> open={open} title={t('checkin.pause')} onSave={save} onClose={onClose} initial={{ reason: 'travel' }}>
      <p>{t('checkin.pause_help')}</p>
      <Form.Item name="reason" label={t('checkin.reason')}><Select options={PAUSES.map((value) => ({ value, label: t(`checkin.reason.${value}`) }))} /></Form.Item>
      <Form.Item name="until" label={t('checkin.resume_on')} extra={t('checkin.resume_help')}><DatePicker /></Form.Item>
      <Form.Item name="note" label={t('checkin.words')}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
    </FormDrawer>
  )
}

function LeaveForm({ open, of: h, onClose }: { open: boolean; of: History; onClose: () => void }) {
  const { t } = useTranslation()
  const run = useRun(CHECKIN)
  type Values = { reason: typeof ENDS[number]; note?: string }
  const save = async (v: Values) => {
    await run(() => leave(h.member.id, { reason: v.reason, ...(v.note ? { note: v.note } : {}) }), () => ({ say: t('checkin.ended') }))
    onClose()
  }
  return (
    <FormDrawer<Values> open={open} title={t('checkin.leave')} onSave={save} onClose={onClose} initial={{ reason: 'finished' }}>
      <p>{t('checkin.leave_help')}</p>
      <Form.Item name="reason" label={t('checkin.reason')}><Select options={ENDS.map((value) => ({ value, label: t(`checkin.reason.${value}`) }))} /></Form.Item>
      <Form.Item name="note" label={t('checkin.words')}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
    </FormDrawer>
  )
}
