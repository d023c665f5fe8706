import { useTranslation } from 'react-i18next'
import { Money } from '../../ui/Money'
import { usePlan } from './queries'
import { Stairs } from './Stairs'
import './plans.css'

/** What a plan is made of and comes to, beside a decision about its discount. */
export default function PlanPrices({ plan }: { plan: string }) {
  const { i18n } = useTranslation()
  const p = usePlan(plan).data
  if (!p) return null
  return (
    <div className="tp-below">
      <ul className="tp-diff">{p.items.map((i) => <li key={i.id}><span>{i18n.language === 'en' ? i.name_en : i.name_zh} {i.site && <small className="tp-site">{i.site}</small>} {i.quantity > 1 && <small>×{i.quantity}</small>}</span><Money fen={i.amount} /></li>)}</ul>
      <Stairs plan={p} />
    </div>
  )
}
