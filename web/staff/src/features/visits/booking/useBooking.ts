import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Problem } from '@archwire/api'
import { civilDay, type Board, type BoardVisit } from '@archwire/domain'
import { useAttempt } from '../../../ui/attempt'
import type { VisitDoor } from '../door'
import { find } from '../patch'
import * as q from '../queries'
import { useDesk } from '../../../app/desk'
import type { Draft } from './draft'
import { bodyOf, placesFor, searchOf, slotOf, type Slot, type Wanted } from './form'
import { forget, keep, kept, type Kept } from './kept'
import type { Sibling } from './Siblings'
import { bookWaiter, useWaitlist, type Waiter } from '../waitlist/queries'
import { useIntroducer } from './PatientCard'
import { useDoctors } from '../doctors'
import { useReferralNote } from './referralNote'

/** What a booking says besides who, what and when. */
export interface More {
  note: string
  wishes: string
  first_visit: boolean
}

/** The time that was asked for by a click on the board, and what stands against it. */
export interface Asked {
  slot: Slot
  clashes: q.ToldClash[]
}

export interface Booking {
  wanted: Wanted
  set: (change: Partial<Wanted>) => void
  more: More
  setMore: (change: Partial<More>) => void
  /** The patient's name, for the words afterwards. */
  name: string
  setName: (name: string) => void
  /** The visit that gets another time; null for a new one. */
  visit: BoardVisit | null
  fits: q.Fit[]
  finding: boolean
  /** The times are not yet those of what is wanted now. */
  stale: boolean
  asked: Asked | null
  chosen: Slot | null
  setChosen: (s: Slot | null) => void
  busy: boolean
  refusal: Problem | null
  /** Books or moves; null when it was refused. */
  book: (s: Slot, reason: string, siblings: readonly Sibling[]) => Promise<q.Placed | null>
  takeBack: (p: q.Placed) => Promise<void>
}

export function useBooking(draft: Draft, board: Board, door: VisitDoor): Booking {
  const detail = q.useDetail(draft.move ?? '')
  const visit = draft.move ? (find(board, draft.move) ?? (detail.data?.visit as BoardVisit | undefined) ?? null) : null
  const { me } = useDesk()
  const [before] = useState(() => kept(me.id, draft))
  const { wanted, set } = useWanted({ draft, board, visit, before })
  const waiter = useWaitlist(draft.wait ? board.clinic_id : '').data?.find((w) => w.id === draft.wait)
  const [more, setMore] = useState<More>(before?.more ?? { note: '', wishes: '', first_visit: false })
  useEffect(() => keep(me.id, draft, wanted, more), [me.id, draft, wanted, more])
  useEffect(() => forget, [])
  useReferralNote(draft.refer ?? '', setMore)
  const [named, setName] = useState('')
  const [picked, setChosen] = useState<Slot | null>(null)
  const { busy, fault, clear, attempt } = useAttempt()
  const found = useFits(board, wanted, draft)
  const asked = useAsked(board, wanted, draft)
  const known = useIntroducer(visit ? '' : wanted.patient).data?.patient.name
  const fits = found.data ?? NONE
  // What was asked for by a click comes first, if nothing stands against it; else the best of the list.
  const chosen = picked ?? (asked && asked.clashes.every((c) => c.warning) ? asked.slot : fits[0] && !asked && !found.isPlaceholderData ? slotOf(fits[0]) : null)
  const clean = useRef(clear)
  useEffect(() => { clean.current = clear })
  useEffect(() => { setChosen(null); clean.current() }, [wanted])

  const book = async (s: Slot, reason: string, siblings: readonly Sibling[]): Promise<q.Placed | null> => {
    let placed: q.Placed | null = null
    await attempt(async () => {
      placed = await submit({ board, draft, visit, wanted, slot: s, more, reason, siblings, waiter })
      await door.done(placed)
    })
    return placed
  }
  const takeBack = async (p: q.Placed) => {
    if (visit && p.id === visit.id) await door.done(await q.move(p.id, p.version, { starts_at: visit.starts_at, doctor_id: visit.doctor_id, choose_places: true }))
    else await door.done(await q.step(p.id, p.version, { step: 'cancel', party: 'clinic', reason: 'booked_wrongly' }))
  }
  return {
    wanted, set, more, setMore: (c) => setMore((o) => ({ ...o, ...c })), name: visit?.patient.name ?? (named || known || ''), setName, visit, fits, finding: found.isFetching, stale: found.isPlaceholderData,
    asked, chosen, setChosen, busy, refusal: fault, book, takeBack,
  }
}

const NONE: q.Fit[] = []

