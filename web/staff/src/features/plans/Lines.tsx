import { DeleteOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { yuan } from '@archwire/domain'
import { Money } from '../../ui/Money'
import { MoneyInput } from '../catalog/MoneyInput'
import { items as catalogItems, keys as catalog } from '../catalog/queries'
import { addLine, type Draft, type DraftLine } from './draft'
import type { Quote, Stair } from './queries'
import { SharesLine } from './Stairs'
import { SiteInput } from './SiteInput'

interface Props {
  draft: Draft
  patient: string
  /** The clinic whose items and prices there are. */
  clinic: string
  quote: Quote | undefined
  onChange: (part: Partial<Draft>) => void
}

/** The items of a plan being written: where, how many, in how many sessions, what is taken off, what each comes to. */
export function Lines({ draft, patient, clinic, quote, onChange }: Props) {
  const { t, i18n } = useTranslation()
  const list = useQuery({ queryKey: catalog.items(clinic, false), queryFn: () => catalogItems(clinic, false) })
  const change = (key: number, part: Partial<DraftLine>) => onChange({ lines: draft.lines.map((l) => (l.key === key ? { ...l, ...part } : l)) })
  const remove = (key: number) => onChange({ lines: draft.lines.filter((l) => l.key !== key) })
  const name = (i: { name_zh: string; name_en: string }) => (i18n.language === 'en' ? i.name_en : i.name_zh)
  const add = (id: string) => {
    const i = list.data?.find((x) => x.id === id)
    if (i) onChange({ lines: addLine(draft.lines, { catalog_id: id, name: name(i), teeth: i.teeth, contract: i.unit === 'course', insurable: i.insured }) })
  }
  return (
    <>
      {draft.lines.map((l, n) => {
        const stair = quote?.shares.find((s) => s.item === n)
        return <Line key={l.key} line={l} patient={patient} amount={quote?.plan.items[n]?.amount} stair={stair} onChange={(part) => change(l.key, part)} onRemove={() => remove(l.key)} shares={quote?.plan.items[n]?.shares} />
      })}
      <Select value={null} showSearch={{ optionFilterProp: 'label' }} loading={list.isPending} placeholder={t('plans.add_item')} aria-label={t('plans.add_item')} onChange={add}
        options={(list.data ?? []).filter((i) => i.has_price).map((i) => ({ value: i.id, label: `${i.code} ${name(i)} ¥${yuan(i.amount)}` }))} />
    </>
  )
}

interface LineProps {
  line: DraftLine
  patient: string
  amount: number | undefined
  stair: Stair | undefined
  /** As they are priced, where the line says none of its own. */
  shares: DraftLine['shares']
  onChange: (part: Partial<DraftLine>) => void
  onRemove: () => void
}

const COUNTED = ['tooth', 'quadrant', 'arch']

function Line({ line: l, patient, amount, stair, shares, onChange, onRemove }: LineProps) {
  const { t } = useTranslation()
  return (
    <div className="tp-edit" role="group" aria-label={l.name}>
      <span className="tp-edit-name">{l.name}</span>
      {l.teeth === 'none' ? <span /> : <SiteInput value={l.site} rule={l.teeth} patient={patient} name={l.name} onChange={(site) => onChange({ site })} />}
      {COUNTED.includes(l.teeth) || l.contract ? <span /> : <InputNumber value={l.quantity} min={1} max={99} prefix="×" aria-label={`${t('plans.quantity')} ${l.name}`} onChange={(v) => onChange({ quantity: v ?? 1 })} style={{ width: '100%' }} />}
      {l.contract ? <span /> : <InputNumber value={l.sessions > 1 ? l.sessions : null} min={1} max={20} placeholder={t('plans.sessions')} aria-label={`${t('plans.sessions')} ${l.name}`} onChange={(v) => onChange({ sessions: v ?? 0 })} style={{ width: '100%' }} />}
      <MoneyInput label={`${t('plans.line_discount')} ${l.name}`} {...(l.off === undefined ? {} : { value: l.off })} onChange={(off) => onChange({ off, discount: {} })} />
      <Money fen={amount ?? 0} />
      <Button type="text" icon={<DeleteOutlined />} aria-label={`${t('plans.diff.dropped')} ${l.name}`} onClick={onRemove} />
      {l.insurable && <Checkbox className="tp-wide" checked={l.insured} onChange={(e) => onChange({ insured: e.target.checked })}>{t('planning.insured')}</Checkbox>}
      {l.contract && <SharesInput line={l} stair={stair} amount={amount ?? 0} shares={l.shares ?? shares} onChange={onChange} />}
    </div>
  )
}

/** The shares by which a contract is executed: fitting, reviews, end of treatment, retention. */
function SharesInput({ line: l, stair, amount, shares, onChange }: { line: DraftLine; stair: Stair | undefined; amount: number; shares: DraftLine['shares']; onChange: (part: Partial<DraftLine>) => void }) {
  const { t } = useTranslation()
  if (!shares) return null
  const put = (some: Partial<typeof shares>) => onChange({ shares: { ...shares, ...some } })
  const part = (key: 'fitting' | 'debond' | 'retention') => (
    <label key={key}>{t(`plans.step.${key}`)} {shares[key].amount
      ? <MoneyInput label={t(`plans.step.${key}`)} value={shares[key].amount} onChange={(v) => put({ [key]: { amount: v ?? 0 } })} />
      : <><InputNumber size="small" min={0} max={100} value={(shares[key].share ?? 0) / 100} aria-label={`${t(`plans.step.${key}`)} ${l.name}`} onChange={(v) => put({ [key]: { share: Math.round((v ?? 0) * 100) } })} style={{ width: 68 }} /> %</>}</label>
  )
  return (
    <div className="tp-wide tp-share">
      {part('fitting')}
      <label>{t('plans.step.review')} <InputNumber size="small" min={0} max={197} value={shares.reviews} aria-label={`${t('plans.reviews')} ${l.name}`} onChange={(v) => put({ reviews: v ?? 0 })} style={{ width: 64 }} /> {t('planning.times')}</label>
      {part('debond')}
      {part('retention')}
      {stair && <SharesLine stair={stair} amount={amount} />}
    </div>
  )
}
