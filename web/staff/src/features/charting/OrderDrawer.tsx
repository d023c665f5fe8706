import { Form, Input, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { ageOn } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { usePage } from '../patients/queries'
import { useVisitNow } from './FindingForm'
import { orderImaging, ordersKey, type NewOrder } from './orderQueries'

interface Values {
  items: string[]
  site?: string
  question: string
  pregnancy?: 'no' | 'maybe' | 'yes'
  reason?: string
  urgency: NonNullable<NewOrder['urgency']>
}

/** Films are ordered with the question that they are to answer; women of an age are asked whether they may be pregnant. */
export function OrderDrawer({ open, patient, films, onClose }: { open: boolean; patient: string; films: { value: string; label: string }[]; onClose: () => void }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const { today } = useWhen()
  const run = useRun(ordersKey(patient))
  const visit = useVisitNow(patient)
  const page = usePage(patient)
  const [form] = Form.useForm<Values>()
  const answer = Form.useWatch('pregnancy', form)
  const p = page.data?.patient
  const years = ageOn(p?.birth_day ?? '', today())
  const asked = !!p && p.sex !== 'male' && (years < 0 || (years >= 12 && years <= 55))
  const save = async ({ site, pregnancy, reason, ...v }: Values) => {
    const body: NewOrder = { ...v, clinic_id: visit?.clinic_id ?? clinic, patient_id: patient, ...(visit ? { visit_id: visit.id } : {}), ...(site ? { site } : {}), ...(pregnancy ? { pregnancy } : {}), ...(reason ? { reason } : {}) }
    await run(() => orderImaging(body), () => ({ say: t('teeth.order.ordered') }))
    onClose()
  }
  const required = [{ required: true, message: t('form.required') }]
  return (
    <FormDrawer<Values> open={open} form={form} title={t('teeth.order.new')} onSave={save} onClose={onClose} initial={{ urgency: 'routine' }}>
      <Form.Item name="items" label={t('teeth.order.items')} rules={required}><Select mode="multiple" options={films} maxCount={8} showSearch={{ optionFilterProp: 'label' }} /></Form.Item>
      <Form.Item name="site" label={t('teeth.site')}><Input maxLength={200} placeholder="46, 47" /></Form.Item>
      <Form.Item name="question" label={t('teeth.order.question')} rules={required}><Input.TextArea autoSize={{ minRows: 2 }} maxLength={400} /></Form.Item>
      <Form.Item name="urgency" label={t('teeth.order.urgency')}><Radio.Group optionType="button" options={(['urgent', 'soon', 'routine'] as const).map((u) => ({ value: u, label: t(`charting.urgency.${u}`) }))} /></Form.Item>
      {asked && <Form.Item name="pregnancy" label={t('teeth.order.ask_pregnancy')} rules={required}><Radio.Group optionType="button" options={(['no', 'maybe', 'yes'] as const).map((v) => ({ value: v, label: t(`charting.pregnancy.${v}`) }))} /></Form.Item>}
      {(answer === 'maybe' || answer === 'yes') && <Form.Item name="reason" label={t('teeth.order.why_anyway')} rules={required}><Input.TextArea autoSize maxLength={400} /></Form.Item>}
    </FormDrawer>
  )
}
