import { UNIT, type Segment, type Who } from './board'

/** One run of equal letters of a pattern, in units of five minutes. */
export interface Run {
  who: Who
  units: number
}

const LETTERS = 'DAHTI-'

/** Reads "AADDA" as runs. Returns null when a letter is unknown or there is none. */
export function parsePattern(letters: string): Run[] | null {
  const runs: Run[] = []
  for (const l of letters) {
    if (!LETTERS.includes(l)) return null
    const last = runs[runs.length - 1]
    if (last && last.who === l) last.units++
    else runs.push({ who: l as Who, units: 1 })
  }
  return runs.length > 0 ? runs : null
}

/** The length of a pattern in minutes. */
export function patternMinutes(runs: readonly Run[]): number {
  return runs.reduce((n, r) => n + r.units * UNIT, 0)
}

/** Where each letter happens: one place for all, or one place per letter. */
export type Where = string | Partial<Record<Who, string>>

/**
 * Lays a pattern on the clock from start (minutes or milliseconds, as unit
 * says). Every chair stay is followed by a turnover of one unit, as the plan
 * of the clinic wants it, when turnoverAfter names the place as a chair.
 */
export function segmentsOf(
  runs: readonly Run[], where: Where, at: { start: number; unit: number }, turnoverAfter: (placeId: string) => boolean,
): Segment[] {
  const out: Segment[] = []
  let t = at.start
  runs.forEach((r, i) => {
    const place = placeOf(r.who, where)
    const end = t + r.units * at.unit
    out.push({ who: r.who, place_id: place, start: t, end })
    const next = runs[i + 1]
    const leaves = !next || placeOf(next.who, where) !== place
    if (leaves && turnoverAfter(place)) out.push({ who: 'turnover', place_id: place, start: end, end: end + at.unit })
    t = end
  })
  return out
}

function placeOf(who: Who, where: Where): string {
  if (typeof where === 'string') return where
  return where[who] ?? ''
}

/** Minutes of the doctor's hands among segments with millisecond times. */
export function handsOnMinutes(segments: readonly Segment[]): number {
  return segments.reduce((n, s) => n + (s.who === 'D' ? (s.end - s.start) / 60_000 : 0), 0)
}
