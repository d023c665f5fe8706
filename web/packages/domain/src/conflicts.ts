import { MINUTE, UNIT, freed, type Board, type BoardVisit, type PlaceKind, type Segment, type Span, type Who } from './board'

/**
 * The rules of a placement, as the ghost on the board tells them. The server
 * checks the same rules again and has the last word; these only spare the desk
 * a refusal. place_taken and hands_taken never yield; the others may be
 * overridden by a person with the right and a reason.
 */
export type ClashRule =
  | 'place_taken' | 'hands_taken' | 'pool_short' | 'place_closed' | 'blocked' | 'doctor_off' | 'doctor_break'
  | 'wrong_place' | 'outside_hours' | 'clinic_closed' | 'past'

export interface Clash extends Span {
  rule: ClashRule
  hard: boolean
  place_id: string
  doctor_id: string
  holder: BoardVisit | null
  /** Free words of the cause: the reason of a block, the name of a pool. */
  reason: string
}

/** Where a visit wants to be. */
export interface Proposal {
  /** The visit itself, whose own claims do not count; '' for a new one. */
  visit_id: string
  doctor_id: string
  segments: Segment[]
}

interface Claim extends Span {
  visit: BoardVisit
}

/** What is taken on a board, prepared once per drag so that each step is cheap. */
export interface Taken {
  board: Board
  byPlace: Map<string, Claim[]>
  byDoctor: Map<string, Claim[]>
  pools: Map<string, PoolUse>
}

interface PoolUse {
  name: string
  have: (at: number) => number
  claims: Claim[]
}

const POOLS = 'AHTI'
/** Turnover takes one assistant. */
const poolOf = (who: Who): string => (who === 'turnover' ? 'A' : POOLS.includes(who) ? who : '')

export function takenOn(board: Board): Taken {
  const t: Taken = { board, byPlace: new Map(), byDoctor: new Map(), pools: new Map() }
  for (const p of board.pools) {
    const have = new Map(p.half_hours.map((h) => [h.start, h.have]))
    const half = 30 * MINUTE
    t.pools.set(p.kind, { name: p.name, claims: [], have: (at) => have.get(Math.floor(at / half) * half) ?? 0 })
  }
  for (const v of board.visits) {
    if (freed(v.state)) continue
    for (const s of v.segments) claim(t, v, s)
  }
  return t
}

function claim(t: Taken, visit: BoardVisit, s: Segment): void {
  const end = visit.actual.treated_at > 0 ? Math.min(s.end, Math.max(visit.actual.treated_at, s.start)) : s.end
  if (end <= s.start) return
  const c = { visit, start: s.start, end }
  push(t.byPlace, s.place_id, c)
  if (s.who === 'D') push(t.byDoctor, visit.doctor_id, c)
  const pool = poolOf(s.who)
  if (pool) t.pools.get(pool)?.claims.push(c)
}

function push(m: Map<string, Claim[]>, key: string, c: Claim): void {
  const list = m.get(key)
  const last = list?.[list.length - 1]
  // Segments that follow each other are one stay, and are told as one.
  if (last && last.visit === c.visit && last.end === c.start) last.end = c.end
  else if (list) list.push({ ...c })
  else m.set(key, [{ ...c }])
}

export const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end

/** All that stands against a proposal, the unyielding first. Empty means it fits. */
export function clashes(t: Taken, p: Proposal): Clash[] {
  const out: Clash[] = []
  for (const s of p.segments) {
    placeClashes(t, p, s, out)
    if (s.who === 'D') doctorClashes(t, p, s, out)
    poolClash(t, p, s, out)
  }
  dayClashes(t, p, out)
  return out.sort((a, b) => Number(b.hard) - Number(a.hard))
}

function add(out: Clash[], rule: ClashRule, s: Span, more: Partial<Clash> = {}): void {
  if (out.some((c) => c.rule === rule && c.holder === (more.holder ?? null) && c.place_id === (more.place_id ?? ''))) return
  out.push({ rule, hard: false, place_id: '', doctor_id: '', holder: null, reason: '', ...more, start: s.start, end: s.end })
}

/** Counters and the doctor's queue serve many at once; all other places one. */
const shared = (kind: PlaceKind): boolean => kind === 'desk' || kind === 'online'

function placeClashes(t: Taken, p: Proposal, s: Segment, out: Clash[]): void {
  const place = t.board.places.find((x) => x.id === s.place_id)
  if (!place) return
  if (!shared(place.kind)) {
    for (const c of t.byPlace.get(place.id) ?? []) {
      if (c.visit.id !== p.visit_id && overlaps(c, s)) add(out, 'place_taken', c, { hard: true, place_id: place.id, holder: c.visit })
    }
  }
  for (const b of place.blocks) {
    if (overlaps(b, s)) add(out, 'blocked', b, { place_id: place.id, reason: b.reason })
  }
  if (!place.open.some((o) => o.start <= s.start && o.end >= s.end)) add(out, 'place_closed', s, { place_id: place.id })
}

function doctorClashes(t: Taken, p: Proposal, s: Segment, out: Clash[]): void {
  const doctor = t.board.doctors.find((d) => d.id === p.doctor_id)
  if (!doctor) return
  const others = (t.byDoctor.get(doctor.id) ?? []).filter((c) => c.visit.id !== p.visit_id && overlaps(c, s))
  for (const c of others) {
    const at = Math.max(c.start, s.start)
    const busy = others.filter((o) => o.start <= at && at < o.end).length
    if (busy >= doctor.capacity) add(out, 'hands_taken', c, { hard: true, doctor_id: doctor.id, holder: c.visit })
  }
  for (const b of doctor.breaks) if (overlaps(b, s)) add(out, 'doctor_break', b, { doctor_id: doctor.id })
  if (!doctor.shifts.some((o) => o.start <= s.start && o.end >= s.end)) add(out, 'doctor_off', s, { doctor_id: doctor.id })
}

function poolClash(t: Taken, p: Proposal, s: Segment, out: Clash[]): void {
  const kind = poolOf(s.who)
  const pool = kind ? t.pools.get(kind) : undefined
  if (!pool) return
  const others = pool.claims.filter((c) => c.visit.id !== p.visit_id && overlaps(c, s))
  for (let at = s.start; at < s.end; at += UNIT * MINUTE) {
    let need = 1
    for (const c of others) if (c.start <= at && at < c.end) need++
    if (need > pool.have(at)) {
      add(out, 'pool_short', { start: at, end: at + UNIT * MINUTE }, { reason: pool.name })
      return
    }
  }
}

function dayClashes(t: Taken, p: Proposal, out: Clash[]): void {
  const { board } = t
  const work = p.segments.filter((s) => s.who !== 'turnover')
  const first = work[0]
  const last = work[work.length - 1]
  if (!first || !last) return
  const whole = { start: first.start, end: last.end }
  if (board.closed) add(out, 'clinic_closed', whole, { reason: board.closed })
  if (whole.start < board.opens_at || whole.end > board.closes_at) add(out, 'outside_hours', whole)
  if (whole.start < board.now - UNIT * MINUTE) add(out, 'past', whole)
}
