import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { TFunction } from 'i18next'
import { Problem } from '@archwire/api'
import { MINUTE, applyChange, inverse, moved, seatFree, seats, stays, type Board, type BoardChange, type BoardVisit } from '@archwire/domain'
import { faultText } from '@archwire/i18n'
import { useDesk } from '../../app/desk'
import { asProblem } from '../../ui/attempt'
import { useUndo } from '../../ui/Undo'
import type { OnChange, Refusal } from '../../board/Board'
import { refresh } from './live'
import { claimed, find, patched } from './patch'
import * as q from './queries'
import { fitText } from './words'

/** What the screens may do to visits: shown at once, sent in turn, taken back where refused. */
export interface VisitDoor {
  change: OnChange
  /** Whether this person made that version. */
  own: (visit: string, version: number) => boolean
  /** Remembers an act whose answer came from elsewhere (a form), and shows its outcome. */
  done: (p: q.Placed) => Promise<void>
}

/** upon: the version that an undo takes back; absent for a new act, upon what is seen. */
type Run = (at: Board, c: Sent, upon?: number) => Promise<Refusal | undefined>

type Sent = Exclude<BoardChange, { kind: 'create' }> | (BoardChange & { kind: 'create'; copy_of: string })

export function useVisitDoor(board: Board | undefined): VisitDoor {
  const client = useQueryClient()
  const { t } = useTranslation()
  const { may } = useDesk()
  const { offer, during } = useUndo()
  const lane = useRef(new Lanes())
  const own = useCallback((id: string, version: number) => lane.current.made(id, version), [])
  const done = useCallback(async (p: q.Placed) => {
    lane.current.answered(p)
    if (p.follows_id) void refresh(client, p.follows_id)
    await refresh(client, p.id)
  }, [client])

  const run = useCallback<Run>(async (at, c, upon) => {
    const undoable = upon === undefined
    const id = c.kind === 'create' ? c.copy_of : c.id
    const before = find(at, id)
    if (!before) return undefined
    const back = undoable ? inverse(at, c) : null
    q.eachBoard(client, at.clinic_id, (b) => (b.day === at.day ? applyChange(b, c) : b))
    try {
      const placed = await lane.current.run(upon === undefined ? before : { ...before, version: upon }, !undoable, (version) => send(at, before, c, version))
      await done(placed)
      if (c.kind === 'resize' && !before.time_locked && !undoable) await unlock(client, lane.current, placed)
      const undo = undoing(at, c, placed, back, run)
      if (undoable && undo) offer({ label: labelOf(t, before, c), undo })
      return undefined
    } catch (e) {
      q.eachBoard(client, at.clinic_id, (b) => patched(b, before))
      if (!undoable) void refresh(client, before.id)
      return refusalOf({ t, at, before, c, problem: asProblem(e), may: may('visits.override'), client })
    }
  }, [client, done, offer, t, may])

  const change = useCallback<OnChange>(async (c) => {
    if (!board || (c.kind === 'create' && !c.copy_of)) return undefined
    return during(run(board, c as Sent))
  }, [board, during, run])
  return useMemo(() => ({ change, own, done }), [change, own, done])
}

/** Acts on one visit follow each other, each upon the version that the one before it made. */
class Lanes {
  private readonly tails = new Map<string, Promise<unknown>>()
  private readonly versions = new Map<string, number>()
  private readonly mine = new Set<string>()

  made(id: string, version: number): boolean {
    return this.mine.has(`${id} ${version}`)
  }

  answered(p: q.Placed): void {
    this.versions.set(p.id, p.version)
    this.mine.add(`${p.id} ${p.version}`)
  }

  /** exact: upon that version and no other, as an undo is. */
  run(v: BoardVisit, exact: boolean, act: (version: number) => Promise<q.Placed>): Promise<q.Placed> {
    const before = this.tails.get(v.id)
    // Upon what was seen: only one's own act may have made it newer, one that is under way or one that the board has not read anew yet.
    const mine = (): number => this.versions.get(v.id) ?? 0
    const next = before ? before.then(() => act(mine() || v.version)) : act(exact ? v.version : Math.max(v.version, mine()))
    const kept = next.then((p) => { this.answered(p); return p })
    const settled = kept.catch(() => {})
    this.tails.set(v.id, settled)
    void settled.then(() => { if (this.tails.get(v.id) === settled) this.tails.delete(v.id) })
    return kept
  }
}

const why = (c: { override?: string }) => (c.override ? { override_reason: c.override } : {})

