import {
  MINUTE, UNIT, clashOf, clashes, columnAt, hhmm, minuteAt, minuteOf, moved, placesOf, planSegments, sameKind, segmentsOf, snap, stretched, yOf,
  type BoardChange, type BoardVisit, type BoardWaiter, type Clash, type Part, type Proposal, type Segment, type Span, type Taken,
} from '@archwire/domain'
import { clashLine, type Words } from './words'
import type { Frame, Rect } from './model'

/** What is being carried: a card, its lower edge, a parked visit, a new time, or somebody who waits for one. */
export type Carry =
  | { kind: 'move'; visit: BoardVisit; part: Part; column: number; copy: boolean }
  | { kind: 'resize'; visit: BoardVisit; part: Part; column: number }
  | { kind: 'unpark'; visit: BoardVisit }
  | { kind: 'create'; column: number; start: number }
  | { kind: 'wait'; waiter: BoardWaiter }

/** Where it would land, whether it may, and why not. */
export interface Landing {
  change: BoardChange
  rect: Rect
  /** Minutes after midnight. */
  start: number
  end: number
  title: string
  hard: boolean
  clashes: Clash[]
  text: string
  /** When the doctor works that day; '' where none is needed. */
  shift: string
}

export interface GhostInput {
  frame: Frame
  taken: Taken
  words: Words
}

const clamp = (n: number, lo: number, hi: number): number => Math.max(lo, Math.min(hi, n))

/**
 * The landing of a carried thing under a point of the grid. grip is how far
 * below the top of the card the pointer took hold, in pixels.
 */
export function landingAt(g: GhostInput, c: Carry, x: number, y: number, grip: number): Landing | null {
  const { scale, columns } = g.frame
  const col = clamp(columnAt(g.frame.columns.map((k) => k.box), x), 0, columns.length - 1)
  const minute = (py: number): number => snap(minuteAt(scale, py), UNIT)
  switch (c.kind) {
    case 'resize': return resizeTo(g, c, minute(y))
    case 'create': return createTo(g, c, minute(y))
    case 'wait': return waitTo(g, c.waiter, col, minute(y - grip))
    case 'unpark': return moveTo(g, c, col, minute(y - grip))
    case 'move': return moveTo(g, c, g.frame.view === 'rooms' ? col : c.column, minute(y - grip))
  }
}

/** A move so that the carried part starts at a minute of a column. */
export function moveTo(g: GhostInput, c: Extract<Carry, { kind: 'move' | 'unpark' }>, column: number, minute: number): Landing {
  const { frame } = g
  const v = c.visit
  const lead = c.kind === 'move' ? c.part.start - minuteOf(v.starts_at, frame.dayStart) : 0
  const length = c.kind === 'move' ? c.part.end - c.part.start : (v.ends_at - v.starts_at) / MINUTE
  const start = clamp(minute, frame.scale.from, Math.max(frame.scale.from, frame.scale.to - length))
  const col = frame.columns[column]!
  const to = frame.view === 'rooms' ? col.id : ''
  const from = frame.view !== 'rooms' ? '' : c.kind === 'move' ? c.part.place_id : v.place_id
  const begins = frame.dayStart + (start - lead) * MINUTE
  const wrong = frame.view === 'rooms' && !sameKind(frame.board.places.find((p) => p.id === from), frame.board.places.find((p) => p.id === to))
  const copy = c.kind === 'move' && c.copy
  const change: BoardChange = copy
    ? { kind: 'create', place_id: to || v.place_id, doctor_id: v.doctor_id, start: begins, end: begins + (v.ends_at - v.starts_at), copy_of: v.id }
    : { kind: c.kind, id: v.id, start: begins, from_place: from, to_place: to }
  const found = check(g, { visit_id: copy ? '' : v.id, doctor_id: v.doctor_id, segments: moved(v, begins, from, to) })
  if (wrong) found.unshift(wrongPlace(begins, to))
  return landing(g, { change, column, start, end: start + length, title: v.patient.name, doctor: v.doctor_id, found })
}

function resizeTo(g: GhostInput, c: Extract<Carry, { kind: 'resize' }>, minute: number): Landing {
  const v = c.visit
  const end = clamp(minute, c.part.start + UNIT, g.frame.scale.to)
  const minutes = (v.ends_at - v.starts_at) / MINUTE + end - c.part.end
  const segments = stretched(v, minutes)
  const found = segments ? check(g, { visit_id: v.id, doctor_id: v.doctor_id, segments }) : []
  const l = landing(g, { change: { kind: 'resize', id: v.id, minutes }, column: c.column, start: c.part.start, end, title: v.patient.name, doctor: v.doctor_id, found })
  return segments ? l : { ...l, hard: true, text: g.words.t('board.too_short') }
}

