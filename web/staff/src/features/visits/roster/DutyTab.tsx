import { Alert, Button, DatePicker, Form, Input, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addDays, dayStart } from '@archwire/domain'
import { serverNow } from '../../../app/api'
import { useDesk } from '../../../app/desk'
import { DataTable } from '../../../ui/DataTable'
import { Fault } from '../../../ui/Fault'
import { FormDrawer } from '../../../ui/FormDrawer'
import { useAttempt } from '../../../ui/attempt'
import { useRun } from '../../../ui/run'
import { useWhen } from '../../../ui/when'
import { keys } from '../queries'
import { changeDuty, dropDuty, giveDuty, useDuties, useDutyNow, useRoster, type Duty } from './queries'

interface Values {
  doctor_id: string
  assistant_id?: string
  time: [Dayjs, Dayjs]
  note?: string
}

const DAY = 86_400_000

/** Who answers an emergency, and when: from a week ago to three months ahead. */
export default function DutyTab() {
  const { t } = useTranslation()
  const { clinic, may } = useDesk()
  const when = useWhen()
  const today = when.today()
  const start = dayStart(today, when.zone)
  const duties = useDuties(clinic, start - 7 * DAY, start + 92 * DAY)
  const now = useDutyNow(clinic).data
  const [open, setOpen] = useState<Duty | 'new' | null>(null)
  const run = useRun(keys.roster(clinic))
  const { busy, fault, attempt } = useAttempt()
  const edit = may('visits.roster')
  const drop = (d: Duty) => void attempt(async () => {
    await run(() => dropDuty(d), () => ({
      say: t('roster.duty_dropped', { who: d.doctor_name }),
      back: () => giveDuty({ clinic_id: clinic, doctor_id: d.doctor_id, starts_at: d.starts_at, ends_at: d.ends_at, note: d.note, ...(d.assistant_id ? { assistant_id: d.assistant_id } : {}) }),
    }))
  })
  return (
    <>
      <Alert type={now?.on_duty ? 'success' : 'warning'} showIcon style={{ marginBottom: 12 }}
        title={now?.on_duty ? t('roster.on_duty_now', { who: [now.doctor_name, now.assistant_name].filter(Boolean).join(' · '), until: when.full(now.ends_at) }) : t('roster.nobody_on_duty')} />
      {edit && <div className="rs-bar"><Button type="primary" onClick={() => setOpen('new')}>{t('roster.duty_add')}</Button></div>}
      {fault && <Fault error={fault} />}
      {duties.isError && <Fault error={duties.error} onRetry={() => void duties.refetch()} />}
      <DataTable<Duty> rows={duties.data} rowKey="id" loading={duties.isPending} empty={t('roster.no_duty')} {...(edit ? { onOpen: setOpen } : {})} columns={[
        { title: t('roster.duty_time'), render: (_, d) => `${when.full(d.starts_at)} – ${when.full(d.ends_at)}` },
        { title: t('visits.screen.doctor'), dataIndex: 'doctor_name' },
        { title: t('roster.assistant'), dataIndex: 'assistant_name' },
        { title: t('visits.screen.note'), dataIndex: 'note' },
        { title: '', align: 'right', render: (_, d) => edit && d.ends_at > serverNow() && <Button size="small" loading={busy} onClick={(e) => { e.stopPropagation(); drop(d) }}>{t('roster.take_back')}</Button> },
      ]} />
      {open && <DutyDrawer duty={open === 'new' ? null : open} today={today} onClose={() => setOpen(null)} />}
    </>
  )
}

function DutyDrawer({ duty, today, onClose }: { duty: Duty | null; today: string; onClose: () => void }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const when = useWhen()
  const people = useRoster(clinic, today, addDays(today, 6)).data?.people ?? []
  const run = useRun(keys.roster(clinic))
  // The picker shows the wall clock of this browser; what is meant is the clinic's.
  const wall = (at: number) => dayjs(`${when.day(at)}T${when.clock(at)}`)
  const instant = (d: Dayjs) => dayStart(d.format('YYYY-MM-DD'), when.zone) + (d.hour() * 60 + d.minute()) * 60_000
  const save = async (v: Values) => {
    const body = { doctor_id: v.doctor_id, assistant_id: v.assistant_id ?? '', starts_at: instant(v.time[0]), ends_at: instant(v.time[1]), note: v.note ?? '' }
    await run<unknown>(() => (duty ? changeDuty(duty, body) : giveDuty({ clinic_id: clinic, ...body })), () => ({ say: t('roster.duty_saved') }))
    onClose()
  }
  const evening = dayjs(`${today}T18:00`)
  return (
    <FormDrawer<Values> open title={t('roster.duty_add')} onSave={save} onClose={onClose}
      initial={duty ? { doctor_id: duty.doctor_id, ...(duty.assistant_id ? { assistant_id: duty.assistant_id } : {}), time: [wall(duty.starts_at), wall(duty.ends_at)], note: duty.note } : { time: [evening, evening.add(15, 'hour')] }}>
      <Form.Item name="doctor_id" label={t('visits.screen.doctor')} rules={[{ required: true, message: t('form.required') }]}><Select autoFocus options={people.filter((p) => p.licensed).map((p) => ({ value: p.id, label: p.name }))} /></Form.Item>
      <Form.Item name="assistant_id" label={t('roster.assistant')}><Select allowClear options={people.filter((p) => p.who !== 'D').map((p) => ({ value: p.id, label: p.name }))} /></Form.Item>
      <Form.Item name="time" label={t('roster.duty_time')} rules={[{ required: true, message: t('form.required') }]}><DatePicker.RangePicker showTime={{ format: 'HH:mm', minuteStep: 30 }} format="YYYY-MM-DD HH:mm" style={{ width: '100%' }} /></Form.Item>
      <Form.Item name="note" label={t('visits.screen.note')}><Input maxLength={200} /></Form.Item>
    </FormDrawer>
  )
}
