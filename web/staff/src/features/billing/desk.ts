import type { Line, NewBill } from './queries'
import type { Quote } from './deskQueries'

/** The reasons why an insured item is paid by the patient. */
export const SELF_PAY = ['patient_wish', 'no_card', 'not_covered', 'limit_used', 'other'] as const

/** A line of a bill as the cashier types it. */
export interface TypedLine {
  item_id?: string
  quantity: number
  site?: string
  discount?: number | undefined
  self_pay?: string | undefined
}

/** A bill as the cashier types it; amounts are whole fen. */
export interface TypedBill {
  lines?: TypedLine[]
  member?: boolean
  coupon?: number
  /** Of a coupon that was issued here. */
  code?: string
  order_kind?: 'rate' | 'off' | 'to'
  /** Per cent that is paid, of the kind rate. */
  order_percent?: number
  order_amount?: number
  round?: boolean
}

/** What is asked of the server; null while no item is chosen. */
export function billOf(v: TypedBill | undefined, clinic_id: string, patient_id: string): NewBill | null {
  const lines = (v?.lines ?? []).flatMap((l) => (l?.item_id ? [{
    item_id: l.item_id, quantity: l.quantity || 1, ...(l.site?.trim() ? { site: l.site.trim() } : {}), ...(l.discount ? { discount: l.discount } : {}), ...(l.self_pay ? { self_pay: l.self_pay } : {}),
  }] : []))
  if (lines.length === 0) return null
  const value = v?.order_kind === 'rate' ? Math.round((v.order_percent ?? 100) * 100) : v?.order_amount
  const order = v?.order_kind && value !== undefined ? { order: { kind: v.order_kind, value } } : {}
  return { clinic_id, patient_id, lines, ...order, ...(v?.member ? { member: true } : {}), ...(v?.coupon ? { coupon: v.coupon } : {}), ...(v?.code?.trim() ? { code: v.code.trim().toUpperCase() } : {}), ...(v?.round ? { round: true } : {}) }
}

export const OFFS = ['clinic', 'member', 'line', 'coupon', 'order', 'round'] as const

/** What each step of the discounts takes off the whole, in order; steps that take nothing are left out. */
export function staircase(lines: Pick<Quote['lines'][number], 'off'>[]): { step: (typeof OFFS)[number]; fen: number }[] {
  return OFFS.map((step) => ({ step, fen: lines.reduce((sum, l) => sum + l.off[step], 0) })).filter((s) => s.fen > 0)
}

/** Parts of ten thousand as per cent: 1250 is "12.5". */
export const shown = (share: number): string => String(share / 100)

/** What is owed of the lines that are picked. */
export const owedOf = (lines: readonly Line[], picked: readonly string[]): number => lines.reduce((sum, l) => sum + (picked.includes(l.id) ? l.owed : 0), 0)
