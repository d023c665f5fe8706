import { Form, Input, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { PersonSelect } from '../patients/PersonSelect'
import { StaffSelect } from '../org/StaffSelect'
import { ABOUTS, COMPLAINTS, SEVERITIES, WAYS, raise, type NewComplaint } from './queries'

interface Values extends Omit<NewComplaint, 'clinic_id' | 'patient_id'> {
  patient_id?: string
}

/** Writes down what somebody was not content with; the answer is due from now on. */
export function RaiseDrawer({ open, patient, onClose }: { open: boolean; patient?: string; onClose: (id?: string) => void }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const run = useRun(COMPLAINTS, ['tasks'])
  const [form] = Form.useForm<Values>()
  const about = Form.useWatch('about', form)
  const required = [{ required: true, message: t('form.required') }]
  const save = async ({ patient_id, owner_id, subject_id, ...v }: Values) => {
    const made = await run(() => raise({ ...v, clinic_id: clinic, patient_id: patient ?? patient_id ?? '', ...(owner_id ? { owner_id } : {}), ...(subject_id ? { subject_id } : {}) }), () => ({ say: t('complaints.raised') }))
    onClose(made.id)
  }
  return (
    <FormDrawer<Values> open={open} form={form} title={t('complaints.raise')} onSave={save} onClose={() => onClose()} initial={{ way: 'in_person', severity: 'normal' }}>
      {!patient && <Form.Item name="patient_id" label={t('complaints.patient')} rules={required}><PersonSelect autoFocus /></Form.Item>}
      <Form.Item name="words" label={t('complaints.said')} rules={required}><Input.TextArea rows={4} maxLength={2000} autoFocus={!!patient} /></Form.Item>
      <Form.Item name="about" label={t('complaints.cause')} rules={required}><Radio.Group className="cm-abouts" options={ABOUTS.map((a) => ({ value: a, label: t(`complaints.about.${a}`) }))} /></Form.Item>
      {about === 'doctor' && <Form.Item name="subject_id" label={t('complaints.which_doctor')}><StaffSelect /></Form.Item>}
      <div className="two">
        <Form.Item name="way" label={t('complaints.came')}><Select options={WAYS.map((w) => ({ value: w, label: t(`complaints.way.${w}`) }))} /></Form.Item>
        <Form.Item name="severity" label={t('complaints.severity')}><Select options={SEVERITIES.map((w) => ({ value: w, label: t(`complaints.severity.${w}`) }))} /></Form.Item>
      </div>
      <Form.Item name="owner_id" label={t('complaints.owner')} extra={t('complaints.owner_help')}><StaffSelect only={(p) => p.holdings.some((h) => !h.clinic_id || h.clinic_id === clinic)} /></Form.Item>
    </FormDrawer>
  )
}
