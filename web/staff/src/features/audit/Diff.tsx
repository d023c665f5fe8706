import { useTranslation } from 'react-i18next'
import type { Line } from './AuditPage'

const show = (v: unknown): string => (v === undefined || v === null ? '' : typeof v === 'object' ? JSON.stringify(v) : String(v))
const flat = (v: unknown): Record<string, unknown> => (typeof v === 'object' && v !== null && !Array.isArray(v) ? (v as Record<string, unknown>) : v === undefined || v === null ? {} : { '': v })

/** What it was and what it became, value by value. */
export function Diff({ line: l }: { line: Line }) {
  const { t } = useTranslation()
  if (l.erased) return <p className="hint">{t('audit.erased')}</p>
  const [before, after] = [flat(l.before), flat(l.after)]
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return (
    <div className="au-diff">
      {l.reason && <p>{t('audit.reason')}：{l.reason}</p>}
      {names.length > 0 && (
        <table>
          <thead><tr><th scope="col">{t('audit.value')}</th><th scope="col">{t('audit.before')}</th><th scope="col">{t('audit.after')}</th></tr></thead>
          <tbody>{names.map((n) => <tr key={n} className={show(before[n]) === show(after[n]) ? '' : 'au-changed'}><th scope="row">{n}</th><td>{show(before[n])}</td><td>{show(after[n])}</td></tr>)}</tbody>
        </table>
      )}
      <small className="hint">{t('audit.request')} {l.request}</small>
    </div>
  )
}
