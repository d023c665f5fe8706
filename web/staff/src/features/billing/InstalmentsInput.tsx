import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { yuan } from '@archwire/domain'
import { DayInput } from '../../ui/DayInput'
import { MoneyInput } from '../catalog/MoneyInput'
import { MILESTONES, restToLast, total, type Milestone, type TypedInstalment } from './schedule'

/** When how much falls due, checked against the contract as it is typed. One value of a form. */
export function InstalmentsInput({ value = [], onChange, amount }: { value?: TypedInstalment[]; onChange?: (list: TypedInstalment[]) => void; amount: number }) {
  const { t } = useTranslation()
  const put = (i: number, change: Partial<TypedInstalment>) => onChange?.(value.map((x, n) => (n === i ? { ...x, ...change } : x)))
  const left = amount - total(value)
  const say = left === 0 ? t('billing.schedule_fits') : `${t(left > 0 ? 'billing.schedule_missing' : 'billing.schedule_beyond')} ¥${yuan(Math.abs(left))}`
  return (
    <div className="bl-rows">
      {value.map((x, i) => (
        <div key={i} className="row bl-inst-row">
          <small className="num">{i + 1}</small>
          <Select<Milestone> value={x.milestone} onChange={(milestone) => put(i, { milestone })} aria-label={`${t('billing.due_when')} ${i + 1}`} style={{ width: 150 }}
            options={[{ value: '', label: t('billing.by_day') }, ...MILESTONES.map((m) => ({ value: m, label: t(`billing.milestone.${m}`) }))]} />
          {x.milestone === '' && <DayInput value={x.due_day} onChange={(due_day) => put(i, { due_day })} aria-label={`${t('billing.day')} ${i + 1}`} width={130} />}
          <span className="bl-amount"><MoneyInput id={`instalment-${i + 1}`} label={`${t('billing.amount')} ${i + 1}`} {...(x.amount === undefined ? {} : { value: x.amount })} onChange={(n) => put(i, { amount: n })} /></span>
          <Button type="text" icon={<DeleteOutlined />} aria-label={t('billing.remove_instalment')} onClick={() => onChange?.(value.filter((_, n) => n !== i))} />
        </div>
      ))}
      <div className="row">
        <Button size="small" icon={<PlusOutlined />} onClick={() => onChange?.([...value, { milestone: '', due_day: '', amount: undefined }])}>{t('billing.add_instalment')}</Button>
        {left !== 0 && value.length > 0 && <Button size="small" onClick={() => onChange?.(restToLast(value, amount))}>{t('billing.rest_here')}</Button>}
      </div>
      <p className="bl-sum bl-wide" aria-live="polite"><span>{t('billing.schedule_total')} ¥{yuan(total(value))} / ¥{yuan(amount)}</span><b className={left === 0 ? 'bl-good' : 'bl-bad'}>{left === 0 ? '✓ ' : '! '}{say}</b></p>
    </div>
  )
}
