import { CalendarOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Radio, Segmented, Select, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { useDesk } from '../../app/desk'
import { DataTable } from '../../ui/DataTable'
import { DayInput } from '../../ui/DayInput'
import { Fault } from '../../ui/Fault'
import { FormDrawer } from '../../ui/FormDrawer'
import { Page } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { PersonSelect } from '../patients/PersonSelect'
import { Bar } from './Bar'
import { intervalOf, intervalText, monthEnd, monthsFrom, parseInterval, type Interval } from './interval'
import { RECALLS, changeRecall, keys, putRecallType, recalls, setRecall, useRecallTypes, type DueRecall, type Recall, type RecallType } from './queries'
import { say } from './sentence'

/** Who is to be looked at again and has no visit booked, and the types of recall. */
export default function RecallsPage() {
  const { t } = useTranslation()
  const { may } = useDesk()
  const [params, setParams] = useSearchParams()
  const [adding, setAdding] = useState(false)
  const shown = params.get('show') === 'types' ? 'types' : 'due'
  return (
    <Page title={t('protocols.recalls')} lead={t('protocols.recalls_lead')} actions={
      <>
        <Segmented value={shown} aria-label={t('protocols.recalls')} onChange={(v) => setParams(v === 'types' ? { show: v } : {}, { replace: true })} options={[{ value: 'due', label: t('protocols.due_list') }, { value: 'types', label: t('protocols.types') }]} />
        {may('followup.plan') && <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>{t('protocols.set_recall')}</Button>}
      </>
    }>
      <Bar />
      {shown === 'due' ? <Due /> : <Types />}
      <SetDrawer open={adding} onClose={() => setAdding(false)} />
    </Page>
  )
}

interface Row { id: string; d: DueRecall }

function Due() {
  const { t } = useTranslation()
  const { clinic, may } = useDesk()
  const when = useWhen()
  const [params, setParams] = useSearchParams()
  const [editing, setEditing] = useState<DueRecall | null>(null)
  const months = monthsFrom(when.today(), 6)
  const until = months.includes(params.get('to') ?? '') ? params.get('to')! : months[0]!
  const kind = params.get('kind') ?? ''
  const types = useRecallTypes()
  const got = useQuery({ queryKey: keys.recalls(clinic, monthEnd(until)), queryFn: () => recalls(clinic, monthEnd(until)), enabled: clinic !== '' })
  const rows = (got.data ?? []).filter((d) => !kind || d.recall.kind === kind)
  const put = (k: string, v: string) => setParams((p) => { if (v) p.set(k, v); else p.delete(k); return p }, { replace: true })
  const count = (k: string) => (got.data ?? []).filter((d) => d.recall.kind === k).length
  return (
    <>
      <div className="row">
        <Select value={until} aria-label={t('protocols.until_month')} style={{ width: 170 }} onChange={(v) => put('to', v)} options={months.map((m) => ({ value: m, label: t('protocols.until_month_is', { month: m }) }))} />
        <Select allowClear {...(kind ? { value: kind } : {})} placeholder={t('protocols.any_type')} aria-label={t('protocols.any_type')} style={{ width: 200 }} onChange={(v: string | undefined) => put('kind', v ?? '')} options={(types.data ?? []).map((x) => ({ value: x.kind, label: `${say(x.name)} ${count(x.kind)}` }))} />
      </div>
      {got.isError && <Fault error={got.error} onRetry={() => void got.refetch()} />}
      <DataTable<Row> rows={rows.map((d) => ({ id: d.recall.id, d }))} rowKey="id" loading={got.isPending} empty={t('protocols.no_recalls')} count={t('protocols.n_recalls', { n: rows.length })} columns={[
        { title: t('protocols.due'), width: 124, render: (_, { d }) => <>{d.recall.due_day} {d.recall.due_day < when.today() && <StatusTag tone="warn">{t('protocols.over')}</StatusTag>}</> },
        { title: t('protocols.patient'), width: 190, render: (_, { d }) => <><Link to={`/patients/${d.recall.patient_id}`}>{d.patient.name}</Link> <small className="hint">{d.patient.record_no}</small></> },
        { title: t('protocols.type'), width: 150, render: (_, { d }) => say(d.recall.name) },
        { title: t('protocols.last_time'), width: 110, responsive: ['md'], render: (_, { d }) => d.recall.from_day || '—' },
        { title: t('protocols.remark'), responsive: ['lg'], render: (_, { d }) => <>{d.recall.by_hand && <StatusTag tone="plain">{t('protocols.by_hand')}</StatusTag>} {d.recall.note}</> },
        { title: t('protocols.telephone'), width: 120, responsive: ['lg'], render: (_, { d }) => d.patient.phone },
        { title: t('protocols.to_do'), width: 150, render: (_, { d }) => <span className="pt-tags">
          {may('visits.book') && <Link to={`/board?book=${d.recall.patient_id}`} aria-label={t('protocols.book_for', { name: d.patient.name })}><CalendarOutlined /> {t('protocols.book')}</Link>}
          {may('followup.plan') && <Button size="small" type="text" icon={<EditOutlined />} aria-label={t('protocols.change_for', { name: d.patient.name })} onClick={() => setEditing(d)} />}</span> },
      ]} />
      {editing && <ChangeDrawer due={editing} onClose={() => setEditing(null)} />}
    </>
  )
}

interface SetValues { patient_id: string; kind: string; due_day: string; note?: string }

/** A recall by hand: its day stays as it is set. */
function SetDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const run = useRun(RECALLS)
  const types = useRecallTypes()
  const required = [{ required: true, message: t('form.required') }]
  return (
    <FormDrawer<SetValues> open={open} title={t('protocols.set_recall')} onClose={onClose} onSave={async (v) => {
      await run(() => setRecall({ ...v, clinic_id: clinic }), () => ({ say: t('protocols.recall_set') }))
      onClose()
    }}>
      <Form.Item name="patient_id" label={t('protocols.patient')} rules={required}><PersonSelect autoFocus /></Form.Item>
      <Form.Item name="kind" label={t('protocols.type')} rules={required}><Select options={(types.data ?? []).filter((x) => x.active).map((x) => ({ value: x.kind, label: say(x.name) }))} /></Form.Item>
      <Form.Item name="due_day" label={t('protocols.due')} rules={required} extra={t('protocols.by_hand_help')}><DayInput /></Form.Item>
      <Form.Item name="note" label={t('protocols.remark')}><Input maxLength={200} /></Form.Item>
    </FormDrawer>
  )
}

