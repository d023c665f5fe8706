import type { BoardVisit } from '@archwire/domain'

const OVER: readonly BoardVisit['state'][] = ['left', 'no_show', 'cancelled']

export interface VisitsNow {
  /** Booked or under way, the soonest first. */
  next: BoardVisit[]
  /** The last one that took place. */
  last: BoardVisit | undefined
  /** What was missed or called off since then, the latest; nothing where another one is booked. */
  missed: BoardVisit | undefined
  /** Treated, and not to be let go before a next step stands. */
  open: BoardVisit | undefined
}

/** What one asks first about a patient's visits. */
export function visitsNow(visits: readonly BoardVisit[]): VisitsNow {
  const latest = [...visits].sort((a, b) => b.starts_at - a.starts_at)
  const next = latest.filter((v) => !OVER.includes(v.state)).reverse()
  const last = latest.find((v) => v.state === 'left')
  return {
    next, last, missed: next.length > 0 || latest[0] === last ? undefined : latest[0],
    open: latest.find((v) => v.needs_next_step),
  }
}
