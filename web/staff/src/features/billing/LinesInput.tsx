import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { MoneyInput } from '../catalog/MoneyInput'
import { SELF_PAY, type TypedLine } from './desk'

interface LinesProps {
  value?: TypedLine[]
  onChange?: (list: TypedLine[]) => void
  options: { value: string; label: string; insured: boolean }[]
  loading: boolean
}

/** What is charged: item, quantity, and the discount on the whole line. One value of a form. */
export function LinesInput({ value = [], onChange, options, loading }: LinesProps) {
  const { t } = useTranslation()
  const put = (i: number, change: Partial<TypedLine>) => onChange?.(value.map((x, n) => (n === i ? { ...x, ...change } : x)))
  const insured = new Set(options.filter((o) => o.insured).map((o) => o.value))
  return (
    <div className="bl-rows">
      {value.map((x, i) => (
        <div key={i} className="bl-item">
          <Select {...(x.item_id ? { value: x.item_id } : {})} onChange={(item_id: string) => put(i, { item_id, self_pay: undefined })} showSearch={{ optionFilterProp: 'label' }} loading={loading} options={options} placeholder={t('billing.find')} aria-label={t('billing.item')} className="item" autoFocus={i === 0} />
          <InputNumber min={1} max={1000} value={x.quantity} onChange={(n) => put(i, { quantity: n ?? 1 })} aria-label={t('billing.quantity')} className="count" />
          <Input value={x.site ?? ''} maxLength={200} placeholder={t('billing.site')} aria-label={t('billing.site')} onChange={(e) => put(i, { site: e.target.value })} className="site" />
          <span className="amount" title={t('billing.discount')}><MoneyInput hint={t('billing.discount')} label={`${t('billing.discount')} ${i + 1}`} {...(x.discount === undefined ? {} : { value: x.discount })} onChange={(discount) => put(i, { discount })} /></span>
          {x.item_id && insured.has(x.item_id) && (
            <Select allowClear {...(x.self_pay ? { value: x.self_pay } : {})} onChange={(self_pay?: string) => put(i, { self_pay })} placeholder={t('billing.insured')} aria-label={t('billing.self_pay_help')} className="self"
              options={SELF_PAY.map((r) => ({ value: r, label: `${t('billing.self_pay')}${t('app.colon')}${t(`billing.self_pay_reason.${r}`)}` }))} />
          )}
          {value.length > 1 && <Button type="text" icon={<DeleteOutlined />} aria-label={t('billing.remove_line')} onClick={() => onChange?.(value.filter((_, n) => n !== i))} />}
        </div>
      ))}
      <Button size="small" icon={<PlusOutlined />} onClick={() => onChange?.([...value, { quantity: 1 }])}>{t('billing.add_line')}</Button>
    </div>
  )
}
