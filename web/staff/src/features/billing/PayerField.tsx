import { Form, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Account } from './queries'

/** Who pays: the patient, or somebody beside them. Nothing where there is nobody. */
export function PayerField({ payers, initial }: { payers: Account['payers']; initial?: string }) {
  const { t } = useTranslation()
  if (payers.length === 0) return null
  return (
    <Form.Item name="payer_id" label={t('billing.payer')} initialValue={initial ?? ''}>
      <Select options={payerOptions(t, payers)} />
    </Form.Item>
  )
}

/** The patient and those beside them, as choices. */
export const payerOptions = (t: (key: string) => string, payers: Account['payers']) => [
  { value: '', label: t('billing.payer_self') },
  ...payers.map((p) => ({ value: p.id, label: `${p.name} · ${t(`patients.relation.${p.relation}`)}` })),
]
