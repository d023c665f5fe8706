import { addDays, dayStart } from '@archwire/domain'
import type { UseLine } from './queries'

export const PERIODS = ['month', 'last', 'thirty', 'ninety'] as const
export type Period = (typeof PERIODS)[number]

/** The first instant of a period, and the first after it, on the clinic's clock. */
export function spanOf(period: Period, today: string, zone: string): { from: number; to: number } {
  const first = `${today.slice(0, 7)}-01`
  const after = dayStart(addDays(today, 1), zone)
  if (period === 'month') return { from: dayStart(first, zone), to: after }
  if (period === 'last') return { from: dayStart(`${addDays(first, -1).slice(0, 7)}-01`, zone), to: dayStart(first, zone) }
  return { from: dayStart(addDays(today, period === 'thirty' ? -29 : -89), zone), to: after }
}

/** What was sent, summed up over channels. */
export interface Sum {
  key: string
  clinic: string
  purpose: string
  sends: number
  parts: number
  delivered: number
  failed: number
}

/** By clinic and purpose, most SMS first, then most sends. */
export function sums(lines: readonly UseLine[], channel = ''): Sum[] {
  const of = new Map<string, Sum>()
  for (const l of lines) {
    if (channel && l.channel !== channel) continue
    const key = `${l.clinic_id} ${l.purpose}`
    const s = of.get(key) ?? { key, clinic: l.clinic_id, purpose: l.purpose, sends: 0, parts: 0, delivered: 0, failed: 0 }
    of.set(key, { ...s, sends: s.sends + l.sends, parts: s.parts + l.parts, delivered: s.delivered + l.delivered, failed: s.failed + l.failed })
  }
  return [...of.values()].sort((a, b) => b.parts - a.parts || b.sends - a.sends || a.key.localeCompare(b.key))
}
