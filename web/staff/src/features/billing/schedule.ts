import type { Schemas } from '@archwire/api'

/** What an instalment waits for; '' = its day. */
export type Milestone = NonNullable<Schemas['BillingInstalmentIn']['milestone']> | ''

export const MILESTONES: Exclude<Milestone, ''>[] = ['deposit', 'production', 'fitting', 'debonding']

/** An instalment as it is typed; amounts are whole fen. */
export interface TypedInstalment {
  milestone: Milestone
  due_day: string
  amount: number | undefined
}

export const PRESETS = ['stages', 'monthly', 'once'] as const
export type Preset = (typeof PRESETS)[number]

const row = (milestone: Milestone, amount: number, due_day = ''): TypedInstalment => ({ milestone, due_day, amount })

/** The same day so many months later, or the last of that month. */
export function addMonths(day: string, n: number): string {
  const [y, m, d] = day.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(y, m - 1 + n + 1, 0)).getUTCDate()
  return new Date(Date.UTC(y, m - 1 + n, Math.min(d, last))).toISOString().slice(0, 10)
}

const share = (amount: number, percent: number): number => Math.round((amount * percent) / 100)

/** The usual schedules of a contract. Each comes to exactly its amount; what rounding leaves is in the last one. */
export function preset(kind: Preset, amount: number, deposit: number, from: string): TypedInstalment[] {
  switch (kind) {
    case 'stages': {
      const first = share(amount, 40)
      const list = [row('deposit', Math.min(deposit, first)), row('production', Math.max(0, first - deposit)), row('fitting', share(amount, 30)), row('', share(amount, 15), addMonths(from, 6))]
      return tidy([...list, row('', amount - total(list), addMonths(from, 12))])
    }
    case 'monthly': {
      const half = share(amount, 50)
      const month = Math.round((amount - half) / 12)
      const list = [row('deposit', Math.min(deposit, half)), row('fitting', Math.max(0, half - deposit)), ...Array.from({ length: 11 }, (_, i) => row('', month, addMonths(from, i + 1)))]
      return tidy([...list, row('', amount - total(list), addMonths(from, 12))])
    }
    case 'once':
      return [row('deposit', amount)]
  }
}

const tidy = (list: TypedInstalment[]): TypedInstalment[] => list.filter((x) => (x.amount ?? 0) > 0)

export const total = (list: readonly TypedInstalment[]): number => list.reduce((n, x) => n + (x.amount ?? 0), 0)

/** Puts what is missing of the amount into the last instalment, or takes it out of there. */
export function restToLast(list: readonly TypedInstalment[], amount: number): TypedInstalment[] {
  const last = list.at(-1)
  if (!last) return [...list]
  const rest = amount - total(list) + (last.amount ?? 0)
  return [...list.slice(0, -1), { ...last, amount: Math.max(0, rest) }]
}

/** The instalments as they are agreed. */
export const agreed = (list: readonly TypedInstalment[]): Schemas['BillingInstalmentIn'][] =>
  list.flatMap((x) => (x.amount ? [{ amount: x.amount, ...(x.milestone ? { milestone: x.milestone } : { due_day: x.due_day }) }] : []))

/** Whether every instalment has an amount and a day or milestone, and they come to the amount. */
export const complete = (list: readonly TypedInstalment[], amount: number): boolean =>
  list.length > 0 && list.every((x) => (x.amount ?? 0) > 0 && (x.milestone !== '' || x.due_day !== '')) && total(list) === amount