function createTo(g: GhostInput, c: Extract<Carry, { kind: 'create' }>, minute: number): Landing {
  const col = g.frame.columns[c.column]!
  const a = Math.min(c.start, minute)
  const start = clamp(a, g.frame.scale.from, g.frame.scale.to - UNIT)
  const end = Math.max(start + UNIT, Math.min(g.frame.scale.to, Math.max(c.start, minute)))
  const at = g.frame.dayStart + start * MINUTE
  const rooms = g.frame.view === 'rooms'
  const runs = [{ who: '-' as const, units: (end - start) / UNIT }]
  const segments: Segment[] = rooms ? segmentsOf(runs, col.id, { start: at, unit: UNIT * MINUTE }, () => false) : []
  const found = check(g, { visit_id: '', doctor_id: '', segments })
  const change: BoardChange = {
    kind: 'create', place_id: rooms ? col.id : '', doctor_id: rooms ? '' : col.id, start: at, end: g.frame.dayStart + end * MINUTE, copy_of: '',
  }
  return landing(g, { change, column: c.column, start, end, title: g.words.t('board.new_here'), doctor: change.doctor_id, found })
}

/** A time for somebody of the waiting list; the booking asks for the rest. */
function waitTo(g: GhostInput, w: BoardWaiter, column: number, minute: number): Landing {
  const { frame } = g
  const col = frame.columns[column]!
  const start = clamp(minute, frame.scale.from, Math.max(frame.scale.from, frame.scale.to - w.minutes))
  const at = frame.dayStart + start * MINUTE
  const end = at + w.minutes * MINUTE
  const doctor_id = col.place ? (w.doctors[0] ?? '') : col.id
  const places = col.place ? placesOf(w.pattern, col.place) : []
  const found = check(g, { visit_id: '', doctor_id, segments: planSegments(w.pattern, places, at) })
  if (w.pattern && col.place && !places.some(Boolean)) found.unshift(wrongPlace(at, col.id))
  const change: BoardChange = { kind: 'create', place_id: col.place ? col.id : '', doctor_id, start: at, end, copy_of: '', wait: w.id }
  return landing(g, { change, column, start, end: start + w.minutes, title: w.name, doctor: doctor_id, found })
}

const check = (g: GhostInput, p: Proposal): Clash[] => clashes(g.taken, p)

const wrongPlace = (at: number, place: string): Clash => clashOf('wrong_place', { start: at, end: at }, { place_id: place })

interface LandingInput {
  change: BoardChange
  column: number
  start: number
  end: number
  title: string
  doctor: string
  found: Clash[]
}

function landing(g: GhostInput, l: LandingInput): Landing {
  const { frame, words } = g
  const box = frame.columns[l.column]!.box
  return {
    change: l.change, start: l.start, end: l.end, clashes: l.found, title: `${hhmm(l.start)}–${hhmm(l.end)} ${l.title}`,
    hard: l.found.some((c) => c.firm),
    text: clashLine(words.t, frame.board, l.found), shift: shiftText(g, l.doctor),
    rect: { left: box.left + 1, width: box.width - 4, top: yOf(frame.scale, l.start), height: Math.max(14, (l.end - l.start) * frame.scale.px - 1) },
  }
}

/** "程弓远 9:00–12:00 13:00–18:00": a doctor's hours on the day of the board, without breaks. */
function shiftText(g: GhostInput, id: string): string {
  const { board, dayStart } = g.frame
  const doctor = board.doctors.find((d) => d.id === id)
  if (!doctor) return ''
  const hours = doctor.shifts.flatMap((s) => without(s, doctor.breaks)).map((s) => `${hhmm(minuteOf(s.start, dayStart))}–${hhmm(minuteOf(s.end, dayStart))}`)
  return g.words.t('board.shift_of', { doctor: doctor.name, hours: hours.join(' ') || g.words.t('board.presence.off') })
}

/** What is left of a span beside the breaks in it. */
function without(s: Span, breaks: readonly Span[]): Span[] {
  return breaks.reduce<Span[]>((left, b) => left.flatMap((x) => (b.start >= x.end || b.end <= x.start ? [x] : [{ start: x.start, end: b.start }, { start: b.end, end: x.end }].filter((y) => y.end > y.start))), [s])
}
