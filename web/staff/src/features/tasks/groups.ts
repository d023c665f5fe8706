/** How pressing tasks are, by when they are due. */
export type Group = 'late' | 'today' | 'later'

interface Due {
  due_at: number
  priority: number
}

/** The groups that are not empty, in their order; within each the urgent ones first, then what is due first. */
export function grouped<T extends Due>(rows: readonly T[], now: number, endOfDay: number): { group: Group; rows: T[] }[] {
  const of = (x: T): Group => (x.due_at <= now ? 'late' : x.due_at < endOfDay ? 'today' : 'later')
  const order = (a: T, b: T) => a.priority - b.priority || a.due_at - b.due_at
  return (['late', 'today', 'later'] as const).map((group) => ({ group, rows: rows.filter((x) => of(x) === group).sort(order) })).filter((g) => g.rows.length > 0)
}
