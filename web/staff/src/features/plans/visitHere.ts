import type { BoardVisit, VisitState } from '@archwire/domain'

/** How near a state is to the chair: who sits there is treated now. */
const NEAR: Partial<Record<VisitState, number>> = { in_place: 0, waiting: 1, arrived: 2, treated: 3, left: 4 }

/**
 * The visits of a clinic in which something may have been done, from a day on:
 * today's first, and of these the one in the chair; then the latest.
 */
export function visitsHere(list: readonly BoardVisit[], clinic: string, from: string, today: string): BoardVisit[] {
  return list.filter((v) => v.clinic_id === clinic && v.day >= from && v.day <= today && NEAR[v.state] !== undefined)
    .sort((a, b) => b.day.localeCompare(a.day) || NEAR[a.state]! - NEAR[b.state]! || b.starts_at - a.starts_at)
}
