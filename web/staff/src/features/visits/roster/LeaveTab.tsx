import { Button, Checkbox, DatePicker, Form, Input, Select } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addDays } from '@archwire/domain'
import { useDesk } from '../../../app/desk'
import { DataTable } from '../../../ui/DataTable'
import { Fault } from '../../../ui/Fault'
import { FormDrawer } from '../../../ui/FormDrawer'
import { StatusTag } from '../../../ui/StatusTag'
import { useAttempt } from '../../../ui/attempt'
import { useRun } from '../../../ui/run'
import { useWhen } from '../../../ui/when'
import { StaffSelect } from '../../org/StaffSelect'
import { useEverybody } from '../../org/names'
import { keys } from '../queries'
import { dayText } from '../words'
import { useInsist } from './insist'
import { approveLeave, dropLeave, giveLeave, nameStandIn, useLeave, useRoster, type Leave } from './queries'

interface Values {
  staff_id: string
  days: [Dayjs, Dayjs]
  reason: string
  stand_in_id?: string
  approved: boolean
}

/** Leave of the people of the clinic, from a month ago to half a year ahead; only what is approved counts. */
export default function LeaveTab() {
  const { t } = useTranslation()
  const { clinic, may } = useDesk()
  const when = useWhen()
  const today = when.today()
  const leave = useLeave(clinic, addDays(today, -31), addDays(today, 180))
  const people = useRoster(clinic, today, today).data?.people ?? []
  const run = useRun(keys.roster(clinic), keys.boards(clinic))
  const { insist, asking } = useInsist()
  const { busy, fault, attempt } = useAttempt()
  const [adding, setAdding] = useState(false)
  const edit = may('visits.roster')
  const name = (id: string) => people.find((p) => p.id === id)?.name ?? ''
  const everybody = useEverybody().data ?? []
  const colleague = (id: string) => everybody.find((p) => p.id === id)?.name ?? ''
  const save = async (v: Values) => {
    await run(() => insist((c) => giveLeave({ staff_id: v.staff_id, from_day: v.days[0].format('YYYY-MM-DD'), to_day: v.days[1].format('YYYY-MM-DD'), reason: v.reason, approved: v.approved, ...(v.stand_in_id ? { stand_in_id: v.stand_in_id } : {}) }, c)),
      (l) => ({ say: t('roster.leave_given', { who: name(v.staff_id) }), back: () => dropLeave(l, true) }))
    setAdding(false)
  }
  const approve = (l: Leave) => void attempt(async () => { await run(() => insist((c) => approveLeave(l.id, c))) })
  const named = (l: Leave, who: string) => void attempt(async () => { await run(() => nameStandIn(l, who), (after) => ({ say: t('roster.stand_in'), back: () => nameStandIn(after, l.stand_in_id) })) })
  const drop = (l: Leave) => void attempt(async () => {
    await run(() => insist((c) => dropLeave(l, c)), () => ({
      say: t('roster.leave_dropped', { who: name(l.staff_id) }), back: () => giveLeave({ staff_id: l.staff_id, from_day: l.from_day, to_day: l.to_day, reason: l.reason, approved: l.approved, ...(l.stand_in_id ? { stand_in_id: l.stand_in_id } : {}) }, true),
    }))
  })
  return (
    <>
      {edit && <div className="rs-bar"><Button type="primary" onClick={() => setAdding(true)}>{t('roster.leave_add')}</Button></div>}
      {fault && fault.code !== 'visits.no_longer_fits' && <Fault error={fault} />}
      {leave.isError && <Fault error={leave.error} onRetry={() => void leave.refetch()} />}
      <DataTable<Leave> rows={leave.data} rowKey="id" loading={leave.isPending} empty={t('roster.no_leave')} columns={[
        { title: t('roster.person'), render: (_, l) => name(l.staff_id) },
        { title: t('roster.days'), render: (_, l) => (l.from_day === l.to_day ? dayText(l.from_day) : `${dayText(l.from_day)} – ${dayText(l.to_day)}`) },
        { title: t('roster.reason'), dataIndex: 'reason' },
        { title: t('roster.stand_in'), width: 170, render: (_, l) => (edit ? <StaffSelect {...(l.stand_in_id ? { value: l.stand_in_id } : {})} label={t('roster.stand_in')} placeholder={t('roster.stand_in_none')} only={(p) => p.id !== l.staff_id} onChange={(v) => named(l, v ?? '')} /> : colleague(l.stand_in_id)) },
        { title: t('roster.state'), render: (_, l) => <StatusTag tone={l.approved ? 'good' : 'warn'}>{l.approved ? t('roster.approved') : t('roster.asked_for')}</StatusTag> },
        { title: '', align: 'right', render: (_, l) => edit && (
          <span className="row">{!l.approved && <Button size="small" type="primary" loading={busy} onClick={() => approve(l)}>{t('roster.approve')}</Button>}<Button size="small" loading={busy} onClick={() => drop(l)}>{t('roster.take_back')}</Button></span>
        ) },
      ]} />
      {adding && (
        <FormDrawer<Values> open title={t('roster.leave_add')} initial={{ approved: true, reason: t('roster.annual') }} onSave={save} onClose={() => setAdding(false)}>
          <Form.Item name="staff_id" label={t('roster.person')} rules={[{ required: true, message: t('form.required') }]}><Select autoFocus showSearch={{ optionFilterProp: 'label' }} options={people.map((p) => ({ value: p.id, label: p.name }))} /></Form.Item>
          <Form.Item name="days" label={t('roster.days')} rules={[{ required: true, message: t('form.required') }]}><DatePicker.RangePicker style={{ width: '100%' }} /></Form.Item>
          <Form.Item name="reason" label={t('roster.reason')} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={60} /></Form.Item>
          <Form.Item name="stand_in_id" label={t('roster.stand_in')} extra={t('roster.stand_in_help')}><StaffSelect /></Form.Item>
          <Form.Item name="approved" valuePropName="checked"><Checkbox>{t('roster.counts_now')}</Checkbox></Form.Item>
        </FormDrawer>
      )}
      {asking}
    </>
  )
}
