import { Button, Form, Input, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem, answer, type Schemas } from '@archwire/api'
import { api } from '../../../app/api'
import { useDesk } from '../../../app/desk'
import { Fault } from '../../../ui/Fault'
import { showProblem } from '../../../ui/FormDrawer'
import { asProblem } from '../../../ui/attempt'
import type { Picked } from './PatientPicker'

interface Values {
  name: string
  phone: string
  sex?: 'female' | 'male'
}

interface Likely {
  duplicates?: Schemas['PatientsDuplicateBody'][]
}

/** Name and telephone in ten seconds; whoever may be there already is shown before a second record is made. */
export function QuickPatient({ typed, onDone, onCancel }: { typed: string; onDone: (p: Picked) => void; onCancel: () => void }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const [form] = Form.useForm<Values>()
  const [fault, setFault] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const number = /^[\d\s+-]{4,}$/.test(typed)
  const likely = fault?.code === 'patients.likely_there' ? likelyOf(fault) : []
  const save = async (v: Values, confirm_new: boolean) => {
    setBusy(true)
    setFault(null)
    try {
      const contacts = v.phone ? [{ number: v.phone.replace(/[\s-]/g, ''), label: 'mobile' as const, whose: 'self' as const, is_default: true }] : []
      const done = await answer(api.POST('/api/v1/patients', { body: { clinic_id: clinic, name: v.name.trim(), ...(v.sex ? { sex: v.sex } : {}), contacts, confirm_new } }))
      onDone(done.patient)
    } catch (e) {
      const p = asProblem(e)
      setFault(p)
      showProblem(form, p, () => {})
    } finally {
      setBusy(false)
    }
  }
  return (
    <Form form={form} layout="vertical" className="qp" requiredMark={false} initialValues={number ? { phone: typed } : { name: typed }} onFinish={(v) => void save(v, false)}>
      <Form.Item name="name" label={t('visits.screen.name')} rules={[{ required: true, message: t('form.required') }]}><Input autoFocus={number} maxLength={60} /></Form.Item>
      <Form.Item name="phone" label={t('visits.screen.phone')} rules={[{ required: true, message: t('form.required') }]}><Input autoFocus={!number} inputMode="tel" maxLength={40} /></Form.Item>
      <Form.Item name="sex" label={t('visits.screen.sex')}><Radio.Group optionType="button" options={[{ value: 'female', label: t('board.sex.f') }, { value: 'male', label: t('board.sex.m') }]} /></Form.Item>
      {fault && <Fault error={fault} />}
      {likely.map((d) => (
        <p key={d.patient.id} className="qp-like">
          <b>{d.patient.name}</b> {d.patient.record_no} {d.patient.phone}
          <Button size="small" onClick={() => onDone(d.patient)}>{t('visits.screen.same_person')}</Button>
        </p>
      ))}
      <p className="vd-acts">
        <Button type="primary" htmlType="submit" loading={busy}>{t('visits.screen.register_do')}</Button>
        {likely.length > 0 && <Button onClick={() => void form.validateFields().then((v) => save(v, true))}>{t('visits.screen.another_person')}</Button>}
        <Button onClick={onCancel}>{t('form.cancel')}</Button>
      </p>
    </Form>
  )
}

function likelyOf(p: Problem): Schemas['PatientsDuplicateBody'][] {
  const d = p.details as Likely | Schemas['PatientsDuplicateBody'][] | undefined
  return Array.isArray(d) ? d : (d?.duplicates ?? [])
}
