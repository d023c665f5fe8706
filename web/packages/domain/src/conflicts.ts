import { MINUTE, UNIT, freed, type Board, type BoardVisit, type PlaceKind, type Segment, type Span, type Who } from './board'

/**
 * The rules of a placement, as the ghost on the board tells them. The server
 * checks the same rules again and has the last word; these only spare the desk
 * a refusal. Kinds and weights are the server's, and its tests write the
 * vectors that both are held against. What only the server knows (day
 * templates, appliances, the patient's other visits) is not asked here.
 */
export type ClashKind =
  | 'place_taken' | 'place_blocked' | 'doctor_taken' | 'pool_exhausted' | 'outside_shift' | 'closed' | 'wrong_place' | 'start_past'

/** These never yield; the others may be overridden by a person with the right and a reason. */
const FIRM: ReadonlySet<ClashKind> = new Set<ClashKind>(['place_taken', 'place_blocked', 'doctor_taken', 'wrong_place', 'start_past'])

export interface Clash extends Span {
  kind: ClashKind
  firm: boolean
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

/** One unit of a plan, in milliseconds. */
const STEP = UNIT * MINUTE

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
  const chairs = new Set(board.places.filter((p) => p.kind === 'chair').map((p) => p.id))
  for (const v of board.visits) {
    if (freed(v.state)) continue
    for (const s of remaining(v, chairs)) claim(t, v, s)
  }
  return t
}

function claim(t: Taken, visit: BoardVisit, s: Segment): void {
  const c = { visit, start: s.start, end: s.end }
  push(t.byPlace, s.place_id, c)
  if (s.who === 'D') push(t.byDoctor, visit.doctor_id, c)
  const pool = poolOf(s.who)
  if (pool) t.pools.get(pool)?.claims.push(c)
}

/**
 * What a visit still holds. One that was treated gives back all after the unit
 * in which it ended; the chair in which it ended is cleaned first, within what
 * the plan held of it.
 */
function remaining(v: BoardVisit, chairs: ReadonlySet<string>): Segment[] {
  const at = v.actual.treated_at
  if (at === 0) return v.segments
  const until = Math.ceil(at / STEP) * STEP
  const out = v.segments.map((s) => ({ ...s, end: Math.min(s.end, until) })).filter((s) => s.end > s.start)
  for (const turnover of v.segments.filter((s) => s.who === 'turnover' && chairs.has(s.place_id))) {
    const end = Math.min(turnover.end, until + turnover.end - turnover.start)
    if (stayStart(v.segments, turnover) <= at && at < turnover.end && end > until) out.push({ ...turnover, start: until, end })
  }
  return out
}

/** When the stay began after which a turnover cleans. */
function stayStart(segments: readonly Segment[], turnover: Segment): number {
  let i = segments.indexOf(turnover)
  while (i > 0 && segments[i - 1]!.place_id === turnover.place_id && segments[i - 1]!.who !== 'turnover') i--
  return segments[i]!.start
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

/** All that stands against a proposal, what never yields first. Empty means it fits. */
export function clashes(t: Taken, p: Proposal): Clash[] {
  const out: Clash[] = []
  for (const s of p.segments) {
    placeClashes(t, p, s, out)
    if (s.who === 'D') doctorClashes(t, p, s, out)
    poolClash(t, p, s, out)
  }
  dayClashes(t, p, out)
  return out.sort((a, b) => Number(b.firm) - Number(a.firm))
}

/** One clash of a kind, with what is known of it. */
export const clashOf = (kind: ClashKind, s: Span, more: Partial<Clash> = {}): Clash =>
  ({ kind, firm: FIRM.has(kind), place_id: '', doctor_id: '', holder: null, reason: '', ...more, start: s.start, end: s.end })

function add(out: Clash[], kind: ClashKind, s: Span, more: Partial<Clash> = {}): void {
  const c = clashOf(kind, s, more)
  if (!out.some((o) => o.kind === kind && o.holder === c.holder && o.place_id === c.place_id)) out.push(c)
}

/** Counters and the doctor's queue serve many at once; all other places one. */
const shared = (kind: PlaceKind): boolean => kind === 'desk' || kind === 'online'

function placeClashes(t: Taken, p: Proposal, s: Segment, out: Clash[]): void {
  const place = t.board.places.find((x) => x.id === s.place_id)
  if (!place || shared(place.kind)) return
  for (const c of t.byPlace.get(place.id) ?? []) {
    if (c.visit.id !== p.visit_id && overlaps(c, s)) add(out, 'place_taken', c, { place_id: place.id, holder: c.visit })
  }
  for (const b of place.blocks) {
    if (overlaps(b, s)) add(out, 'place_blocked', b, { place_id: place.id, reason: b.reason })
  }
  const shut = t.board.closed ? undefined : outside(s, place.open)
  if (shut) add(out, 'outside_shift', shut, { place_id: place.id })
}

function doctorClashes(t: Taken, p: Proposal, s: Segment, out: Clash[]): void {
  if (!p.doctor_id) return
  const doctor = t.board.doctors.find((d) => d.id === p.doctor_id)
  const others = (t.byDoctor.get(p.doctor_id) ?? []).filter((c) => c.visit.id !== p.visit_id && overlaps(c, s))
  for (let at = s.start; others.length > 0 && at < s.end; at += STEP) {
    const busy = others.filter((o) => o.start <= at && at < o.end)
    if (busy.length < (doctor?.capacity ?? 1)) continue
    for (const c of busy) add(out, 'doctor_taken', c, { doctor_id: p.doctor_id, holder: c.visit })
  }
  const off = t.board.closed ? undefined : outside(s, doctor?.shifts ?? [], doctor?.breaks)
  if (off) add(out, 'outside_shift', off, { doctor_id: p.doctor_id })
}

/** The first stretch of a span that lies in no shift, or in a break; undefined if there is none. */
function outside(s: Span, shifts: readonly Span[], breaks: readonly Span[] = []): Span | undefined {
  const there = (at: number): boolean => shifts.some((o) => o.start <= at && at < o.end) && !breaks.some((o) => o.start <= at && at < o.end)
  let start = s.start
  while (start < s.end && there(start)) start += STEP
  let end = start
  while (end < s.end && !there(end)) end += STEP
  return start < end ? { start, end } : undefined
}

function poolClash(t: Taken, p: Proposal, s: Segment, out: Clash[]): void {
  const kind = poolOf(s.who)
  const pool = kind ? t.pools.get(kind) : undefined
  if (!pool) return
  const others: Span[] = pool.claims.filter((c) => c.visit.id !== p.visit_id && overlaps(c, s))
  // Its own chair may be cleaned while the visit goes on elsewhere.
  const all = others.concat(p.segments.filter((o) => poolOf(o.who) === kind && overlaps(o, s)))
  for (let at = s.start; at < s.end; at += STEP) {
    if (all.filter((c) => c.start <= at && at < c.end).length > pool.have(at)) {
      add(out, 'pool_exhausted', { start: at, end: at + STEP }, { reason: pool.name })
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
  if (board.closed) add(out, 'closed', whole, { reason: board.closed })
  // The unit that runs now may still be taken, and as much more as the clinic allows.
  if (whole.start + STEP <= board.now - board.past_minutes * MINUTE) add(out, 'start_past', whole)
}
