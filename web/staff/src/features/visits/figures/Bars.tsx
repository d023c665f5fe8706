import type { ReactNode } from 'react'
import { percent } from './numbers'

/** A share as a strip, for the eye only: the number stands beside it. mark is a line to stay below. */
export function Bar({ share, most = 1, tone = '', mark }: { share: number; most?: number; tone?: string; mark?: number }) {
  const wide = (x: number): string => `${Math.min(100, most > 0 ? (x / most) * 100 : 0)}%`
  return (
    <span className={`fg-bar ${tone}`} aria-hidden="true">
      <i style={{ width: wide(share) }} />
      {mark !== undefined && <b style={{ left: wide(mark) }} />}
    </span>
  )
}

export interface BarRow {
  key: string
  name: ReactNode
  n: number
  share: number
  tone?: string
}

/** Names with how many, the share, and a strip; the strips of a list are measured by its largest. */
export function BarList({ title, count, rows }: { title: string; count: number; rows: readonly BarRow[] }) {
  const most = Math.max(0, ...rows.map((r) => r.share))
  return (
    <table className="fg-list">
      <caption>{title} <small>{count}</small></caption>
      <tbody>
        {rows.map((r) => (
          <tr key={r.key}><th scope="row">{r.name}</th><td className="num">{r.n}</td><td className="num">{percent(r.share)}</td><td className="fg-at"><Bar share={r.share} most={most} tone={r.tone ?? ''} /></td></tr>
        ))}
      </tbody>
    </table>
  )
}
