/**
 * The board's values, as the server sends them for one clinic and one day.
 * Instants are epoch milliseconds; lengths are whole minutes.
 */

export type Who = 'D' | 'A' | 'H' | 'T' | 'I' | '-' | 'turnover'
export type PlaceKind = 'chair' | 'consult' | 'imaging' | 'training' | 'desk' | 'online'
export type Colour = 'red' | 'orange' | 'green' | 'blue' | 'purple'
export type PoolKind = 'A' | 'H' | 'T' | 'I'
export type Presence = 'on_site' | 'away' | 'off' | 'unknown'

export const VISIT_STATES = [
  'booked', 'confirmed', 'arrived', 'waiting', 'in_place', 'treated', 'left', 'no_show', 'cancelled',
] as const
export type VisitState = (typeof VISIT_STATES)[number]

/** A stretch of time, start included, end excluded. */
export interface Span {
  start: number
  end: number
}

export interface Block extends Span {
  id: string
  reason: string
}

export interface Place {
  id: string
  name: string
  kind: PlaceKind
  area: string
  tags: string[]
  position: number
  open: Span[]
  blocks: Block[]
}

export interface BoardDoctor {
  id: string
  name: string
  colour: string
  /** How many patients the doctor's hands may serve in the same minute. */
  capacity: number
  presence: Presence
  away_since: number
  back_at: number
  shifts: Span[]
  breaks: Span[]
}

export interface PoolHalfHour {
  start: number
  need: number
  have: number
}

export interface Pool {
  kind: PoolKind
  name: string
  half_hours: PoolHalfHour[]
}

export interface Segment extends Span {
  who: Who
  place_id: string
}

export interface BoardPatient {
  id: string
  name: string
  record_no: string
  sex: 'f' | 'm' | ''
  /** Full years; -1 = not known. */
  age: number
  phone_masked: string
  important: boolean
  alerts: string[]
  tags: string[]
  first_visit: boolean
  introducer: string
  /** What is known of their wishes. */
  wishes: string
}

export interface BoardTemplate {
  id: string
  code: string
  name: string
  name_en: string
  label: string
  label_en: string
  /** With the add-ons of the visit. */
  colour: Colour
  chairless: boolean
}

/** When the steps of a visit really happened; 0 = not yet. */
export interface Actual {
  arrived_at: number
  in_place_at: number
  started_at: number
  treated_at: number
  left_at: number
}

/** How the visit will probably run; all zero where nothing is foretold. */
export interface Forecast {
  doctor_at: number
  end: number
  overrun_minutes: number
  /** The visit that it waits for most. */
  behind: string
  /** It waits for an absent doctor. */
  for_away: boolean
}

/** What there is to say of a patient's money beside their visit; in words already. */
export interface MoneyFlag {
  tone: 'overdue' | 'owed' | 'settled'
  /** One sign for the card. */
  short: string
  text: string
}

export interface BoardVisit {
  id: string
  version: number
  clinic_id: string
  day: string
  patient: BoardPatient
  template: BoardTemplate
  doctor_id: string
  doctor_name: string
  starts_at: number
  ends_at: number
  state: VisitState
  /** When the state began. */
  since: number
  /** How it ended, for the statistics; '' while it has not. */
  ended: string
  /** Key of a reason, or free words. */
  end_reason: string
  suspected_no_show: boolean
  place_id: string
  segments: Segment[]
  actual: Actual
  waits_for_doctor: boolean
  overrun_minutes: number
  forecast: Forecast
  charged: boolean
  needs_next_step: boolean
  addons: string[]
  note: string
  wishes: string
  time_locked: boolean
  appliance_arrived: boolean
  override_reason: string
  /** Shared by visits that were booked together. */
  together_id: string
  /** The visit that this one replaces. */
  follows_id: string
  /** On the shelf since; 0 = on the board. */
  parked_at: number
  /** Laid over what the server says of the day, for those who may see money. */
  money?: MoneyFlag
}

export interface Board {
  clinic_id: string
  day: string
  zone: string
  now: number
  opens_at: number
  closes_at: number
  closed: string
  /** For how long after its start a visit may still be booked, in minutes. */
  past_minutes: number
  places: Place[]
  doctors: BoardDoctor[]
  pools: Pool[]
  visits: BoardVisit[]
  shelf: BoardVisit[]
  revision: number
}

/** Somebody on the waiting list, as the board carries them to a time. */
export interface BoardWaiter {
  id: string
  name: string
  template: BoardTemplate
  /** The written form; '' where it is not known. */
  pattern: string
  minutes: number
  /** Whom they want; none = anybody. */
  doctors: string[]
  urgent: boolean
}

export const MINUTE = 60_000
/** The length of one pattern unit, in minutes. */
export const UNIT = 5

/** Visits in these states hold nothing of the plan any more. */
export const freed = (s: VisitState): boolean => s === 'cancelled' || s === 'no_show'

/** Visits in these states are over for today. */
export const finished = (s: VisitState): boolean => s === 'treated' || s === 'left' || freed(s)
