import type { Schemas } from '@archwire/api'
import { civilDay, waitsForDoctor, type Board, type BoardVisit } from '@archwire/domain'

/**
 * A board as the screens draw it. What happens at a counter or on line takes no
 * place; it is shown in the clinic's desk, or in a column of its own.
 */
export function boardOf(wire: Schemas['VisitsBoard']): Board {
  const board = wire as Board
  const desk = board.places.find((p) => p.kind === 'desk')?.id ?? NOWHERE
  const atDesk = (list: BoardVisit[]) => list.map((v) => visitAt(v, desk))
  const visits = atDesk(board.visits)
  const places = desk === NOWHERE && visits.some((v) => v.segments.some((s) => s.place_id === NOWHERE))
    ? [...board.places, { id: NOWHERE, name: '', kind: 'desk' as const, area: '', tags: [], position: 1000, open: [{ start: board.opens_at, end: board.closes_at }], blocks: [] }]
    : board.places
  return { ...board, places, visits, shelf: atDesk(board.shelf) }
}

/** The id of the column of what takes no place, where the clinic has no desk among its places. */
export const NOWHERE = 'nowhere'

/** The places as the server wants them: what takes none has none. */
export const claimed = (board: Board, places: readonly string[]): string[] =>
  places.map((id) => (['desk', 'online'].includes(board.places.find((p) => p.id === id)?.kind ?? '') ? '' : id))

export function visitAt(v: BoardVisit, desk: string): BoardVisit {
  if (v.segments.every((s) => s.place_id)) return v
  return { ...v, place_id: v.place_id || desk, segments: v.segments.map((s) => (s.place_id ? s : { ...s, place_id: desk })) }
}

/** A board on which one visit is as it is now: on the day, on the shelf, or gone. */
export function patched(board: Board, visit: BoardVisit): Board {
  const desk = board.places.find((p) => p.kind === 'desk')?.id ?? NOWHERE
  const known = find(board, visit.id)
  const v = { ...visitAt(visit, desk), ...foretold(board, visit, known) }
  if (known && known.version > v.version) return board
  const onShelf = v.parked_at > 0 && v.clinic_id === board.clinic_id
  const onDay = !onShelf && v.day === board.day && v.clinic_id === board.clinic_id && v.state !== 'cancelled'
  if (!known && !onShelf && !onDay) return board
  return { ...board, visits: put(board.visits, v, onDay), shelf: put(board.shelf, v, onShelf) }
}

/** What only a whole day can tell of a visit: whether it waits for its doctor by what the board knows of them; the forecast stays until the day is read again. */
function foretold(board: Board, v: BoardVisit, known: BoardVisit | undefined): Pick<BoardVisit, 'waits_for_doctor' | 'forecast'> {
  const doctor = board.doctors.find((d) => d.id === v.doctor_id)
  const today = civilDay(board.now, board.zone) === v.day
  return { waits_for_doctor: today && waitsForDoctor(v, doctor, board.now), forecast: known && v.forecast.end === 0 ? known.forecast : v.forecast }
}

/** A board without a visit. */
export function without(board: Board, id: string): Board {
  return find(board, id) ? { ...board, visits: board.visits.filter((v) => v.id !== id), shelf: board.shelf.filter((v) => v.id !== id) } : board
}

function put(list: BoardVisit[], v: BoardVisit, here: boolean): BoardVisit[] {
  const i = list.findIndex((x) => x.id === v.id)
  if (!here) return i < 0 ? list : list.filter((x) => x.id !== v.id)
  return i < 0 ? [...list, v] : list.map((x) => (x.id === v.id ? v : x))
}

export const find = (b: Board, id: string): BoardVisit | undefined => b.visits.find((v) => v.id === id) ?? b.shelf.find((v) => v.id === id)

/** Visits as they were last read alone, in the order of their reading, for a minute. */
const news: { visit: BoardVisit; number: number; at: number }[] = []
let readings = 0

/** Notes that a visit was read alone. */
export function told(visit: BoardVisit, now: number): void {
  while (news.length > 0 && now - news[0]!.at > 60_000) news.shift()
  news.push({ visit, number: ++readings, at: now })
}

/** How many visits were read alone so far. */
export const newsNow = (): number => readings

/** A day that was asked for some readings ago: what was read alone while it was under way may be newer than it. */
export const withNews = (board: Board, since: number): Board => news.reduce((b, x) => (x.number > since ? patched(b, x.visit) : b), board)