async function send(board: Board, v: BoardVisit, c: Sent, version: number): Promise<q.Placed> {
  const placesOf = (m: { start: number; from_place: string; to_place: string }) =>
    claimed(board, stays(moved(v, m.start, m.from_place, m.to_place)))
  switch (c.kind) {
    case 'move': case 'unpark': return q.move(c.id, version, { starts_at: c.start, places: placesOf(c), ...why(c) })
    case 'resize': return q.move(c.id, version, { minutes: c.minutes, ...why(c) })
    case 'place': return q.move(c.id, version, { starts_at: c.start, doctor_id: c.doctor_id, places: claimed(board, c.places), ...why(c) })
    case 'park': return q.park(c.id, version)
    case 'undo': return q.undo(c.id, version)
    case 'create': return q.copy(v.id, { starts_at: c.start, ...(c.place_id ? { places: claimed(board, copyPlaces(board, v, c.place_id)) } : {}) })
    case 'step': {
      // Who was missed and comes after all: first it did not happen that they were missed.
      const at = v.state === 'no_show' ? (await q.undo(c.id, version)).version : version
      return q.step(c.id, at, { step: c.step, ...(c.step === 'seat' ? { place_id: c.place_id } : {}) })
    }
  }
}

/** The places of a copy: that of the column in which it was dropped stands for those of its kind. */
function copyPlaces(board: Board, v: BoardVisit, to: string): string[] {
  const kind = board.places.find((p) => p.id === to)?.kind
  return stays(v.segments).map((id) => (board.places.find((p) => p.id === id)?.kind === kind ? to : id))
}

/** How an act is taken back; null where it cannot be. */
function undoing(at: Board, c: Sent, p: q.Placed, back: BoardChange | null, run: Run) {
  const again = async (change: Sent) => {
    const refused = await run(at, change, p.version)
    if (refused) throw new Problem(409, 'app.refused', {}, [], refused.text)
  }
  if (c.kind === 'create') return () => q.step(p.id, p.version, { step: 'cancel', party: 'clinic', reason: 'booked_wrongly' }).then(() => {})
  if (p.id !== c.id) return null // another day is another visit: the old one has ended
  if (back?.kind === 'unpark') {
    const v = find(at, c.id)!
    return () => again({ kind: 'place', id: c.id, start: v.starts_at, doctor_id: v.doctor_id, places: stays(v.segments) })
  }
  return back && back.kind !== 'create' ? () => again(back) : null
}

/** A length that was only tried out is not kept as set by hand. */
async function unlock(client: QueryClient, lanes: Lanes, p: q.Placed): Promise<void> {
  const free = await q.annotate(p.id, p.version, { time_locked: false })
  lanes.answered(free)
  await refresh(client, p.id)
}

function labelOf(t: TFunction, v: BoardVisit, c: Sent): string {
  const what = c.kind === 'step' ? t(`board.did.${c.step}`) : t(`board.did.${c.kind}`)
  return `${v.patient.name} · ${what}`
}

interface Refused {
  t: TFunction
  at: Board
  before: BoardVisit
  c: Sent
  problem: Problem
  may: boolean
  client: QueryClient
}

/** A refusal in words, with the ways out that the server named. */
async function refusalOf({ t, at, before, c, problem, may, client }: Refused): Promise<Refusal> {
  if (problem.code === 'db.stale') return { text: await staleText(t, client, before), fits: [] }
  const details = (problem.details ?? {}) as Partial<q.RefusalDetails>
  const text = faultText(problem.code, problem.args)
  const id = c.kind === 'create' ? '' : c.id
  const fits = id ? (details.fits ?? []).map((f) => ({
    label: fitText(at, f), change: { kind: 'place' as const, id, start: f.start, doctor_id: f.doctor_id, places: f.places },
  })) : []
  const refusal: Refusal = { code: problem.code, text: t('board.refused', { why: text }), fits }
  const clashes = (details.clashes ?? []).filter((k) => !k.warning)
  if (may && id && 'start' in c && clashes.length > 0 && clashes.every((k) => k.overridable)) {
    return { ...refusal, override: (reason) => ({ ...c, override: reason }) }
  }
  if (c.kind === 'step') return { code: problem.code, text, fits: c.step === 'seat' && problem.code === 'visits.place_occupied' ? freeSeats(t, at, c) : [] }
  return refusal
}

/** Places of the same kind in which nobody is in the way. */
function freeSeats(t: TFunction, at: Board, c: { kind: 'step'; id: string; step: 'seat' | string; place_id: string }): Refusal['fits'] {
  const v = find(at, c.id)
  const free = v ? seats(at, v).filter((s) => seatFree(s) && s.place.id !== c.place_id) : []
  return free.slice(0, 3).map(({ place }) => ({ label: t('board.seat_in', { place: place.name }), change: { kind: 'step', id: c.id, step: 'seat', place_id: place.id } }))
}

/** Somebody else was first: what they did, and who. */
async function staleText(t: TFunction, client: QueryClient, v: BoardVisit): Promise<string> {
  await refresh(client, v.id)
  const last = client.getQueryData<q.Detail>(q.keys.visit(v.id))?.history.at(-1)
  return last ? t('board.stale', { who: last.actor_name || t('board.system'), what: t(`board.did.${last.step}`), patient: v.patient.name }) : faultText('db.stale')
}

/** The length of a visit in minutes. */
export const minutesOf = (v: { starts_at: number; ends_at: number }): number => (v.ends_at - v.starts_at) / MINUTE
