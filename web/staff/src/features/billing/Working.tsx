import { useTranslation } from 'react-i18next'
import { Money } from '../../ui/Money'
import type { Figure } from './queries'

/** What is refundable today under each cause, with the working folded below it. */
export function Working({ figures, title, open = false }: { figures: Figure[]; title: string; open?: boolean }) {
  const { t } = useTranslation()
  return (
    <details className="bl-work" open={open}>
      <summary>{title} {figures.map((f) => <span key={f.cause}>{t(`billing.cause.${f.cause}`)} <b><Money fen={f.refund} /></b></span>)}</summary>
      <div className="bl-figures">{figures.map((f) => <FigureTable key={f.cause} figure={f} />)}</div>
      <p className="hint">{t('billing.working.commission')}</p>
      <p className="hint">{t('billing.figures_help')}</p>
    </details>
  )
}

function FigureTable({ figure: f }: { figure: Figure }) {
  const { t } = useTranslation()
  const rate = (f.rate / 100).toFixed(2)
  return (
    <table className="bl-table">
      <caption>{t(`billing.cause.${f.cause}`)}</caption>
      <tbody>
        <tr><th scope="row">{t('billing.working.paid')}</th><td className="r"><Money fen={f.paid} /></td></tr>
        <tr><th scope="row">{t('billing.working.taken')} <small>{t(`billing.article.${f.article}`)}</small></th><td className="r">− <Money fen={f.taken} /></td></tr>
        <tr className="next"><th scope="row">{t('billing.working.refund')} {f.capped && <small>{t('billing.working.cap')}</small>}</th><td className="r"><b><Money fen={f.refund} /></b></td></tr>
        <tr><th scope="row">{t('billing.interest')} <small>{f.days > 0 ? t('billing.interest_line', { rate, days: f.days }) : t('billing.interest_none', { rate })}</small></th><td className="r"><Money fen={f.interest} /></td></tr>
      </tbody>
    </table>
  )
}
