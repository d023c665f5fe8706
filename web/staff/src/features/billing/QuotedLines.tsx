import { useTranslation } from 'react-i18next'
import { Money } from '../../ui/Money'
import { OFFS, staircase } from './desk'
import type { QuotedLine } from './deskQueries'

/** Lines with their prices, and the steps by which the list price came down to what is paid. */
export function QuotedLines({ lines, list, net }: { lines: QuotedLine[]; list: number; net: number }) {
  const { t, i18n } = useTranslation()
  return (
    <div className="bl-quote">
      <ul className="bl-lines">
        {lines.map((l, i) => (
          <li key={i}>
            <span>{l.code} {i18n.language === 'en' ? l.name_en : l.name_zh} {l.site && <small>{l.site}</small>} {l.quantity > 1 && <small>×{l.quantity}</small>}
              {l.insured && <small> · {t('billing.insured')}</small>}
              {l.self_pay && <small> · {t('billing.self_pay')}{t('app.colon')}{t(`billing.self_pay_reason.${l.self_pay}`)}</small>}
              {OFFS.map((o) => l.off[o] > 0 && <small key={o} className="off"> {t(`billing.off.${o}`)} −<Money fen={l.off[o]} /></small>)}</span>
            <Money fen={l.net} />
          </li>
        ))}
      </ul>
      <dl className="bl-stairs">
        <div><dt>{t('billing.list')}</dt><dd><Money fen={list} /></dd></div>
        {staircase(lines).map((s) => <div key={s.step}><dt>{t(`billing.off.${s.step}`)}</dt><dd>−<Money fen={s.fen} /></dd></div>)}
        <div className="net"><dt>{t('billing.net')}</dt><dd><Money fen={net} /></dd></div>
      </dl>
    </div>
  )
}
