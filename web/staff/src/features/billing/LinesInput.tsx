import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { MoneyInput } from '../catalog/MoneyInput'

/** A line of a bill as the cashier types it. */
export interface TypedLine {
  item_id?: string
  quantity: number
  discount?: number | undefined
}

interface LinesProps {
  value?: TypedLine[]
  onChange?: (list: TypedLine[]) => void
  options: { value: string; label: string }[]
  loading: boolean
}

/** What is charged: item, quantity, and the discount on the whole line. One value of a form. */
export function LinesInput({ value = [], onChange, options, loading }: LinesProps) {
  const { t } = useTranslation()
  const put = (i: number, change: Partial<TypedLine>) => onChange?.(value.map((x, n) => (n === i ? { ...x, ...change } : x)))
  return (
    <div className="bl-rows">
      {value.map((x, i) => (
        <div key={i} className="row">
          <Select {...(x.item_id ? { value: x.item_id } : {})} onChange={(item_id: string) => put(i, { item_id })} showSearch={{ optionFilterProp: 'label' }} loading={loading} options={options} placeholder={t('billing.find')} aria-label={t('billing.item')} style={{ flex: 1, minWidth: 0 }} />
          <InputNumber min={1} max={1000} value={x.quantity} onChange={(n) => put(i, { quantity: n ?? 1 })} aria-label={t('billing.quantity')} style={{ width: 70 }} />
          <span style={{ width: 130 }}><MoneyInput {...(x.discount === undefined ? {} : { value: x.discount })} onChange={(discount) => put(i, { discount })} /></span>
          {value.length > 1 && <Button type="text" icon={<DeleteOutlined />} aria-label={t('billing.remove_line')} onClick={() => onChange?.(value.filter((_, n) => n !== i))} />}
        </div>
      ))}
      <Button size="small" icon={<PlusOutlined />} onClick={() => onChange?.([...value, { quantity: 1 }])}>{t('billing.add_line')}</Button>
    </div>
  )
}
