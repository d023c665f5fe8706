import { Button, DatePicker, Form, Input, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addDays, weekday } from '@archwire/domain'
import { useDesk } from '../../../app/desk'
import { DataTable } from '../../../ui/DataTable'
import { Fault } from '../../../ui/Fault'
import { FormDrawer } from '../../../ui/FormDrawer'
import { StatusTag, type Tone } from '../../../ui/StatusTag'
import { useAttempt } from '../../../ui/attempt'
import { useRun } from '../../../ui/run'
import { useWhen } from '../../../ui/when'
import { keys } from '../queries'
import { dayText } from '../words'
import { useInsist } from './insist'
import { addEntry, changeEntry, dropEntry, useCalendar, type Entry } from './queries'
import { shortSpans } from './spans'
import { TimeInput } from '../../../ui/DayInput'

const KINDS = ['closed', 'holiday', 'make_up', 'school_break', 'hours', 'ordinary'] as const
type Kind = (typeof KINDS)[number]
const TONES: Record<Kind, Tone> = { closed: 'bad', holiday: 'warn', make_up: 'plain', school_break: 'good', hours: 'plain', ordinary: 'plain' }

/** The days that are not like their weekdays: a month to see, and the entries of a year to change. */
export default function CalendarTab() {
  const { t } = useTranslation()
  const { clinic, may } = useDesk()
  const when = useWhen()
  const today = when.today()
  const [month, setMonth] = useState(today.slice(0, 7))
  const calendar = useCalendar(clinic, addDays(`${month}-01`, -7), addDays(`${month}-01`, 38))
  const [open, setOpen] = useState<Entry | 'new' | null>(null)
  const run = useRun(keys.roster(clinic), keys.boards(clinic))
  const { insist, asking } = useInsist()
  const { busy, fault, attempt } = useAttempt()
  const edit = may('visits.roster')
  const drop = (e: Entry) => void attempt(async () => {
    await run(() => insist((c) => dropEntry(e, c)), () => ({ say: t('roster.entry_dropped', { name: e.name }), back: () => addEntry(e.clinic_id, fieldsOf(e), true) }))
  })
  return (
    <>
      <div className="rs-bar">
        <DatePicker picker="month" aria-label={t('roster.month')} allowClear={false} value={dayjs(`${month}-01`)} onChange={(d: Dayjs | null) => { if (d) setMonth(d.format('YYYY-MM')) }} />
        {edit && <Button type="primary" onClick={() => setOpen('new')}>{t('roster.entry_add')}</Button>}
      </div>
      {fault && fault.code !== 'visits.no_longer_fits' && <Fault error={fault} />}
      {calendar.isError && <Fault error={calendar.error} onRetry={() => void calendar.refetch()} />}
      {calendar.data && <Month month={month} days={calendar.data.days} today={today} />}
      <DataTable<Entry> rows={calendar.data?.entries} rowKey="id" empty={t('roster.no_entries')} {...(edit ? { onOpen: setOpen } : {})} columns={[
        { title: t('roster.days'), render: (_, e) => (e.from_day === e.to_day ? dayText(e.from_day) : `${dayText(e.from_day)} – ${dayText(e.to_day)}`) },
        { title: t('roster.entry_kind'), render: (_, e) => <StatusTag tone={TONES[e.kind]}>{t(`roster.kind.${e.kind}`)}</StatusTag> },
        { title: t('roster.entry_name'), render: (_, e) => `${e.name}${e.opens ? ` ${e.opens}–${e.closes}` : ''}` },
        { title: t('roster.whose'), render: (_, e) => (e.clinic_id ? t('roster.this_clinic') : t('roster.all_clinics')) },
        { title: '', align: 'right', render: (_, e) => edit && <Button size="small" loading={busy} onClick={(ev) => { ev.stopPropagation(); drop(e) }}>{t('roster.take_back')}</Button> },
      ]} />
      {open && <EntryDrawer entry={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
      {asking}
    </>
  )
}

const fieldsOf = (e: Entry) => ({ kind: e.kind, from_day: e.from_day, to_day: e.to_day, name: e.name, ...(e.opens ? { opens: e.opens, closes: e.closes } : {}) })

interface CalendarDay {
  day: string
  closed: string
  open: { from: string; to: string }[]
  holiday: boolean
  make_up: boolean
  school_day: boolean
}

/** A month, Monday first. */
function Month({ month, days, today }: { month: string; days: readonly CalendarDay[]; today: string }) {
  const { t } = useTranslation()
  const first = `${month}-01`
  const start = addDays(first, -((weekday(first) + 6) % 7))
  const weeks = Array.from({ length: 6 }, (_, w) => Array.from({ length: 7 }, (_, d) => addDays(start, w * 7 + d))).filter((w) => w.some((d) => d.startsWith(month)))
  const of = new Map(days.map((d) => [d.day, d]))
  return (
    <table className="rs-month">
      <thead><tr>{[1, 2, 3, 4, 5, 6, 0].map((w) => <th key={w} scope="col">{t(`day.${w}`)}</th>)}</tr></thead>
      <tbody>
        {weeks.map((w) => (
          <tr key={w[0]}>
            {w.map((day) => {
              const d = of.get(day)
              const shut = d && (d.closed !== '' || d.open.length === 0)
              return (
                <td key={day} className={`${day.startsWith(month) ? '' : 'other'} ${shut ? 'shut' : ''} ${day === today ? 'today' : ''}`}>
                  <b>{Number(day.slice(8))}</b>
                  {d && <small>{shut ? (d.closed === 'weekday' || !d.closed ? t('roster.shut') : d.closed) : shortSpans(d.open)}</small>}
                  {d?.holiday && <em className="hol">{t('roster.kind.holiday')}</em>}
                  {d?.make_up && <em>{t('roster.kind.make_up')}</em>}
                  {d && !d.school_day && !d.holiday && weekday(day) > 0 && weekday(day) < 6 && <em className="free">{t('roster.kind.school_break')}</em>}
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface Values {
  kind: Kind
  days: [Dayjs, Dayjs]
  name: string
  opens?: string
  closes?: string
  all: boolean
}

function EntryDrawer({ entry, onClose }: { entry: Entry | null; onClose: () => void }) {
  const { t } = useTranslation()
  const { clinic, mayInGroup } = useDesk()
  const run = useRun(keys.roster(clinic), keys.boards(clinic))
  const { insist, asking } = useInsist()
  const save = async (v: Values) => {
    const body = {
      kind: v.kind, from_day: v.days[0].format('YYYY-MM-DD'), to_day: v.days[1].format('YYYY-MM-DD'), name: v.name,
      ...(v.kind === 'hours' ? { opens: v.opens ?? '', closes: v.closes ?? '' } : {}),
    }
    await run<unknown>(() => insist<unknown>((c) => (entry ? changeEntry(entry, body, c) : addEntry(v.all ? '' : clinic, body, c))), () => ({ say: t('roster.entry_saved', { name: v.name }) }))
    onClose()
  }
  const initial: Partial<Values> = entry
    ? { kind: entry.kind, days: [dayjs(entry.from_day), dayjs(entry.to_day)], name: entry.name, opens: entry.opens, closes: entry.closes, all: !entry.clinic_id } : { kind: 'closed', all: false }
  return (
    <FormDrawer<Values> open title={entry ? entry.name : t('roster.entry_add')} initial={initial} onSave={save} onClose={onClose}>
      <Form.Item name="kind" label={t('roster.entry_kind')}><Select options={KINDS.map((k) => ({ value: k, label: t(`roster.kind.${k}`) }))} /></Form.Item>
      <Form.Item name="days" label={t('roster.days')} rules={[{ required: true, message: t('form.required') }]}><DatePicker.RangePicker style={{ width: '100%' }} /></Form.Item>
      <Form.Item name="name" label={t('roster.entry_name')} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={30} /></Form.Item>
      <Form.Item noStyle dependencies={['kind']}>
        {({ getFieldValue }) => getFieldValue('kind') === 'hours' && (
          <div className="rs-two">
            <Form.Item name="opens" label={t('roster.opens')} rules={[{ required: true, message: t('form.required') }]}><TimeInput /></Form.Item>
            <Form.Item name="closes" label={t('roster.closes')} rules={[{ required: true, message: t('form.required') }]}><TimeInput /></Form.Item>
          </div>
        )}
      </Form.Item>
      {!entry && mayInGroup('visits.roster') && <Form.Item name="all" label={t('roster.whose')}><Select options={[{ value: false, label: t('roster.this_clinic') }, { value: true, label: t('roster.all_clinics') }]} /></Form.Item>}
      {asking}
    </FormDrawer>
  )
}
