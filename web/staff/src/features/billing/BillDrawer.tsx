import { useQuery } from '@tanstack/react-query'
import { Form } from 'antd'
import { useTranslation } from 'react-i18next'
import { yuan } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { items, keys as catalog } from '../catalog/queries'
import { useItemWords } from '../catalog/words'
import { LinesInput, type TypedLine } from './LinesInput'
import { BILLING, charge } from './queries'

/** A bill made at the desk, at the prices of the day. */
export function BillDrawer({ open, patient, onClose }: { open: boolean; patient: string; onClose: () => void }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const words = useItemWords()
  const run = useRun(BILLING)
  const list = useQuery({ queryKey: catalog.items(clinic, false), queryFn: () => items(clinic, false), enabled: open })
  const options = (list.data ?? []).filter((i) => i.has_price).map((i) => ({ value: i.id, label: `${i.code} ${words.name(i)} ¥${yuan(i.amount)}` }))
  const save = async ({ lines }: { lines: TypedLine[] }) => {
    const asked = lines.flatMap((l) => (l.item_id ? [{ item_id: l.item_id, quantity: l.quantity, ...(l.discount ? { discount: l.discount } : {}) }] : []))
    await run(() => charge({ clinic_id: clinic, patient_id: patient, lines: asked }), (b) => ({ say: t('billing.charged', { amount: yuan(b.owed) }) }))
    onClose()
  }
  const some = (_: unknown, lines?: TypedLine[]) => (lines?.some((l) => l.item_id) ? Promise.resolve() : Promise.reject(new Error(t('form.required'))))
  return (
    <FormDrawer<{ lines: TypedLine[] }> open={open} title={t('billing.new_bill')} width={560} onSave={save} onClose={onClose} initial={{ lines: [{ quantity: 1 }] }}>
      <Form.Item name="lines" rules={[{ validator: some }]} extra={t('billing.discount_help')}><LinesInput options={options} loading={list.isPending} /></Form.Item>
    </FormDrawer>
  )
}
