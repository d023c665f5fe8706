import { MINUTE, UNIT, finished, freed, type Board, type BoardVisit, type PoolKind, type Span } from './board'
import { overlaps } from './conflicts'

/** How full half an hour is. start is an instant; need and have share a unit. */
export interface Load {
  start: number
  need: number
  have: number
}

const HALF = 30 * MINUTE

const shared = (a: Span, b: Span): number => Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start)) / MINUTE

/** Minutes of doctors' hands that are booked against those on shift, per half hour. */
export function handsLoad(board: Board): Load[] {
  const out: Load[] = []
  for (let start = board.opens_at; start < board.closes_at; start += HALF) out.push({ start, need: 0, have: 0 })
  for (const half of out) {
    const span = { start: half.start, end: half.start + HALF }
    for (const d of board.doctors) {
      const on = d.shifts.reduce((n, s) => n + shared(s, span), 0) - d.breaks.reduce((n, s) => n + shared(s, span), 0)
      half.have += Math.max(0, on) * d.capacity
    }
  }
  for (const v of board.visits) {
    if (freed(v.state)) continue
    for (const s of v.segments) {
      if (s.who !== 'D') continue
      for (let i = Math.max(0, Math.floor((s.start - board.opens_at) / HALF)); i < out.length && out[i]!.start < s.end; i++) {
        out[i]!.need += shared(s, { start: out[i]!.start, end: out[i]!.start + HALF })
      }
    }
  }
  return out
}

/**
 * How many of a pool are needed at most in each half hour, against those on
 * shift. Turnover takes one assistant. Counted from the cards, so that it stays
 * true while visits are moved; whoever is on shift is the server's figure.
 */
export function poolLoad(board: Board, kind: PoolKind): Load[] {
  const pool = board.pools.find((p) => p.kind === kind)
  if (!pool) return []
  const need = new Map<number, number>()
  for (const v of board.visits) {
    if (freed(v.state)) continue
    for (const s of v.segments) {
      if (s.who !== kind && !(kind === 'A' && s.who === 'turnover')) continue
      for (let at = s.start; at < s.end; at += UNIT * MINUTE) need.set(at, (need.get(at) ?? 0) + 1)
    }
  }
  return pool.half_hours.map((h) => {
    let most = 0
    for (let at = h.start; at < h.start + HALF; at += UNIT * MINUTE) most = Math.max(most, need.get(at) ?? 0)
    return { start: h.start, need: most, have: h.have }
  })
}

/** Breaks that all doctors on shift share: the clinic's own pause. */
export function commonBreaks(board: Board): Span[] {
  const on = board.doctors.filter((d) => d.shifts.length > 0)
  const first = on[0]
  if (!first) return []
  return first.breaks.flatMap((b) => {
    const meets = on.map((d) => d.breaks.find((o) => overlaps(o, b)))
    if (meets.some((m) => !m)) return []
    const start = Math.max(...meets.map((m) => m!.start))
    const end = Math.min(...meets.map((m) => m!.end))
    return end > start ? [{ start, end }] : []
  })
}

/** Who waits for a doctor, and the visit that has the doctor's hands now (null: the doctor is away). */
export interface Wait {
  visit: BoardVisit
  doctor_id: string
  at: BoardVisit | null
}

/** All visits that wait for their doctor, with where that doctor is. */
export function waits(board: Board): Wait[] {
  return board.visits.filter((v) => v.waits_for_doctor && !finished(v.state)).map((visit) => {
    const doctor = board.doctors.find((d) => d.id === visit.doctor_id)
    return { visit, doctor_id: visit.doctor_id, at: doctor?.presence === 'on_site' ? handsNow(board, visit) : null }
  })
}

function handsNow(board: Board, waiting: BoardVisit): BoardVisit | null {
  const mine = board.visits.filter((v) => v !== waiting && v.doctor_id === waiting.doctor_id && v.state === 'in_place')
  return mine.find((v) => v.segments.some((s) => s.who === 'D' && s.start <= board.now && board.now < s.end)) ?? null
}