interface ChangeValues { state: 'on' | 'off' | 'off_until' | 'off_below'; due_day?: string; until_day?: string; yuan?: number; auto?: boolean; note?: string }

/** Another day, or not for now: for good, until a day, until the debt is paid. */
function ChangeDrawer({ due: d, onClose }: { due: DueRecall; onClose: () => void }) {
  const { t } = useTranslation()
  const run = useRun(RECALLS)
  const [form] = Form.useForm<ChangeValues>()
  const state = Form.useWatch('state', form)
  const auto = Form.useWatch('auto', form)
  const r = d.recall
  const body = (x: Recall) => ({ state: (['on', 'off', 'off_until', 'off_below'] as const).find((s) => s === x.state) ?? ('on' as const), ...(x.by_hand ? { due_day: x.due_day } : { auto: true }), ...(x.until_day ? { until_day: x.until_day } : {}), balance: x.balance, note: x.note })
  const required = [{ required: true, message: t('form.required') }]
  return (
    <FormDrawer<ChangeValues> open form={form} title={t('protocols.change_recall', { name: d.patient.name, type: say(r.name) })} onClose={onClose}
      initial={{ state: r.state === 'off' || r.state === 'off_until' || r.state === 'off_below' ? r.state : 'on', due_day: r.due_day, until_day: r.until_day, yuan: r.balance / 100, auto: !r.by_hand, note: r.note }}
      onSave={async (v) => {
        await run(() => changeRecall(r, {
          state: v.state, ...(v.auto ? { auto: true } : v.due_day ? { due_day: v.due_day } : {}), ...(v.state === 'off_until' && v.until_day ? { until_day: v.until_day } : {}),
          ...(v.state === 'off_below' ? { balance: Math.round((v.yuan ?? 0) * 100) } : {}), note: v.note ?? '',
        }), (now) => ({ say: t('protocols.recall_set'), back: () => changeRecall(now, body(r)) }))
        onClose()
      }}>
      <Form.Item name="auto" label={t('protocols.auto')} valuePropName="checked" extra={t('protocols.auto_help')}><Switch /></Form.Item>
      {!auto && <Form.Item name="due_day" label={t('protocols.due')} rules={required}><DayInput /></Form.Item>}
      <Form.Item name="state" label={t('protocols.recall_state')}><Radio.Group className="pt-radios" options={(['on', 'off_until', 'off_below', 'off'] as const).map((s) => ({ value: s, label: t(`protocols.recall.${s}`) }))} /></Form.Item>
      {state === 'off_until' && <Form.Item name="until_day" label={t('protocols.until_day')} rules={required}><DayInput /></Form.Item>}
      {state === 'off_below' && <Form.Item name="yuan" label={t('protocols.below')} rules={required}><InputNumber min={0} precision={2} style={{ width: 160 }} /></Form.Item>}
      <Form.Item name="note" label={t('protocols.remark')}><Input maxLength={200} /></Form.Item>
    </FormDrawer>
  )
}

