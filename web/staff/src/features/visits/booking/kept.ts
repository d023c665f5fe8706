import type { Draft } from './draft'
import type { Wanted } from './form'
import type { More } from './useBooking'

/** What was entered into a booking that is not made yet. */
export interface Kept {
  wanted: Omit<Wanted, 'kind'> & { template: string }
  more: More
}

const KEY = 'archwire.booking'

/** A booking is known again by who makes it and by how it began. */
const nameOf = (person: string, draft: Draft): string => JSON.stringify([person, Object.entries(draft).sort()])

/** What this tab kept of the same booking before it was loaded anew; null where there is nothing. */
export function kept(person: string, draft: Draft): Kept | null {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as { name: string; what: Kept } | null
    return found?.name === nameOf(person, draft) ? found.what : null
  } catch {
    return null // what somebody else wrote there is not ours
  }
}

/** Keeps it in this tab alone: notes are not for the address, which others see. */
export function keep(person: string, draft: Draft, wanted: Wanted, more: More): void {
  const { kind, ...rest } = wanted
  sessionStorage.setItem(KEY, JSON.stringify({ name: nameOf(person, draft), what: { wanted: { ...rest, template: kind?.id ?? '' }, more } }))
}

/** The booking was made or given up. */
export const forget = (): void => sessionStorage.removeItem(KEY)
