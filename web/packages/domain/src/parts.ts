import { MINUTE, freed, type Board, type BoardVisit, type Span } from './board'

/**
 * One card: what a visit holds of one column without a break. A visit that goes
 * consultation room → imaging → consultation room has three parts. Times are
 * minutes after the day's midnight.
 */
export interface Part extends Span {
  key: string
  visit: BoardVisit
  place_id: string
  /** The minutes of the doctor's hands inside this part. */
  hands: Span[]
  /** End of the turnover that follows, or end when there is none. */
  free: number
  index: number
  count: number
}

export type View = 'rooms' | 'doctors'

/** Minutes after midnight of an instant of the day that starts at dayStart. */
export const minuteOf = (at: number, dayStart: number): number => Math.round((at - dayStart) / MINUTE)

/** The parts of a visit by place, in time order. */
export function placeParts(visit: BoardVisit, dayStart: number): Part[] {
  const parts: Part[] = []
  for (const s of visit.segments) {
    const start = minuteOf(s.start, dayStart)
    const end = minuteOf(s.end, dayStart)
    const last = parts[parts.length - 1]
    if (s.who === 'turnover') {
      if (last && last.place_id === s.place_id) last.free = end
      continue
    }
    let part = last
    if (!part || part.place_id !== s.place_id || part.end !== start) {
      part = newPart(visit, s.place_id, start, parts.length)
      parts.push(part)
    }
    part.end = end
    part.free = end
    if (s.who === 'D') part.hands.push({ start, end })
  }
  for (const p of parts) p.count = parts.length
  return parts
}

/** The whole visit as one part, for the column of its doctor. */
export function doctorPart(visit: BoardVisit, dayStart: number): Part {
  const part = newPart(visit, visit.place_id, minuteOf(visit.starts_at, dayStart), 0)
  part.end = minuteOf(visit.ends_at, dayStart)
  part.free = part.end
  for (const s of visit.segments) {
    if (s.who === 'D') part.hands.push({ start: minuteOf(s.start, dayStart), end: minuteOf(s.end, dayStart) })
  }
  return part
}

function newPart(visit: BoardVisit, place: string, start: number, index: number): Part {
  return { key: `${visit.id}:${index}`, visit, place_id: place, start, end: start, hands: [], free: start, index, count: 1 }
}

/**
 * Sorts the visits of a board into columns and keeps the identity of every part
 * and every column that did not change, so that a move draws two columns only.
 * Cancelled and missed visits hold nothing; they stay out unless withFreed.
 */
export class ColumnCache {
  private parts = new WeakMap<BoardVisit, { view: View; parts: Part[] }>()
  private columns = new Map<string, Part[]>()

  group(board: Board, view: View, dayStart: number, withFreed: boolean): Map<string, Part[]> {
    const ids = view === 'rooms' ? board.places.map((p) => p.id) : board.doctors.map((d) => d.id)
    const next = new Map<string, Part[]>(ids.map((id) => [id, []]))
    for (const v of board.visits) {
      if (!withFreed && freed(v.state)) continue
      for (const p of this.partsOf(v, view, dayStart)) {
        next.get(view === 'rooms' ? p.place_id : v.doctor_id)?.push(p)
      }
    }
    for (const [id, list] of next) {
      list.sort((a, b) => a.start - b.start || b.end - a.end || (a.key < b.key ? -1 : 1))
      const old = this.columns.get(id)
      if (old && old.length === list.length && old.every((p, i) => p === list[i])) next.set(id, old)
    }
    this.columns = next
    return next
  }

  private partsOf(v: BoardVisit, view: View, dayStart: number): Part[] {
    const known = this.parts.get(v)
    if (known && known.view === view) return known.parts
    const parts = view === 'rooms' ? placeParts(v, dayStart) : [doctorPart(v, dayStart)]
    this.parts.set(v, { view, parts })
    return parts
  }
}