/** What is wanted, begun from what was entered before, or from the draft: a known kind, the visit that moves, the patient's doctor. */
function useWanted({ draft, board, visit, before }: { draft: Draft; board: Board; visit: BoardVisit | null; before: Kept | null }) {
  const kinds = q.useTemplates().data
  const today = civilDay(board.now, board.zone)
  const [wanted, setWanted] = useState<Wanted>(() => ({
    patient: draft.patient ?? '', kind: null, addons: [], doctor: draft.doctor ?? '', part: 'any', soonest: false, appliance: false,
    from: draft.from ?? (draft.start ? civilDay(draft.start, board.zone) : board.day < today ? today : board.day),
    ...before?.wanted,
  }))
  const set = useCallback((change: Partial<Wanted>) => setWanted((o) => ({ ...o, ...change })), [])
  const template = visit?.template.id ?? (before?.wanted.template || draft.template)
  const kind = useMemo(() => kinds?.find((k) => k.id === template) ?? null, [kinds, template])
  useEffect(() => { if (kind) set({ kind }) }, [kind, set])
  const moved = visit?.id
  useEffect(() => {
    if (visit) set({ patient: visit.patient.id, addons: visit.addons, doctor: visit.doctor_id, appliance: visit.appliance_arrived })
    // Only when another visit is moved: what is chosen here afterwards stays.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [moved, set])
  // Patients stay with their doctor unless the desk says otherwise.
  const doctors = useDoctors()
  const last = q.useVisitsOf(visit ? '' : wanted.patient).data?.find((v) => v.doctor_id && v.state !== 'cancelled' && doctors.has(v.doctor_id))?.doctor_id
  const asked = useRef(before?.wanted.doctor || draft.doctor)
  useEffect(() => { if (last && !asked.current) set({ doctor: last }) }, [last, set])
  return { wanted, set }
}

function useFits(board: Board, wanted: Wanted, draft: Draft) {
  const body = searchOf(board, wanted, draft)
  const asked = body && { ...body, not_before: undefined }
  return useQuery({
    queryKey: [...q.VISITS, 'fits', asked], enabled: body !== null, placeholderData: keepPreviousData, staleTime: 0,
    queryFn: ({ signal }) => q.findFits(body!, signal),
  })
}

/** Holds the time of the click against the rules. */
function useAsked(board: Board, w: Wanted, draft: Draft): Asked | null {
  const start = draft.start ?? 0
  const doctor = w.doctor || doctorAt(board, w, start, draft.place ?? '')
  const places = w.kind && draft.place ? placesFor(board, w.kind, draft.place) : []
  const body = w.kind && start ? {
    clinic_id: board.clinic_id, patient_id: w.patient, template_id: w.kind.id, addons: w.addons, starts_at: start, doctor_id: doctor, places,
    appliance_arrived: w.appliance, ...(draft.move ? { visit_id: draft.move } : {}),
  } : null
  const found = useQuery({ queryKey: [...q.VISITS, 'check', body], enabled: body !== null && w.patient !== '', staleTime: 0, queryFn: () => q.check(body!) })
  return useMemo(() => found.data && body ? {
    slot: { start, end: found.data.ends_at, doctor, places: found.data.places, pattern: found.data.pattern }, clashes: found.data.clashes,
  } : null, [found.data, body === null, start, doctor]) // eslint-disable-line react-hooks/exhaustive-deps
}

/** The doctor of a click without one: of those who work at that time the one who has most visits in that place, else the first of the day. */
function doctorAt(board: Board, w: Wanted, start: number, place: string): string {
  if (!w.kind?.pattern.includes('D')) return ''
  const there = (id: string): number => board.visits.filter((v) => v.doctor_id === id && v.place_id === place).length
  const on = board.doctors.filter((d) => d.shifts.some((s) => s.start <= start && start < s.end)).sort((a, b) => there(b.id) - there(a.id))
  return (on[0] ?? board.doctors[0])?.id ?? ''
}

interface Submit {
  board: Board
  draft: Draft
  visit: BoardVisit | null
  wanted: Wanted
  slot: Slot
  more: More
  reason: string
  siblings: readonly Sibling[]
  /** The entry of the waiting list that is served. */
  waiter: Waiter | undefined
}

async function submit({ board, draft, visit, wanted, slot, more, reason, siblings, waiter }: Submit): Promise<q.Placed> {
  const why = reason ? { override_reason: reason } : {}
  if (waiter) return bookWaiter(waiter, { starts_at: slot.start, doctor_id: slot.doctor, places: slot.places, ...why })
  if (visit) return q.move(visit.id, visit.version, { starts_at: slot.start, doctor_id: slot.doctor, ...(slot.places.length > 0 ? { places: slot.places } : { choose_places: true }), ...why })
  const first = bodyOf(board, wanted, slot, { ...more, ...why, ...(draft.follows ? { follows_id: draft.follows } : {}) })
  const others = siblings.flatMap((s) => (s.slot ? [bodyOf(board, { ...wanted, patient: s.patient, kind: s.kind, addons: [] }, s.slot, {})] : []))
  const placed = others.length > 0 ? (await q.bookTogether([first, ...others]))[0]! : await q.book(first)
  if (draft.next) await q.setNextStep(draft.next, { kind: 'visit', visit_id: placed.id })
  return placed
}
