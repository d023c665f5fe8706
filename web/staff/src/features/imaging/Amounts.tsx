import { useQuery } from '@tanstack/react-query'
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import { Fault } from '../../ui/Fault'
import { Money } from '../../ui/Money'
import { amounts, keys, type Amount } from './queries'
import { sums } from './sets'
import './imaging.css'

/** What films and scans came to: by month, by item and by who took the images, with the total. */
export function Amounts({ clinic, from, to }: { clinic: string; from: string; to: string }) {
  const { t } = useTranslation()
  const list = useQuery({ queryKey: keys.amounts(clinic, from, to), queryFn: () => amounts(clinic, from, to) })
  if (list.isError) return <Fault error={list.error} onRetry={() => void list.refetch()} />
  const rows = list.data ?? []
  if (rows.length === 0) return null
  const name = (a: Amount) => (i18next.language === 'en' ? a.name_en : a.name_zh)
  const total = rows.reduce((n, r) => n + r.amount, 0)
  return (
    <>
      <h3 className="ig-total">{t('imaging.amounts')} <Money fen={total} /> <small className="hint">{t('imaging.amounts.help')}</small></h3>
      <div className="fg-two">
        <Sums title={t('imaging.amounts.item')} rows={sums(rows, name)} />
        <Sums title={t('imaging.figures.who')} rows={sums(rows, (r) => r.name || t('imaging.figures.nobody'))} />
        <Sums title={t('imaging.amounts.month')} rows={sums(rows, (r) => r.month).sort((a, b) => b.key.localeCompare(a.key))} />
      </div>
    </>
  )
}

function Sums({ title, rows }: { title: string; rows: { key: string; quantity: number; amount: number }[] }) {
  return (
    <table className="fg-list">
      <caption>{title} <small>{rows.length}</small></caption>
      <tbody>{rows.map((r) => <tr key={r.key}><th scope="row">{r.key}</th><td className="num">{r.quantity}</td><td className="num"><Money fen={r.amount} /></td></tr>)}</tbody>
    </table>
  )
}
