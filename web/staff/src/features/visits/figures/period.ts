import { addDays, weekday } from '@archwire/domain'

export const PERIODS = ['week', 'month', 'quarter', 'own'] as const
/** This week, the last four weeks, the last 90 days, or days of one's own choice. */
export type PeriodName = (typeof PERIODS)[number]

/** Civil days, both counted in. */
export interface Days {
  from: string
  to: string
}

const BACK = { month: 27, quarter: 89 } as const
const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text)

/**
 * The days of a period. All but one's own end today: of later days only what was
 * called off has ended by now, and that is no rate.
 */
export function daysOf(name: PeriodName, today: string, own: Days): Days {
  if (name === 'week') return { from: addDays(today, -((weekday(today) + 6) % 7)), to: today }
  if (name !== 'own') return { from: addDays(today, -BACK[name]), to: today }
  const to = isDay(own.to) ? own.to : today
  const from = isDay(own.from) ? own.from : to
  return from <= to ? { from, to } : { from: to, to: from }
}
