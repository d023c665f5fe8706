import { MINUTE, finished, type Board, type BoardVisit, type Place } from './board'
import { seatOf } from './changes'
import { overlaps } from './conflicts'

/** A place in which a patient might be seated now, and what stands against it. */
export interface Seat {
  place: Place
  /** Who sits there. */
  sits: BoardVisit | null
  /** Who is planned there while this patient would sit, as far as the plan of both goes. */
  next: BoardVisit | null
  blocked: boolean
}

/** All places of the kind in which a visit goes on now, the planned one first, then in the order of the board. */
export function seats(board: Board, v: BoardVisit): Seat[] {
  const planned = board.places.find((p) => p.id === seatOf(v, board.now))
  if (!planned) return []
  const stay = v.segments.filter((s) => s.place_id === planned.id && s.who !== 'turnover')
  const minutes = stay.reduce((n, s) => n + s.end - s.start, 0)
  const spans = [{ start: board.now, end: board.now + Math.max(minutes, MINUTE) }, ...stay.filter((s) => s.end > board.now)]
  const others = board.visits.filter((x) => x.id !== v.id && !finished(x.state))
  return board.places.filter((p) => p.kind === planned.kind).map((place) => ({
    place,
    sits: others.find((x) => x.state === 'in_place' && x.place_id === place.id) ?? null,
    next: others.find((x) => x.state !== 'in_place' && x.segments.some((s) => s.place_id === place.id && spans.some((o) => overlaps(o, s)))) ?? null,
    blocked: place.blocks.some((b) => spans.some((o) => overlaps(o, b))),
  })).sort((a, b) => Number(b.place === planned) - Number(a.place === planned))
}

/** Whether a patient may be seated there without being in anybody's way. */
export const seatFree = (s: Seat): boolean => !s.sits && !s.next && !s.blocked
