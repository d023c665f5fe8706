import { Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { ItemFields } from './ItemFields'
import { MoneyInput } from './MoneyInput'
import { CATALOG, addItem, type NewItem } from './queries'
import { DayInput } from '../../ui/DayInput'

/** An item of the group's list, with its first price. */
export function NewItemDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const { today } = useWhen()
  const run = useRun(CATALOG)
  return (
    <FormDrawer<NewItem> open={open} title={t('catalog.new')} width={560} initial={{ unit: 'visit', teeth: 'none', followup_class: 'none', insured: false, discountable: true, from: today() }} onClose={onClose} onSave={async (v) => {
      await run(() => addItem(v), (i) => ({ say: t('catalog.added', { code: i.code }) }))
      onClose()
    }}>
      <Form.Item name="code" label={t('catalog.code')} extra={t('catalog.code_help')} rules={[{ required: true, message: t('form.required') }]}><Input autoFocus maxLength={20} /></Form.Item>
      <ItemFields />
      <div className="two">
        <Form.Item name="amount" label={t('catalog.price')} rules={[{ required: true, message: t('catalog.need_amount') }]}><MoneyInput /></Form.Item>
        <Form.Item name="from" label={t('catalog.from')}><DayInput /></Form.Item>
      </div>
    </FormDrawer>
  )
}
