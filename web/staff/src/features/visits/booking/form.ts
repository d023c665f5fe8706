import { addDays, civilDay, placesOf, planSegments, type Board, type Segment } from '@archwire/domain'
import { claimed } from '../patch'
import { type Fit, type NewVisit, type SearchBody, type Template } from '../queries'
import type { Draft } from './draft'

/** The part of the day in which the patient can come; minutes after midnight. */
export const PARTS = { any: null, morning: { from: 0, to: 720 }, afternoon: { from: 720, to: 1440 }, after_school: { from: 960, to: 1440 }, evening: { from: 1080, to: 1440 } } as const
export type PartName = keyof typeof PARTS

/** What was chosen so far. */
export interface Wanted {
  patient: string
  kind: Template | null
  addons: string[]
  doctor: string
  part: PartName
  from: string
  soonest: boolean
  appliance: boolean
}

/** A time, however it was found. */
export interface Slot {
  start: number
  end: number
  doctor: string
  /** None: the clinic chooses. */
  places: string[]
  pattern: string
}

export const slotOf = (f: Fit): Slot => ({ start: f.start, end: f.end, doctor: f.doctor_id, places: f.places, pattern: f.pattern })

const DAYS = 14

export function searchOf(board: Board, w: Wanted, draft: Draft): SearchBody | null {
  if (!w.kind) return null
  const today = civilDay(board.now, board.zone)
  const from = w.from < today ? today : w.from
  const part = PARTS[w.part]
  return {
    clinic_id: board.clinic_id, template_id: w.kind.id, addons: w.addons, from, to: addDays(from, DAYS - 1), limit: 12, apart: 20,
    soonest: w.soonest, appliance_arrived: w.appliance,
    ...(w.patient ? { patient_id: w.patient } : {}), ...(draft.move ? { visit_id: draft.move } : {}),
    ...(w.doctor ? { doctors: [w.doctor] } : {}), ...(part ? { parts: [part] } : {}),
    ...(from === today ? { not_before: board.now } : {}),
    ...(draft.start && !w.soonest ? { wished: draft.start } : {}),
  }
}

/**
 * The places of a visit that was begun by a click in a column: that column, if
 * all of the visit happens in that kind of place; else the clinic chooses.
 */
export function placesFor(board: Board, kind: Template, place: string): string[] {
  const at = board.places.find((p) => p.id === place)
  const places = at ? placesOf(kind.pattern, at) : []
  return places.every(Boolean) ? claimed(board, places) : []
}

/** What is sent. */
export function bodyOf(board: Board, w: Wanted, s: Slot, more: Partial<NewVisit>): NewVisit {
  return {
    clinic_id: board.clinic_id, patient_id: w.patient, template_id: w.kind!.id, addons: w.addons, starts_at: s.start, doctor_id: s.doctor,
    places: s.places, appliance_arrived: w.appliance, ...more,
  }
}

/** What a slot takes, without turnover; to see whether two of one family collide. */
export const takes = (s: Slot): Segment[] => planSegments(s.pattern, s.places, s.start)

/** Whether two slots need the same place or the same doctor's hands at once. */
export function collide(a: Slot, b: Slot, turnover = 5 * 60_000): boolean {
  return takes(a).some((x) => takes(b).some((y) => {
    const meets = x.start < y.end + turnover && y.start < x.end + turnover
    const hands = x.who === 'D' && y.who === 'D' && a.doctor === b.doctor && x.start < y.end && y.start < x.end
    return hands || (meets && x.place_id !== '' && x.place_id === y.place_id)
  }))
}
