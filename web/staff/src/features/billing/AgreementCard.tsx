import { useTranslation } from 'react-i18next'
import { Money } from '../../ui/Money'
import { StatusTag } from '../../ui/StatusTag'
import type { Agreement, Figure } from './queries'

/** One accepted plan as money: agreed, received, executed, what stands, and what is refundable today. */
export function AgreementCard({ agreement: a }: { agreement: Agreement }) {
  const { t } = useTranslation()
  const part = (fen: number) => `${a.amount > 0 ? Math.min(100, (fen / a.amount) * 100) : 0}%`
  return (
    <section className="bl-card">
      <h2 className="sub">
        {t(a.contract ? 'billing.contract' : 'billing.plan')} · {a.day} {a.ended && <StatusTag tone="plain">{t('billing.ended', { day: a.ended })}</StatusTag>}
        {a.overdue > 0 && <StatusTag tone="bad">{t('billing.overdue')} <Money fen={a.overdue} /></StatusTag>}
      </h2>
      <div className="bl-bar" aria-hidden="true"><i className="in" style={{ width: part(a.received) }} /><i className="done" style={{ width: part(a.executed) }} /></div>
      <dl className="bl-axes">
        {a.list > a.amount && <div><dt>{t('billing.list')}</dt><dd><Money fen={a.list} /></dd></div>}
        {a.list > a.amount && <div><dt>{t('billing.discount')}</dt><dd><Money fen={a.amount - a.list} /></dd></div>}
        <div><dt>{t('billing.agreed')}</dt><dd><Money fen={a.amount} /></dd></div>
        <div><dt>{t('billing.received')}</dt><dd><Money fen={a.received} /></dd></div>
        <div><dt>{t('billing.executed')}</dt><dd><Money fen={a.executed} /></dd></div>
        <div><dt>{t('billing.stands')}</dt><dd><Money fen={a.stands} /></dd></div>
        <div><dt>{t('billing.open')}</dt><dd><Money fen={a.open} /></dd></div>
      </dl>
      {a.instalments.length > 0 && (
        <ol className="bl-inst" aria-label={t('billing.instalments')}>
          {a.instalments.map((p) => <li key={p.seq} className={a.next?.seq === p.seq ? 'next' : ''}><small>{p.due_day || t(`billing.milestone.${p.milestone}`)}</small> <Money fen={p.amount} /></li>)}
        </ol>
      )}
      <Working figures={a.figures} title={t('billing.refundable')} />
    </section>
  )
}

/** What is refundable today under each cause, with the working. */
export function Working({ figures, title }: { figures: Figure[]; title: string }) {
  const { t } = useTranslation()
  return (
    <details className="bl-work">
      <summary>{title} {figures.map((f) => <span key={f.cause}>{t(`billing.cause.${f.cause}`)} <b><Money fen={f.refund} /></b></span>)}</summary>
      {figures.map((f) => (
        <p key={f.cause}>{t(`billing.cause.${f.cause}`)}：<Money fen={f.paid} /> − <Money fen={f.taken} /> = <b><Money fen={f.refund} /></b>
          {' '}<small>{t(`billing.article.${f.article}`)}{f.capped && ` ${t('billing.capped')}`}</small></p>
      ))}
      <p className="hint">{t('billing.figures_help')}</p>
    </details>
  )
}