interface TypeRow { id: string; x: RecallType }

function Types() {
  const { t } = useTranslation()
  const { mayInGroup } = useDesk()
  const types = useRecallTypes()
  const [editing, setEditing] = useState<RecallType | null>(null)
  const writes = mayInGroup('followup.edit')
  const names = (list: string[]) => list.map((k) => say(types.data?.find((x) => x.kind === k)?.name) || k).join(t('app.comma'))
  return (
    <>
      {types.isError && <Fault error={types.error} onRetry={() => void types.refetch()} />}
      <DataTable<TypeRow> rows={(types.data ?? []).map((x) => ({ id: x.kind, x }))} rowKey="id" loading={types.isPending} {...(writes ? { onOpen: (r: TypeRow) => setEditing(r.x) } : {})} columns={[
        { title: t('protocols.type'), width: 180, render: (_, { x }) => say(x.name) },
        { title: t('protocols.interval'), width: 170, render: (_, { x }) => intervalText(x.interval) },
        { title: t('protocols.triggers'), responsive: ['md'], render: (_, { x }) => (x.triggers ?? []).join(t('app.comma')) },
        { title: t('protocols.excludes'), width: 180, responsive: ['md'], render: (_, { x }) => names(x.excludes ?? []) || '—' },
        { title: t('protocols.state'), width: 110, render: (_, { x }) => x.active ? <StatusTag tone="good">{t('protocols.on')}</StatusTag> : <StatusTag tone="plain">{t('protocols.off')}</StatusTag> },
      ]} />
      {editing && <TypeDrawer type={editing} onClose={() => setEditing(null)} />}
    </>
  )
}

interface TypeValues extends Interval { zh: string; en: string; triggers: string[]; active: boolean }

function TypeDrawer({ type: x, onClose }: { type: RecallType; onClose: () => void }) {
  const { t } = useTranslation()
  const run = useRun(RECALLS)
  const [form] = Form.useForm<TypeValues>()
  const now = Form.useWatch([], form) as TypeValues | undefined
  return (
    <FormDrawer<TypeValues> open form={form} title={say(x.name)} onClose={onClose} initial={{ ...(parseInterval(x.interval) ?? { y: 0, m: 6, w: 0, d: 1 }), zh: x.name.zh, en: x.name.en, triggers: x.triggers ?? [], active: x.active }}
      onSave={async ({ zh, en, triggers, active, y, m, w, d }) => {
        await run(() => putRecallType(x, { name: { zh, en }, interval: intervalOf({ y, m, w, d }), triggers, excludes: x.excludes ?? [], active }), () => ({ say: t('protocols.type_kept') }))
        onClose()
      }}>
      <Form.Item name="zh" label={t('protocols.name')} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={60} /></Form.Item>
      <Form.Item name="en" label={t('protocols.name_en')}><Input maxLength={60} /></Form.Item>
      <div className="pt-four">{(['y', 'm', 'w', 'd'] as const).map((u) => <Form.Item key={u} name={u} label={t(`protocols.part.${u}`)}><InputNumber min={0} max={u === 'y' ? 10 : 120} precision={0} style={{ width: '100%' }} /></Form.Item>)}</div>
      <p className="hint">{t('protocols.interval_is', { text: now ? intervalText(intervalOf({ y: now.y ?? 0, m: now.m ?? 0, w: now.w ?? 0, d: now.d ?? 0 })) : '' })}</p>
      <Form.Item name="triggers" label={t('protocols.triggers')} extra={t('protocols.triggers_help')}><Select mode="tags" open={false} suffixIcon={null} /></Form.Item>
      <Form.Item name="active" label={t('protocols.in_use')} valuePropName="checked"><Switch /></Form.Item>
    </FormDrawer>
  )
}
