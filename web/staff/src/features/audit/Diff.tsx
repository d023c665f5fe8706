import { useTranslation } from 'react-i18next'
import type { Line } from './AuditPage'

const show = (v: unknown): string => (v === undefined || v === null ? '' : typeof v === 'object' ? JSON.stringify(v) : String(v))
/** Of two lists only what left and what came: the rest is noise. */
function told(before: unknown, after: unknown): [string, string] {
  if (!Array.isArray(before) || !Array.isArray(after)) return [show(before), show(after)]
  const [old, now] = [before.map(show), after.map(show)]
  return [old.filter((x) => !now.includes(x)).map((x) => `− ${x}`).join('\n'), now.filter((x) => !old.includes(x)).map((x) => `+ ${x}`).join('\n')]
}

const flat = (v: unknown): Record<string, unknown> => (typeof v === 'object' && v !== null && !Array.isArray(v) ? (v as Record<string, unknown>) : v === undefined || v === null ? {} : { '': v })

/** What it was and what it became, value by value. */
export function Diff({ line: l }: { line: Line }) {
  const { t } = useTranslation()
  if (l.erased) return <p className="hint">{t('audit.erased')}</p>
  const [before, after] = [flat(l.before), flat(l.after)]
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return (
    <div className="au-diff">
      {l.reason && <p>{t('audit.reason')}{t('app.colon')}{l.reason}</p>}
      {names.length > 0 && (
        <table>
          <thead><tr><th scope="col">{t('audit.value')}</th><th scope="col">{t('audit.before')}</th><th scope="col">{t('audit.after')}</th></tr></thead>
          <tbody>
            {names.map((n) => {
              const [was, is] = told(before[n], after[n])
              return <tr key={n} className={was === is ? '' : 'au-changed'}><th scope="row">{n}</th><td>{was}</td><td>{is}</td></tr>
            })}
          </tbody>
        </table>
      )}
      <small className="hint">{t('audit.request')} {l.request}</small>
    </div>
  )
}
