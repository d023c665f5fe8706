import { Form, Input, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { FINDING_KINDS, findingKind, mouthAt } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { ToothChart } from '../../tooth/ToothChart'
import { NOTHING, siteOf, type Selection } from '../../tooth/selection'
import { useNotation } from '../../tooth/notation'
import { useToothWords } from '../../tooth/words'
import { useRoleName } from '../org/roleName'
import { useChart } from './chartQueries'
import { useVisitNow } from './FindingForm'
import { useKinds } from './kindNames'
import { useOrders } from './orderQueries'
import { REFERRALS, refer, useReceivers, type NewReferral, type Referral } from './referralQueries'
import './chart.css'

interface Props {
  open: boolean
  patient: string
  /** The record or plan that it is written upon. */
  origin?: NonNullable<NewReferral['origin']>
  /** What is known of the reason. */
  why?: string
  onClose: () => void
}

interface Values {
  to_clinic_id: string
  to: string
  teeth: Selection
  treatment?: NonNullable<NewReferral['treatment']> | ''
  why: string
  asked: string
  urgency: Referral['urgency']
  template_id?: string
  attached?: string[]
}

const ROLES = ['doctor', 'second_dentist'] as const
/** What colleagues are asked for most; more is written in words. */
const ASKED = ['extracted', 'filling', 'root_canal', 'crown', 'implant', 'sealant', 'miniscrew', 'bracket', 'appliance_off', 'veneer'] as const

/** A patient is sent to a colleague: to whom, why, what is asked of which teeth, how soon. */
export function ReferDrawer({ open, patient, origin, why = '', onClose }: Props) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const role = useRoleName()
  const words = useToothWords('fdi')
  const run = useRun(REFERRALS, ['charting'])
  const visit = useVisitNow(patient)
  const receivers = useReceivers(open).data ?? []
  const orders = useOrders(patient).data ?? []
  const kinds = useKinds()
  const [form] = Form.useForm<Values>()
  const at = Form.useWatch('to_clinic_id', form) ?? clinic
  const there = receivers.find((r) => r.clinic_id === at)
  const save = async ({ to, teeth, treatment, attached, template_id, ...v }: Values) => {
    const kind = treatment ? findingKind(treatment) : undefined
    const site = siteOf(teeth ?? NOTHING, kind ?? findingKind('extracted')!, '')
    const body: NewReferral = {
      ...v, from_clinic_id: visit?.clinic_id ?? clinic, patient_id: patient, ...(visit ? { visit_id: visit.id } : {}), ...(origin ? { origin } : {}),
      ...((ROLES as readonly string[]).includes(to) ? { to_role: to as (typeof ROLES)[number] } : { to_staff_id: to }),
      ...(site ? { site } : {}), ...(treatment && site ? { treatment } : {}), ...(template_id && at === clinic ? { template_id } : {}),
      ...(attached && attached.length > 0 ? { attached: attached.map((id) => ({ kind: 'order' as const, id })) } : {}),
    }
    await run(() => refer(body), (r) => ({ say: t('referral.sent_to', { who: r.to_staff_name || role(r.to_role) }) }))
    onClose()
  }
  const required = [{ required: true, message: t('form.required') }]
  return (
    <FormDrawer<Values> open={open} form={form} title={t('referral.new')} width={620} save={t('referral.send')} onSave={save} onClose={onClose}
      initial={{ to_clinic_id: clinic, urgency: 'routine', teeth: NOTHING, ...(why ? { why } : {}) }}>
      <div className="ch-two">
        <Form.Item name="to_clinic_id" label={t('referral.clinic')} rules={required}><Select options={receivers.map((r) => ({ value: r.clinic_id, label: r.name }))} onChange={() => form.resetFields(['to', 'template_id'])} /></Form.Item>
        <Form.Item name="to" label={t('referral.to')} rules={required}>
          <Select showSearch={{ optionFilterProp: 'label' }} options={[...(there?.dentists ?? []).map((p) => ({ value: p.id, label: p.title ? `${p.name} · ${p.title}` : p.name })), ...ROLES.map((r) => ({ value: r as string, label: t('referral.any', { role: role(r) }) }))]} />
        </Form.Item>
      </div>
      <Form.Item name="treatment" label={t('referral.treatment')}><Radio.Group optionType="button" className="ch-choices" options={[...ASKED.filter((w) => FINDING_KINDS.some((k) => k.what === w)).map((w) => ({ value: w as string, label: words.what(w) })), { value: '', label: t('referral.other') }]} /></Form.Item>
      <Form.Item name="teeth" label={t('teeth.site')}><TeethInput patient={patient} /></Form.Item>
      <Form.Item name="asked" label={t('referral.asked')} rules={required}><Input.TextArea autoSize={{ minRows: 2 }} maxLength={1000} /></Form.Item>
      <Form.Item name="why" label={t('referral.why')} rules={required}><Input.TextArea autoSize={{ minRows: 2 }} maxLength={1000} /></Form.Item>
      <div className="ch-two">
        <Form.Item name="urgency" label={t('referral.urgency')}><Radio.Group optionType="button" options={(['urgent', 'soon', 'routine'] as const).map((u) => ({ value: u, label: t(`charting.urgency.${u}`) }))} /></Form.Item>
        {at === clinic && <Form.Item name="template_id" label={t('referral.kind')}><Select allowClear showSearch={{ optionFilterProp: 'label' }} options={kinds} /></Form.Item>}
      </div>
      {orders.length > 0 && <Form.Item name="attached" label={t('referral.attached')}><Select mode="multiple" maxCount={20} options={orders.filter((o) => o.state !== 'cancelled').map((o) => ({ value: o.id, label: `${t('charting.ref.order')} ${o.question}` }))} /></Form.Item>}
    </FormDrawer>
  )
}

/** Teeth are chosen on the patient's chart. */
export function TeethInput({ patient, value = NOTHING, onChange }: { patient: string; value?: Selection; onChange?: (s: Selection) => void }) {
  const { t } = useTranslation()
  const chart = useChart(patient)
  const [notation] = useNotation()
  const words = useToothWords(notation)
  const mouth = chart.data ? mouthAt(chart.data.today, chart.data.born, chart.data.findings) : null
  const milk = mouth?.teeth.some((n) => /^[5-8]/.test(n.tooth) && n.presence === 'here') ?? false
  const chosen = Object.keys(value).join(',')
  return (
    <div className="ch-pick">
      <ToothChart mouth={mouth} primary={milk} notation={notation} selection={value} adding whole {...(onChange ? { onSelect: onChange } : {})} />
      <small className="hint" aria-live="polite">{chosen ? words.site(chosen) : t('referral.pick_teeth')}</small>
    </div>
  )
}
