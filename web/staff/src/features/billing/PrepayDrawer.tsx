import { Form, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { yuan } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { MoneyInput } from '../catalog/MoneyInput'
import { PayerField } from './PayerField'
import { TendersInput } from './TendersInput'
import { given, type TypedTender } from './payment'
import { BILLING, prepay, type Account } from './queries'

interface Values {
  what: string
  tenders: TypedTender[]
  gift?: number
  payer_id?: string
}

const STORED = 'stored'

/** Takes money before anything is owed: for a plan, for anything, or as stored value. */
export function PrepayDrawer({ open, patient, account, onClose }: { open: boolean; patient: string; account: Account; onClose: () => void }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const run = useRun(BILLING)
  const [form] = Form.useForm<Values>()
  const what = Form.useWatch('what', form)
  const running = account.agreements.filter((a) => a.ended === '' && a.open > 0)
  const first = running[0]
  const save = async (v: Values) => {
    await run(() => prepay({
      clinic_id: clinic, patient_id: patient, tenders: given(v.tenders), stored: v.what === STORED, ...(v.gift ? { gift: v.gift } : {}), ...(v.payer_id ? { payer_id: v.payer_id } : {}),
      ...(v.what && v.what !== STORED ? { agreement_id: v.what } : {}),
    }), (r) => ({ say: t('billing.paid_with', { number: r.number, change: yuan(r.change) }) }))
    onClose()
  }
  return (
    <FormDrawer<Values> open={open} form={form} title={t('billing.prepay')} save={t('billing.prepay')} onSave={save} onClose={onClose}
      initial={{ what: first?.id ?? '', tenders: [{ means: 'wechat', amount: first ? first.next_left || first.open : undefined }] }}>
      <Form.Item name="what" label={t('billing.prepay_for')}>
        <Select options={[
          ...running.map((a) => ({ value: a.id, label: t('billing.for_plan', { amount: yuan(a.amount), open: yuan(a.open) }) })),
          { value: '', label: t('billing.for_anything') }, { value: STORED, label: t('billing.for_stored') },
        ]} />
      </Form.Item>
      <PayerField payers={account.payers} {...(first?.payer_id ? { initial: first.payer_id } : {})} />
      <Form.Item name="tenders" label={t('billing.tender')}><TendersInput /></Form.Item>
      {what === STORED && <Form.Item name="gift" label={t('billing.gift')} style={{ marginTop: 12 }}><MoneyInput /></Form.Item>}
    </FormDrawer>
  )
}
