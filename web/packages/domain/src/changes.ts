import { MINUTE, UNIT, finished, type Actual, type Board, type BoardDoctor, type BoardVisit, type Place, type Segment, type VisitState } from './board'
import { MAX_CELLS } from './plan'
import { civilDay } from './time'

/** What may be done to a visit, beside moving it. */
export const STEPS = ['confirm', 'arrive', 'wait', 'seat', 'begin', 'treat', 'leave', 'no_show', 'cancel'] as const
export type Step = (typeof STEPS)[number]

/** What a person may do on the board. The same value is sent, shown at once, and undone. */
export type BoardChange =
  | ({ kind: 'move'; id: string; start: number; from_place: string; to_place: string } & Overriding)
  | ({ kind: 'resize'; id: string; minutes: number } & Overriding)
  | ({ kind: 'place'; id: string; start: number; doctor_id: string; places: string[] } & Overriding)
  | { kind: 'step'; id: string; step: Step; place_id: string }
  | { kind: 'undo'; id: string; state: VisitState }
  | { kind: 'park'; id: string }
  | ({ kind: 'unpark'; id: string; start: number; from_place: string; to_place: string } & Overriding)
  | { kind: 'create'; place_id: string; doctor_id: string; start: number; end: number; copy_of: string; /** The entry of the waiting list that is served. */ wait?: string }

interface Overriding {
  /** The reason against what yields to one. */
  override?: string
}

/** A visit may be moved while it has not begun. */
export const movable = (v: BoardVisit): boolean => !finished(v.state) && v.state !== 'in_place'

const AFTER: Record<VisitState, Partial<Record<Step, VisitState>>> = {
  booked: { arrive: 'arrived', confirm: 'confirmed', no_show: 'no_show', cancel: 'cancelled' },
  confirmed: { arrive: 'arrived', no_show: 'no_show', cancel: 'cancelled' },
  arrived: { wait: 'waiting', seat: 'in_place', cancel: 'cancelled' },
  waiting: { seat: 'in_place', cancel: 'cancelled' },
  in_place: { begin: 'in_place', treat: 'treated', seat: 'in_place', wait: 'waiting', cancel: 'cancelled' },
  treated: { leave: 'left' },
  left: {}, no_show: {}, cancelled: {},
}

/**
 * The steps that may follow, the usual one first. A doctor begins once, and who
 * sits is seated again only where the plan leads to another place. Who was
 * missed may still come: that undoes the missing and is an arrival.
 */
export function nextSteps(v: BoardVisit): Step[] {
  if (v.state === 'no_show') return ['arrive']
  const list = Object.keys(AFTER[v.state]) as Step[]
  return list.filter((s) => (s !== 'begin' || (v.actual.started_at === 0 && v.segments.some((x) => x.who === 'D')))
    && (s !== 'seat' || v.state !== 'in_place' || stays(v.segments).some((p) => p !== v.place_id)))
}

/** The state that a step leads to; the present one where the step is not for it. */
export const stateAfter = (s: VisitState, step: Step): VisitState =>
  (s === 'no_show' && step === 'arrive' ? AFTER.booked.arrive : AFTER[s][step]) ?? s

/** The doctor's part of a red visit cannot begin, nor the visit be finished, while its doctor is not on site. */
export const redLocked = (v: BoardVisit, d: BoardDoctor | undefined): boolean =>
  v.template.colour === 'red' && d?.presence !== 'on_site'

/** Whether the red lock holds this step. */
export const lockedStep = (v: BoardVisit, d: BoardDoctor | undefined, step: Step): boolean =>
  (step === 'treat' || step === 'begin') && redLocked(v, d)

/**
 * Whether the board marks a visit as waiting: it is red and here, its doctor
 * is not on site and has not begun, and the planned minute of the doctor's
 * hands has come, or comes before the doctor is back (or nobody knows when).
 */
export function waitsForDoctor(v: BoardVisit, d: BoardDoctor | undefined, now: number): boolean {
  const hands = v.segments.find((s) => s.who === 'D')
  if (!hands || !redLocked(v, d) || finished(v.state) || v.actual.started_at > 0) return false
  const here = v.state !== 'booked' && v.state !== 'confirmed'
  const back = d?.back_at ?? 0
  return hands.start < back || (here && (hands.start <= now || back === 0))
}

/** The place for whose segments it is now, or whose turn comes next: where a patient is seated without asking. */
export function seatOf(v: BoardVisit, now: number): string {
  const work = v.segments.filter((s) => s.who !== 'turnover')
  return (work.find((s) => s.start <= now && now < s.end) ?? (now < v.starts_at ? work[0] : work[work.length - 1]))?.place_id ?? v.place_id
}

/** The places of a visit, one for each stay. */
export function stays(segments: readonly Segment[]): string[] {
  const out: string[] = []
  let last: string | undefined
  for (const s of segments) {
    if (s.who !== 'turnover' && s.place_id !== last) out.push(last = s.place_id)
  }
  return out
}

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

