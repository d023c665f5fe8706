import type { Plan } from './queries'

/** Plans by set: the set with the latest plan first; within a set the agreed one first, then in the order of making. */
export function setsOf(plans: readonly Plan[]): Plan[][] {
  const sets = new Map<string, Plan[]>()
  for (const p of plans) sets.set(p.set_id, [...(sets.get(p.set_id) ?? []), p])
  return [...sets.values()].map((set) => [...set].sort((a, b) => Number(b.accepted_at > 0) - Number(a.accepted_at > 0) || a.created_at - b.created_at))
}

/** Parts of ten thousand as per cent: 1250 is 12.5. */
export const percent = (parts: number): number => parts / 100
