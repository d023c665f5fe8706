import { Form, Input, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { HoursInput } from './HoursInput'
import { changeClinic, keys, openClinic, type Clinic, type ClinicChange, type NewClinic, type Opening } from './queries'

const KINDS = ['own', 'managed', 'franchise'] as const
const NINE_TO_SIX: Opening[] = Array.from({ length: 7 }, (_, weekday) => ({ weekday, from: '09:00', to: '18:00' }))
type Values = NewClinic

/** A new clinic, or what is known of one. */
export function ClinicDrawer({ open, onStale, onClose }: { open: Clinic | 'new' | null; onStale: () => unknown; onClose: () => void }) {
  const { t } = useTranslation()
  const { mayInGroup } = useDesk()
  const run = useRun(keys.clinics, ['session'])
  const [form] = Form.useForm<Values>()
  const kind = Form.useWatch('kind', form)
  const clinic = open === 'new' ? null : open
  const group = mayInGroup('org.manage_clinics')
  const save = async (v: Values, touched: ClinicChange) => {
    if (!clinic) await run(() => openClinic(v), (c) => ({ say: t('org.clinic_opened', { name: c.name }) }))
    else if (Object.keys(touched).length > 0) {
      const old = Object.fromEntries(Object.keys(touched).map((k) => [k, clinic[k as keyof ClinicChange]])) as ClinicChange
      await run(() => changeClinic(clinic, touched), (c) => ({ say: t('org.clinic_changed', { name: c.name }), back: () => changeClinic(c, old) }))
    }
    onClose()
  }
  const initial: Partial<Values> = clinic ?? { kind: 'own', zone: 'Asia/Shanghai', hours: NINE_TO_SIX }
  return (
    <FormDrawer<Values> open={open !== null} form={form} width={560} title={clinic?.name ?? t('org.new_clinic')} initial={initial} onSave={save} onStale={onStale} onClose={onClose}>
      <div className="two">
        <Form.Item name="name" label={t('org.name')} rules={[{ required: true, message: t('form.required') }]}><Input autoFocus={!clinic} maxLength={60} /></Form.Item>
        <Form.Item name="short_name" label={t('org.short_name')} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={12} /></Form.Item>
        <Form.Item name="code" label={t('org.code')} extra={clinic ? undefined : t('org.code_help')} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={31} disabled={!!clinic} autoCapitalize="off" /></Form.Item>
        <Form.Item name="number_prefix" label={t('org.number_prefix')} extra={t('org.prefix_help')}><Input maxLength={6} disabled={!group} /></Form.Item>
      </div>
      <Form.Item name="kind" label={t('org.kind')}><Radio.Group optionType="button" disabled={!group} options={KINDS.map((k) => ({ value: k, label: t(`org.kind.${k}`) }))} /></Form.Item>
      <Form.Item name="legal_entity" label={t('org.legal_entity')} {...(kind === 'franchise' ? { extra: t('org.franchise_help') } : {})}><Input maxLength={120} disabled={!group} /></Form.Item>
      <div className="two">
        <Form.Item name="city" label={t('org.city')}><Input maxLength={60} /></Form.Item>
        <Form.Item name="phone" label={t('org.phone')}><Input maxLength={32} inputMode="tel" /></Form.Item>
      </div>
      <Form.Item name="address" label={t('org.address')}><Input maxLength={200} /></Form.Item>
      <Form.Item name="hours" label={t('org.hours')}><HoursInput /></Form.Item>
      <Form.Item name="zone" label={t('org.zone')}><Input maxLength={60} disabled={!group} /></Form.Item>
    </FormDrawer>
  )
}
