import type { BoardVisit } from '@archwire/domain'

/** The day as a doctor looks at it: who is in a chair, who waits, who comes, who is done. */
export interface ChairDay {
  seated: BoardVisit[]
  waiting: BoardVisit[]
  coming: BoardVisit[]
  done: BoardVisit[]
}

/** Since when somebody waits: since they came, at the earliest since they were booked for. */
export const waitsSince = (v: BoardVisit): number => Math.max(v.starts_at, v.actual.arrived_at)

/** The visits of a doctor ('' = of everybody) in the four groups; who waits longest comes first, of the done the last one. */
export function chairDay(visits: readonly BoardVisit[], doctor: string): ChairDay {
  const mine = visits.filter((v) => !doctor || v.doctor_id === doctor)
  const of = (...states: BoardVisit['state'][]) => mine.filter((v) => states.includes(v.state))
  return {
    seated: of('in_place').sort((a, b) => a.actual.in_place_at - b.actual.in_place_at),
    waiting: of('arrived', 'waiting').sort((a, b) => waitsSince(a) - waitsSince(b)),
    coming: of('booked', 'confirmed').sort((a, b) => a.starts_at - b.starts_at),
    done: of('treated', 'left').sort((a, b) => b.starts_at - a.starts_at),
  }
}

/** Whole minutes between two instants, none below nought. */
export const minutes = (from: number, to: number): number => Math.max(0, Math.floor((to - from) / 60_000))
