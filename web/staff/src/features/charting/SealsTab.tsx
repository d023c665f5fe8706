import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answer, type Schemas } from '@archwire/api'
import { api } from '../../app/api'
import { useDesk } from '../../app/desk'
import { Waiting } from '../../app/Waiting'
import { useAttempt } from '../../ui/attempt'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { FormDrawer } from '../../ui/FormDrawer'
import { Panel } from '../../ui/Page'
import { useRun } from '../../ui/run'
import { StatusTag } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'

type Seal = Schemas['ChartingSealBody']
const sealsKey = (patient: string) => ['charting', 'seals', patient] as const

/** What was sealed of a patient's record, by whom and before whom; seals are proven and broken here. */
export default function SealsTab({ patient }: { patient: string }) {
  const { t } = useTranslation()
  const when = useWhen()
  const seals = useQuery({ queryKey: sealsKey(patient), queryFn: async () => (await answer(api.GET('/api/v1/charting/patients/{id}/seals', { params: { path: { id: patient } } }))).items })
  const [open, setOpen] = useState<'' | 'seal' | Seal>('')
  if (seals.isPending) return <Waiting />
  if (!seals.data) return <Fault error={seals.error} onRetry={() => void seals.refetch()} />
  return (
    <Panel title={t('charting.seal.tab')} actions={<Button type="primary" onClick={() => setOpen('seal')}>{t('charting.seal.make')}</Button>}>
      <DataTable<Seal> rows={seals.data} rowKey="id" empty={t('charting.seal.none')} columns={[
        { title: t('charting.seal.at'), width: 150, render: (_, s) => <>{when.full(s.sealed_at)}<br /><small>{s.sealed_by}</small></> },
        { title: t('charting.seal.reason'), render: (_, s) => <>{s.reason}<br /><small>{t('charting.seal.present')} {s.present.join(t('app.comma'))}</small></> },
        { title: t('charting.seal.files'), width: 110, align: 'right', render: (_, s) => <>{s.files}<br /><small className="num">{(s.size / 1e6).toFixed(1)} MB</small></> },
        { title: t('charting.seal.state'), width: 260, render: (_, s) => (
          <>
            <StatusTag tone={s.unsealed ? 'warn' : 'good'}>{t(s.unsealed ? 'charting.seal.unsealed' : 'charting.seal.sealed')}</StatusTag>
            {s.steps.slice(1).map((e) => (
              <p key={e.at + e.step} style={{ margin: 0 }}><small>{t(`charting.seal_step.${e.step}`)} {when.full(e.at)} {e.by} {e.reason} {e.step === 'checked' && (e.intact ? '✓' : '✗')}</small></p>
            ))}
          </>) },
        { title: '', width: 250, render: (_, s) => <Acts seal={s} patient={patient} onUnseal={() => setOpen(s)} /> },
      ]} />
      <SealDrawer of={open} patient={patient} onClose={() => setOpen('')} />
    </Panel>
  )
}

function Acts({ seal: s, patient, onUnseal }: { seal: Seal; patient: string; onUnseal: () => void }) {
  const { t } = useTranslation()
  const run = useRun(sealsKey(patient))
  const { busy, fault, attempt } = useAttempt()
  const check = () => void attempt(async () => {
    await run(() => answer(api.POST('/api/v1/charting/seals/{id}/check', { params: { path: { id: s.id } } })),
      (r) => ({ say: r.intact ? t('charting.seal.intact') : t('charting.seal.wrong', { names: r.wrong.join(t('app.comma')) }) }))
  })
  return (
    <>
      <Space wrap size={4}>
        <Button size="small" href={`/api/v1/charting/seals/${s.id}/list`} target="_blank">{t('charting.seal.list')}</Button>
        <Button size="small" loading={busy} onClick={check}>{t('charting.seal.check')}</Button>
        {s.unsealed ? <Button size="small" href={`/api/v1/charting/seals/${s.id}/file`} download>{t('charting.seal.hand_out')}</Button>
          : <Button size="small" danger onClick={onUnseal}>{t('charting.seal.unseal')}</Button>}
      </Space>
      {fault && <Fault error={fault} />}
    </>
  )
}

interface Values {
  reason: string
  present: string
}

/** Seals a record, or breaks a seal: why, and who is present. */
function SealDrawer({ of, patient, onClose }: { of: '' | 'seal' | Seal; patient: string; onClose: () => void }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const run = useRun(sealsKey(patient))
  const [form] = Form.useForm<Values>()
  const seals = of === 'seal'
  const save = async ({ reason, present }: Values) => {
    const body = { reason, present: present.split('\n').map((p) => p.trim()).filter(Boolean) }
    if (of === 'seal') await run(() => answer(api.POST('/api/v1/charting/patients/{id}/seals', { params: { path: { id: patient } }, body: { ...body, clinic_id: clinic } })), (s) => ({ say: t('charting.seal.done', { files: s.files }) }))
    else if (of) await run(() => answer(api.POST('/api/v1/charting/seals/{id}/unseal', { params: { path: { id: of.id } }, body })), () => ({ say: t('charting.seal.unsealed') }))
    onClose()
  }
  const required = [{ required: true, message: t('form.required') }]
  const title = seals ? t('charting.seal.make') : t('charting.seal.unseal')
  return (
    <FormDrawer<Values> open={of !== ''} form={form} title={title} save={title} onSave={save} onClose={onClose}>
      {seals && <p className="hint">{t('charting.seal.make_help')}</p>}
      <Form.Item name="reason" label={t('charting.seal.reason')} rules={required}><Input.TextArea autoSize={{ minRows: 2 }} maxLength={400} /></Form.Item>
      <Form.Item name="present" label={t('charting.seal.present')} extra={t('charting.seal.present_help')} rules={required}><Input.TextArea autoSize={{ minRows: 2 }} maxLength={600} /></Form.Item>
    </FormDrawer>
  )
}
