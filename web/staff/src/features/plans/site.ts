import { inFaceOrder, readSite } from '@archwire/domain'
import { NOTHING, chosen, type Selection } from '../../tooth/selection'

/** What a place may be said by; the rule of the catalogue's item decides. */
export const AREAS = ['FM', 'UA', 'LA', 'Q1', 'Q2', 'Q3', 'Q4'] as const
export type Area = (typeof AREAS)[number]

/** The quadrants that an area covers. */
export const QUADRANTS: Record<Area, readonly number[]> = { FM: [1, 2, 3, 4], UA: [1, 2], LA: [3, 4], Q1: [1], Q2: [2], Q3: [3], Q4: [4] }

/** The areas that an item may be planned for. */
export function areasFor(rule: string): readonly Area[] {
  switch (rule) {
    case 'quadrant': return ['Q1', 'Q2', 'Q3', 'Q4']
    case 'arch': return ['UA', 'LA']
    case 'mouth': return ['FM', 'UA', 'LA']
    case 'optional': return AREAS
    default: return []
  }
}

/** Whether single teeth may be named. */
export const byTeeth = (rule: string): boolean => rule === 'tooth' || rule === 'optional'

/** A place as it was typed, taken apart: "16:MO,Q2" is tooth 16 with two surfaces, and a quadrant. */
export function parted(text: string): { teeth: Selection; areas: Area[] } {
  const words = text.split(/[,，、\s]+/).map((w) => w.trim().toUpperCase())
  return {
    teeth: Object.fromEntries(readSite(text).units.flatMap((u) => u.teeth.map((t) => [t, u.faces]))
      .filter(([t]) => /^([1-4][1-8]|[5-8][1-5])$/.test(t!))),
    areas: AREAS.filter((a) => words.includes(a)),
  }
}

/**
 * What is chosen after a touch, where each touch adds (a finger has no Shift): a
 * tooth is taken whole first, then by its surfaces; touched once more as a whole
 * it goes. now is what the chart makes of the touch alone.
 */
export function joined(old: Selection, now: Selection): Selection {
  const [t, more] = chosen(now)
  if (t === undefined) return NOTHING
  if (more !== undefined) return { ...old, ...now }
  const had = old[t]
  if (had === undefined) return { ...old, [t]: '' }
  if (chosen(old).length === 1) return now
  const faces = now[t]!
  if (faces) return { ...old, [t]: inFaceOrder(had.includes(faces) ? had.replace(faces, '') : had + faces) }
  const { [t]: _, ...rest } = old
  return had ? { ...rest, [t]: '' } : rest
}

/** The place in words of the server. */
export const said = (teeth: Selection, areas: readonly Area[]): string =>
  [...chosen(teeth).map((t) => (teeth[t] ? `${t}:${teeth[t]}` : t)), ...AREAS.filter((a) => areas.includes(a))].join(',')
