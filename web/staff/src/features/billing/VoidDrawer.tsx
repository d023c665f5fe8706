import { Form, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { BILLING, voidBill, voidReceipt } from './queries'

const REASONS = ['wrong_patient', 'wrong_amount', 'wrong_means', 'twice', 'other']

/** What is to be voided. */
export interface Mistake {
  kind: 'bill' | 'receipt'
  id: string
  name: string
}

/** Voids a bill or a receipt of the same day, with a reason. */
export function VoidDrawer({ of, onClose }: { of: Mistake | null; onClose: () => void }) {
  const { t } = useTranslation()
  const run = useRun(BILLING)
  const save = async ({ reason }: { reason: string }) => {
    if (!of) return
    await run(() => (of.kind === 'bill' ? voidBill(of.id, reason) : voidReceipt(of.id, reason)), () => ({ say: t('billing.voided') }))
    onClose()
  }
  return (
    <FormDrawer<{ reason: string }> open={of !== null} title={`${t('billing.void')} ${of?.name ?? ''}`} save={t('billing.void')} onSave={save} onClose={onClose}>
      <p className="hint" style={{ marginBottom: 8 }}>{of?.kind === 'bill' ? t('billing.void_bill_help') : t('billing.void_receipt_help')}</p>
      <Form.Item name="reason" label={t('billing.reason')} rules={[{ required: true, message: t('form.required') }]}>
        <Select options={REASONS.map((r) => ({ value: r, label: t(`billing.void_reason.${r}`) }))} />
      </Form.Item>
    </FormDrawer>
  )
}
