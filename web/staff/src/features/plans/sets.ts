import type { Plan } from './queries'

/** Plans by set: the set with the latest plan first; within a set the agreed one first, then in the order of making. */
export function setsOf(plans: readonly Plan[]): Plan[][] {
  const sets = new Map<string, Plan[]>()
  for (const p of plans) sets.set(p.set_id, [...(sets.get(p.set_id) ?? []), p])
  return [...sets.values()].map((set) => [...set].sort((a, b) => Number(b.accepted_at > 0) - Number(a.accepted_at > 0) || a.created_at - b.created_at))
}

/** Parts of ten thousand as per cent: 1250 is 12.5. */
export const percent = (parts: number): number => parts / 100

/** The items of alternatives in rows: those of one code stand beside each other, what a plan does not have is undefined. */
export function rowsOf(plans: readonly Plan[]): { code: string; of: (Plan['items'][number] | undefined)[] }[] {
  const keys: string[] = []
  const each = plans.map((p) => {
    const seen = new Map<string, number>()
    return new Map(p.items.map((i) => {
      const n = seen.get(i.code) ?? 0
      seen.set(i.code, n + 1)
      const key = `${i.code} ${n}`
      if (!keys.includes(key)) keys.push(key)
      return [key, i]
    }))
  })
  return keys.map((code) => ({ code, of: each.map((m) => m.get(code)) }))
}