/** The segments of a visit that starts elsewhere, with a place for each of its stays. */
export function placed(v: BoardVisit, start: number, places: readonly string[]): Segment[] {
  const by = start - v.starts_at
  let stay = -1
  let last: string | undefined
  return v.segments.map((s) => {
    if (s.who !== 'turnover' && s.place_id !== last) {
      stay++
      last = s.place_id
    }
    return { who: s.who, place_id: places[stay] ?? s.place_id, start: s.start + by, end: s.end + by }
  })
}

/**
 * The segments of a visit made longer or shorter. What gives way is the tail
 * after the doctor's last hands-on minute, its longest segment first, of equals
 * the later; each keeps a unit. A visit that ends with the doctor grows in its
 * longest other segment and does not shrink: the doctor's own minutes never
 * change by this. Returns null when it cannot be.
 */
export function stretched(v: BoardVisit, minutes: number): Segment[] | null {
  if (minutes <= 0 || minutes % UNIT !== 0 || minutes > MAX_CELLS * UNIT) return null
  const units = v.segments.map((s) => (s.end - s.start) / (UNIT * MINUTE))
  const tail = v.segments.findLastIndex((s) => s.who === 'D') + 1
  let change = (minutes - (v.ends_at - v.starts_at) / MINUTE) / UNIT
  if (change > 0) {
    const i = longest(v.segments, units, tail) ?? longest(v.segments, units, 0)
    if (i === undefined) return null
    units[i]! += change
  }
  for (; change < 0; change++) {
    const i = longest(v.segments, units, tail)
    if (i === undefined || units[i] === 1) return null
    units[i]!--
  }
  return laid(v.segments, units)
}

/** The longest segment from an index on that is not the doctor's, of equals the later; undefined if there is none. */
function longest(segments: readonly Segment[], units: readonly number[], from: number): number | undefined {
  let best: number | undefined
  for (let i = from; i < segments.length; i++) {
    const who = segments[i]!.who
    if (who !== 'D' && who !== 'turnover' && (best === undefined || units[i]! >= units[best]!)) best = i
  }
  return best
}

/** Segments with other lengths, one after the other; the place is cleaned while the visit goes on elsewhere. */
function laid(segments: readonly Segment[], units: readonly number[]): Segment[] {
  let at = segments[0]?.start ?? 0
  return segments.map((s, i) => {
    const one = { ...s, start: at, end: at + units[i]! * UNIT * MINUTE }
    if (s.who !== 'turnover') at = one.end
    return one
  })
}

/** Visits move only between places of one kind. */
export const sameKind = (a: Place | undefined, b: Place | undefined): boolean => !!a && !!b && a.kind === b.kind

/** The board as it looks once a change has been made. Unknown ids change nothing. */
export function applyChange(board: Board, c: BoardChange): Board {
  switch (c.kind) {
    case 'create': return board
    case 'move': return mapVisit(board, c.id, (v) => place(v, moved(v, c.start, c.from_place, c.to_place), c))
    case 'resize': return mapVisit(board, c.id, (v) => resized(v, c.minutes))
    // Another day has another board.
    case 'place': return civilDay(c.start, board.zone) !== board.day ? gone(board, c.id) : mapVisit(settled(board, c.id), c.id, (v) => ({
      ...v, day: board.day, segments: placed(v, c.start, c.places), starts_at: c.start, ends_at: c.start + (v.ends_at - v.starts_at),
      doctor_id: c.doctor_id || v.doctor_id, place_id: c.places[0] ?? v.place_id,
    }))
    case 'step': return mapVisit(board, c.id, (v) => stepped(v, c, board.now))
    case 'undo': return mapVisit(board, c.id, (v) => ({ ...v, state: c.state }))
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

const MARKS: Partial<Record<Step, keyof Actual>> = {
  arrive: 'arrived_at', seat: 'in_place_at', begin: 'started_at', treat: 'treated_at', leave: 'left_at',
}

function stepped(v: BoardVisit, c: { step: Step; place_id: string }, now: number): BoardVisit {
  const mark = MARKS[c.step]
  const actual = mark && v.actual[mark] === 0 ? { ...v.actual, [mark]: now } : v.actual
  const place_id = c.step === 'seat' && c.place_id ? c.place_id : v.place_id
  return { ...v, state: stateAfter(v.state, c.step), suspected_no_show: false, actual, place_id }
}

/** A board on which a parked visit stands among the others. */
function settled(board: Board, id: string): Board {
  const v = board.shelf.find((x) => x.id === id)
  return v ? { ...board, visits: [...board.visits, v], shelf: board.shelf.filter((x) => x !== v) } : board
}

const gone = (board: Board, id: string): Board =>
  ({ ...board, visits: board.visits.filter((v) => v.id !== id), shelf: board.shelf.filter((v) => v.id !== id) })

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
    case 'place': return v ? { kind: 'place', id: c.id, start: v.starts_at, doctor_id: v.doctor_id, places: stays(v.segments) } : null
    case 'step': return v ? { kind: 'undo', id: c.id, state: v.state } : null
    case 'undo': return null
    case 'park': return v ? { kind: 'unpark', id: c.id, start: v.starts_at, from_place: '', to_place: '' } : null
    case 'unpark': return parked ? { kind: 'park', id: c.id } : null
    case 'create': return null
  }
}
