import { MINUTE, UNIT, finished, type Board, type BoardDoctor, type BoardVisit, type Place, type Segment, type VisitState } from './board'

/** What a person may do on the board. The same value is sent, shown at once, and undone. */
export type BoardChange =
  | { kind: 'move'; id: string; start: number; from_place: string; to_place: string }
  | { kind: 'resize'; id: string; minutes: number }
  | { kind: 'state'; id: string; state: VisitState }
  | { kind: 'park'; id: string }
  | { kind: 'unpark'; id: string; start: number; from_place: string; to_place: string }
  | { kind: 'create'; place_id: string; doctor_id: string; start: number; end: number; copy_of: string }

/** A visit may be moved while it has not begun and its time is not fixed. */
export const movable = (v: BoardVisit): boolean => !v.time_locked && !finished(v.state) && v.state !== 'in_place'

/** The steps that may follow a state, the usual one first. */
export function nextStates(s: VisitState): VisitState[] {
  switch (s) {
    case 'booked': return ['arrived', 'confirmed', 'no_show', 'cancelled']
    case 'confirmed': return ['arrived', 'no_show', 'cancelled']
    case 'arrived': return ['waiting', 'in_place', 'cancelled']
    case 'waiting': return ['in_place', 'cancelled']
    case 'in_place': return ['treated', 'waiting']
    case 'treated': return ['left']
    case 'no_show': return ['arrived']
    default: return []
  }
}

/** A red visit cannot be finished while its doctor is not on site. */
export const redLocked = (v: BoardVisit, d: BoardDoctor | undefined): boolean =>
  v.template.colour === 'red' && d?.presence !== 'on_site'

/** The segments of a visit that starts elsewhere, and in another place. */
export function moved(v: BoardVisit, start: number, from = '', to = ''): Segment[] {
  const by = start - v.starts_at
  return v.segments.map((s) => ({
    who: s.who,
    place_id: from && s.place_id === from ? to : s.place_id,
    start: s.start + by,
    end: s.end + by,
  }))
}

/**
 * The segments of a visit made longer or shorter. The longest segment after
 * the doctor's last hands-on minute gives or takes the time (without one, the
 * longest that is not hands-on); the doctor's own minutes never shrink by this.
 * Returns null when that segment would vanish.
 */
export function stretched(v: BoardVisit, minutes: number): Segment[] | null {
  const by = minutes * MINUTE - (v.ends_at - v.starts_at)
  if (by === 0) return v.segments
  const i = elastic(v.segments)
  const seg = v.segments[i]
  if (!seg || seg.end - seg.start + by < UNIT * MINUTE) return null
  return v.segments.map((s, j) => (j < i ? s : { ...s, start: j === i ? s.start : s.start + by, end: s.end + by }))
}

function elastic(segments: readonly Segment[]): number {
  let lastHands = -1
  segments.forEach((s, i) => { if (s.who === 'D') lastHands = i })
  const longest = (from: number): number => {
    let best = -1
    for (let i = from; i < segments.length; i++) {
      const s = segments[i]!
      if (s.who === 'D' || s.who === 'turnover') continue
      const b = segments[best]
      if (!b || s.end - s.start > b.end - b.start) best = i
    }
    return best
  }
  const tail = longest(lastHands + 1)
  return tail >= 0 ? tail : longest(0)
}

/** Visits move only between places of one kind. */
export const sameKind = (a: Place | undefined, b: Place | undefined): boolean => !!a && !!b && a.kind === b.kind

/** The board as it looks once a change has been made. Unknown ids change nothing. */
export function applyChange(board: Board, c: BoardChange): Board {
  switch (c.kind) {
    case 'create': return board
    case 'move': return mapVisit(board, c.id, (v) => place(v, moved(v, c.start, c.from_place, c.to_place), c))
    case 'resize': return mapVisit(board, c.id, (v) => resized(v, c.minutes))
    case 'state': return mapVisit(board, c.id, (v) => ({ ...v, state: c.state, suspected_no_show: false }))
    case 'park': {
      const v = board.visits.find((x) => x.id === c.id)
      return v ? { ...board, visits: board.visits.filter((x) => x !== v), shelf: [...board.shelf, v] } : board
    }
    case 'unpark': {
      const v = board.shelf.find((x) => x.id === c.id)
      if (!v) return board
      const back = place({ ...v, day: board.day }, moved(v, c.start, c.from_place, c.to_place), c)
      return { ...board, visits: [...board.visits, back], shelf: board.shelf.filter((x) => x !== v) }
    }
  }
}

function mapVisit(board: Board, id: string, fn: (v: BoardVisit) => BoardVisit): Board {
  if (!board.visits.some((v) => v.id === id)) return board
  return { ...board, visits: board.visits.map((v) => (v.id === id ? fn(v) : v)) }
}

function place(v: BoardVisit, segments: Segment[], c: { start: number; from_place: string; to_place: string }): BoardVisit {
  const place_id = c.from_place && v.place_id === c.from_place ? c.to_place : v.place_id
  return { ...v, segments, place_id, starts_at: c.start, ends_at: c.start + (v.ends_at - v.starts_at) }
}

function resized(v: BoardVisit, minutes: number): BoardVisit {
  const segments = stretched(v, minutes)
  return segments ? { ...v, segments, ends_at: v.starts_at + minutes * MINUTE } : v
}

/** The change that takes another one back, read from the board before it; null when there is none. */
export function inverse(before: Board, c: BoardChange): BoardChange | null {
  const v = before.visits.find((x) => 'id' in c && x.id === c.id)
  const parked = before.shelf.find((x) => 'id' in c && x.id === c.id)
  switch (c.kind) {
    case 'move':
      return v ? { kind: 'move', id: c.id, start: v.starts_at, from_place: c.to_place, to_place: c.from_place } : null
    case 'resize': return v ? { kind: 'resize', id: c.id, minutes: (v.ends_at - v.starts_at) / MINUTE } : null
    case 'state': return v ? { kind: 'state', id: c.id, state: v.state } : null
    case 'park': return v ? { kind: 'unpark', id: c.id, start: v.starts_at, from_place: '', to_place: '' } : null
    case 'unpark': return parked ? { kind: 'park', id: c.id } : null
    case 'create': return null
  }
}
