/** What is known of a booking before it is made; it lives in the address, so that any page can begin one. */
export interface Draft {
  patient?: string
  template?: string
  doctor?: string
  place?: string
  /** Instants. */
  start?: number
  end?: number
  /** A visit that is to get another time. */
  move?: string
  /** The missed or cancelled visit that the new one replaces. */
  follows?: string
  /** The visit whose next step this is. */
  next?: string
  /** The entry of the waiting list that is served. */
  wait?: string
  /** The referral for which the patient comes: its words become the note. */
  refer?: string
  /** Search from this day on. */
  from?: string
}

const TEXT = ['patient', 'template', 'doctor', 'place', 'move', 'follows', 'next', 'wait', 'refer', 'from'] as const
const NUMBER = ['start', 'end'] as const
const PREFIX = 'b_'

/** The draft in an address; null when nothing is being booked. book=1, or book=<patient>. */
export function draftFrom(params: URLSearchParams): Draft | null {
  const book = params.get('book')
  if (!book) return null
  const d: Draft = book === '1' ? {} : { patient: book }
  for (const k of TEXT) {
    const v = params.get(PREFIX + k)
    if (v) d[k] = v
  }
  for (const k of NUMBER) {
    const v = Number(params.get(PREFIX + k))
    if (v > 0) d[k] = v
  }
  return d
}

/** The draft as part of an address; all empty when there is none. */
export function draftParams(d: Draft | null): Record<string, string> {
  const out: Record<string, string> = { book: d ? '1' : '' }
  for (const k of [...TEXT, ...NUMBER]) out[PREFIX + k] = d?.[k] === undefined ? '' : String(d[k])
  return out
}

/** The address at which a booking begins. */
export function bookingPath(d: Draft): string {
  const params = new URLSearchParams(Object.entries(draftParams(d)).filter(([, v]) => v))
  return `/board?${params.toString()}`
}
