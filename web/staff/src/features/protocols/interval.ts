import i18next from 'i18next'
import { addDays } from '@archwire/domain'

/** The parts of "6m+1d". */
export interface Interval { y: number; m: number; w: number; d: number }

const UNITS = ['y', 'm', 'w', 'd'] as const

export function parseInterval(text: string): Interval | null {
  const out: Interval = { y: 0, m: 0, w: 0, d: 0 }
  const seen = new Set<string>()
  for (const part of text.replace(/ /g, '').toLowerCase().split('+')) {
    const m = /^(\d{1,3})([ymwd])$/.exec(part)
    if (!m || seen.has(m[2]!)) return null
    seen.add(m[2]!)
    out[m[2] as keyof Interval] = Number(m[1])
  }
  return UNITS.some((u) => out[u] > 0) ? out : null
}

export const intervalOf = (i: Interval): string => UNITS.filter((u) => i[u] > 0).map((u) => `${i[u]}${u}`).join('+')

/** "6m+1d" as one says it. */
export function intervalText(text: string): string {
  const i = parseInterval(text)
  if (!i) return text
  return UNITS.filter((u) => i[u] > 0).map((u) => i18next.t(`protocols.span.${u}`, { n: i[u] })).join(i18next.t('protocols.span_and'))
}

/** The last day of a month "2026-11". */
export function monthEnd(month: string): string {
  const [y = 0, m = 0] = month.split('-').map(Number)
  return addDays(`${m === 12 ? y + 1 : y}-${String(m === 12 ? 1 : m + 1).padStart(2, '0')}-01`, -1)
}

/** The month and the ones after it, "2026-11" first. */
export function monthsFrom(day: string, n: number): string[] {
  const [y = 0, m = 0] = day.split('-').map(Number)
  return Array.from({ length: n }, (_, i) => `${y + Math.floor((m - 1 + i) / 12)}-${String(((m - 1 + i) % 12) + 1).padStart(2, '0')}`)
}
