import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { Money } from '../../ui/Money'
import type { Item, Plan } from './queries'
import { rowsOf } from './sets'

/** Alternatives side by side, item by item: what each has, where, and what it comes to. */
export function Compare({ plans, onClose }: { plans: readonly Plan[]; onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const name = (i: Item) => (i18n.language === 'en' ? i.name_en : i.name_zh)
  const title = (p: Plan, n: number) => p.title || t('planning.alternative_n', { n: n + 1 })
  return (
    <Modal open={plans.length > 0} title={t('planning.compare')} footer={null} width={Math.min(1100, 320 + 240 * plans.length)} onCancel={onClose} destroyOnHidden>
      <div className="tp-compare" tabIndex={0} role="region" aria-label={t('planning.compare')}>
        <table>
          <thead><tr><th scope="col">{t('plans.item')}</th>{plans.map((p, n) => <th key={p.id} scope="col">{title(p, n)}<small>{t(`plans.state.${p.state}`)}</small></th>)}</tr></thead>
          <tbody>{rowsOf(plans).map((row) => (
            <tr key={row.code}><th scope="row">{name(row.of.find((i) => i)!)}</th>
              {row.of.map((i, n) => <td key={n}>{i ? <>{i.site && <small className="tp-site">{i.site}</small>} {i.quantity > 1 && <small>×{i.quantity}</small>}<Money fen={i.amount} /></> : '—'}</td>)}</tr>
          ))}</tbody>
          <tfoot>
            <tr><th scope="row">{t('plans.list_amount')}</th>{plans.map((p) => <td key={p.id}><Money fen={p.list_amount} /></td>)}</tr>
            <tr><th scope="row">{t('plans.off')}</th>{plans.map((p) => <td key={p.id}><Money fen={p.amount - p.list_amount} /></td>)}</tr>
            <tr className="tp-whole"><th scope="row">{t('plans.total')}</th>{plans.map((p) => <td key={p.id}>¥<Money fen={p.amount} /></td>)}</tr>
            <tr><th scope="row">{t('plans.note')}</th>{plans.map((p) => <td key={p.id} className="tp-words">{p.note || '—'}</td>)}</tr>
          </tfoot>
        </table>
      </div>
    </Modal>
  )
}
