import { Alert, Form, InputNumber, Radio, Select, TimePicker } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { StaffSelect } from '../org/StaffSelect'
import { PersonSelect } from '../patients/PersonSelect'
import { useWords } from './words'
import { CHECKIN, MEANS, join, useBeside, useProgrammes } from './queries'

interface Values { patient_id?: string; programme: string; variant?: string; stage_days?: number; target?: number; doctor_id?: string; remind?: Dayjs; by: string; means: typeof MEANS[number] }

/** Lets a patient join a programme, with the consent of whoever may give it. */
export function JoinDrawer({ open, patient, onClose }: { open: boolean; patient?: string; onClose: () => void }) {
  const { t } = useTranslation()
  const words = useWords()
  const { clinic } = useDesk()
  const run = useRun(CHECKIN)
  const [form] = Form.useForm<Values>()
  const chosen = Form.useWatch('patient_id', form)
  const who = patient ?? chosen ?? ''
  const programmes = useProgrammes()
  const record = useBeside(who, open)
  const guardians = (record.data?.relations ?? []).filter((r) => r.kind === 'guardian' && r.in_force)
  const [ofProgramme, ofVariant] = [Form.useWatch('programme', form), Form.useWatch('variant', form)]
  const programme = programmes.data?.find((p) => p.key === ofProgramme)
  const variant = programme?.variants?.find((v) => v.key === ofVariant) ?? programme?.variants?.[0]
  const required = [{ required: true, message: t('form.required') }]
  const save = async (v: Values) => {
    await run(() => join({
      clinic_id: clinic, patient_id: who, programme: v.programme, ...(v.variant ? { variant: v.variant } : {}), ...(variant?.by_stage && v.stage_days ? { stage_days: v.stage_days } : {}),
      ...(v.target ? { target: v.target } : {}), ...(v.doctor_id ? { doctor_id: v.doctor_id } : {}), ...(v.remind ? { remind_at: v.remind.format('HH:mm') } : {}),
      consent: v.by === 'self' ? { by: 'self', means: v.means } : { by: 'guardian', relation_id: v.by, means: v.means },
    }), () => ({ say: t('checkin.joined') }))
    onClose()
  }
  return (
    <FormDrawer<Values> open={open} form={form} title={t('checkin.join')} onSave={save} onClose={onClose} initial={{ means: 'screen' }}>
      {!patient && <Form.Item name="patient_id" label={t('checkin.patient')} rules={required}><PersonSelect autoFocus /></Form.Item>}
      <Form.Item name="programme" label={t('checkin.programme')} rules={required}><Select onChange={() => form.setFieldValue('variant', undefined)} options={(programmes.data ?? []).map((p) => ({ value: p.key, label: words(p.name) }))} /></Form.Item>
      {(programme?.variants?.length ?? 0) > 1 && <Form.Item name="variant" label={t('checkin.variant')}><Select placeholder={words(programme!.variants![0]!.name)} options={programme!.variants!.map((v) => ({ value: v.key, label: words(v.name) }))} /></Form.Item>}
      {variant?.by_stage && <Form.Item name="stage_days" label={t('checkin.stage_days')} rules={required}><InputNumber min={5} max={28} /></Form.Item>}
      <div className="two">
        <Form.Item name="target" label={t('checkin.hours_a_day')}><InputNumber min={1} max={24} placeholder={variant?.target ? String(variant.target) : ''} /></Form.Item>
        <Form.Item name="remind" label={t('checkin.remind_at')}><TimePicker format="HH:mm" minuteStep={15} placeholder={programme?.remind_at ?? ''} disabledTime={() => ({ disabledHours: () => [0, 1, 2, 3, 4, 5, 6, 22, 23] })} defaultOpenValue={dayjs().hour(20).minute(0)} /></Form.Item>
      </div>
      <Form.Item name="doctor_id" label={t('checkin.doctor')} extra={t('checkin.doctor_help')}><StaffSelect /></Form.Item>
      <Form.Item name="by" label={t('checkin.consent_by')} rules={required}><Radio.Group className="ci-column" options={[{ value: 'self', label: t('checkin.consent_self') }, ...guardians.map((g) => ({ value: g.id, label: t('checkin.consent_guardian', { name: g.name }) }))]} /></Form.Item>
      {who !== '' && record.isSuccess && guardians.length === 0 && <Alert type="info" showIcon title={t('checkin.no_guardian')} style={{ marginBottom: 16 }} />}
      <Form.Item name="means" label={t('checkin.consent_means')}><Radio.Group options={MEANS.map((value) => ({ value, label: t(`checkin.means.${value}`) }))} /></Form.Item>
    </FormDrawer>
  )
}
