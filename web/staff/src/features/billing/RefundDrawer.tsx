import { Form, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { yuan } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { MoneyInput } from '../catalog/MoneyInput'
import { REFUND_REASONS } from './payment'
import { BILLING, refund, type Account } from './queries'

interface Values {
  from: string
  amount: number
  reason: string
}

/** Gives back what stands, to the tenders it came by. */
export function RefundDrawer({ open, patient, account, onClose }: { open: boolean; patient: string; account: Account; onClose: () => void }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const run = useRun(BILLING)
  const from = [
    ...(account.prepaid > 0 ? [{ value: 'prepaid', label: `${t('billing.pot.prepaid')} ¥${yuan(account.prepaid)}` }] : []),
    ...(account.principal > 0 ? [{ value: 'principal', label: `${t('billing.pot.principal')} ¥${yuan(account.principal)}` }] : []),
    ...account.agreements.filter((a) => a.stands > 0).map((a) => ({ value: a.id, label: `${t(a.contract ? 'billing.contract' : 'billing.plan')} ${a.day} ¥${yuan(a.stands)}` })),
  ]
  const save = async (v: Values) => {
    const pot = v.from === 'prepaid' || v.from === 'principal' ? v.from : 'contract'
    await run(() => refund({ clinic_id: clinic, patient_id: patient, pot, amount: v.amount, reason: v.reason, ...(pot === 'contract' ? { agreement_id: v.from } : {}) }),
      (r) => ({ say: r.number === '' ? t('billing.returning') : t('billing.refunded_with', { number: r.number, amount: yuan(r.total) }) }))
    onClose()
  }
  return (
    <FormDrawer<Values> open={open} title={t('billing.refund')} save={t('billing.refund')} onSave={save} onClose={onClose} initial={from[0] ? { from: from[0].value } : {}}>
      <p className="hint" style={{ marginBottom: 8 }}>{t('billing.refund_help')}</p>
      <Form.Item name="from" label={t('billing.refund_from')} rules={[{ required: true, message: t('form.required') }]}><Select options={from} /></Form.Item>
      <Form.Item name="amount" label={t('billing.amount')} rules={[{ required: true, message: t('form.required') }]}><MoneyInput /></Form.Item>
      <Form.Item name="reason" label={t('billing.reason')} rules={[{ required: true, message: t('form.required') }]}>
        <Select options={REFUND_REASONS.map((r) => ({ value: r, label: t(`billing.refund_reason.${r}`) }))} />
      </Form.Item>
    </FormDrawer>
  )
}
