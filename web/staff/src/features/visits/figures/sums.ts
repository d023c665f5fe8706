import type { Figures, Overruns, Reason } from './queries'

/** How all treated visits ran against their plan. */
export interface Treated {
  visits: number
  over: number
  rate: number
  /** Minutes. */
  mean: number
}

/** The kinds together: each counts by its visits. */
export function treatedOf(f: Pick<Figures, 'by_template'>): Treated {
  const sum = (of: (o: Overruns) => number): number => f.by_template.reduce((n, o) => n + of(o), 0)
  const visits = sum((o) => o.visits)
  const over = sum((o) => o.over)
  return { visits, over, rate: visits ? over / visits : 0, mean: visits ? sum((o) => o.mean_minutes * o.visits) / visits : 0 }
}

/** Ends that are asked for their reason together. */
export const WHY = {
  patient: ['cancelled_early', 'cancelled_late'],
  clinic: ['cancelled_by_clinic'],
  no_show: ['no_show'],
  rescheduled: ['rescheduled'],
} as const
export type Why = keyof typeof WHY

/** The reasons of some ends, the most frequent first, each with its share of them. */
export function reasonsOf(list: readonly Reason[], why: Why): { reason: string; n: number; share: number }[] {
  const ends: readonly string[] = WHY[why]
  const counts = new Map<string, number>()
  for (const r of list) if (ends.includes(r.end)) counts.set(r.reason, (counts.get(r.reason) ?? 0) + r.n)
  const all = [...counts.values()].reduce((a, b) => a + b, 0)
  return [...counts].map(([reason, n]) => ({ reason, n, share: n / all })).sort((a, b) => b.n - a.n)
}
