import { useTranslation } from 'react-i18next'
import { Money } from '../../ui/Money'
import type { Plan, Stair } from './queries'

/** From the list price to what is paid, in the order in which it is taken off; steps that take nothing are left out. */
export function Stairs({ plan: p }: { plan: Pick<Plan, 'list_amount' | 'gross' | 'amount' | 'off'> }) {
  const { t } = useTranslation()
  const steps = (['member', 'line', 'plan', 'coupon', 'round'] as const).filter((k) => p.off[k] !== 0)
  return (
    <ol className="tp-stairs" aria-label={t('planning.stairs')}>
      <li><span>{t('plans.list_amount')}</span><Money fen={p.list_amount} /></li>
      {p.gross !== p.list_amount && <li><span>{t('planning.stair.clinic')}</span><Money fen={p.gross - p.list_amount} /></li>}
      {steps.map((k) => <li key={k}><span>{t(`planning.stair.${k}`)}</span><Money fen={-p.off[k]} /></li>)}
      <li><b>{t('plans.total')}</b><b>¥<Money fen={p.amount} /></b></li>
    </ol>
  )
}

/** How a contract is executed: each part with its amount, and that they come to the whole. */
export function SharesLine({ stair: s, amount }: { stair: Stair; amount: number }) {
  const { t } = useTranslation()
  const reviews = s.reviews > 0 ? s.review * (s.reviews - 1) + s.last_review : 0
  const sum = s.fitting + reviews + s.debond + s.retention
  return (
    <p className="tp-shares">
      <span>{t('plans.step.fitting')} <Money fen={s.fitting} /></span>
      {s.reviews > 0 && <span>{t('planning.reviews_of', { n: s.reviews })} <Money fen={s.review} />{s.last_review !== s.review && <> ({t('planning.last')} <Money fen={s.last_review} />)</>}</span>}
      <span>{t('plans.step.debond')} <Money fen={s.debond} /></span>
      <span>{t('plans.step.retention')} <Money fen={s.retention} /></span>
      <b>= <Money fen={sum} /> {sum === amount && '✓'}</b>
    </p>
  )
}
