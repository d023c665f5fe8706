import type { Means, Tender } from './queries'

/** A tender as it is typed. */
export interface TypedTender {
  means: Means
  amount: number | undefined
}

/** The reasons for giving money back. */
export const REFUND_REASONS = ['patient_wish', 'not_done', 'charged_wrongly', 'treatment_changed', 'moved_away', 'complaint', 'other'] as const

/** The tenders that have an amount. */
export const given = (list: readonly TypedTender[] | undefined): Tender[] =>
  (list ?? []).flatMap(({ means, amount }) => (amount ? [{ means, amount }] : []))

/** What a cashier has typed so far; amounts are whole fen. */
export interface Typed {
  use_prepaid?: number
  use_stored?: number
  tenders?: ({ means?: string; amount?: number } | undefined)[]
  given?: number
}

const sum = (list: (number | undefined)[]): number => list.reduce<number>((a, n) => a + (n ?? 0), 0)

/** What is still owed after the payment; below zero: so much is paid beyond it. */
export function shortOf(owed: number, now: Typed): number {
  return owed - sum([now.use_prepaid, now.use_stored, ...(now.tenders ?? []).map((x) => x?.amount)])
}

/** What goes back over the desk of the cash that was handed over; 0 where it was not counted. */
export function change(now: Typed): number {
  if (!now.given) return 0
  return Math.max(0, now.given - sum((now.tenders ?? []).map((x) => (x?.means === 'cash' ? x.amount : 0))))
}
