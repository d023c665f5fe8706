import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { MoneyInput } from '../catalog/MoneyInput'
import { MEANS } from './queries'
import type { TypedTender } from './payment'

/** How money comes in: one line for each means. One value of a form. */
export function TendersInput({ value = [], onChange, least = 1 }: { value?: TypedTender[]; onChange?: (list: TypedTender[]) => void; least?: number }) {
  const { t } = useTranslation()
  const put = (i: number, change: Partial<TypedTender>) => onChange?.(value.map((x, n) => (n === i ? { ...x, ...change } : x)))
  const next = MEANS.find((m) => !value.some((x) => x.means === m))
  return (
    <div className="bl-rows">
      {value.map((x, i) => (
        <div key={i} className="row">
          <Select value={x.means} onChange={(means) => put(i, { means })} aria-label={t('billing.tender')} style={{ flex: 'none', width: 130 }} options={MEANS.map((m) => ({ value: m, label: t(`billing.means.${m}`) }))} />
          <MoneyInput label={`${t(`billing.means.${x.means}`)} ${t('billing.amount')}`} {...(x.amount === undefined ? {} : { value: x.amount })} onChange={(amount) => put(i, { amount })} />
          {value.length > least && <Button type="text" icon={<DeleteOutlined />} aria-label={t('billing.remove_tender')} onClick={() => onChange?.(value.filter((_, n) => n !== i))} />}
        </div>
      ))}
      {next && <Button size="small" icon={<PlusOutlined />} onClick={() => onChange?.([...value, { means: next, amount: undefined }])}>{t('billing.add_tender')}</Button>}
    </div>
  )
}
