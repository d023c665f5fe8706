import { describe, expect, it } from 'vitest'
import type { Overruns, Reason } from './queries'
import { reasonsOf, treatedOf } from './sums'

const kind = (key: string, visits: number, over: number, mean: number): Overruns => ({ key, name: key, visits, over, rate: over / visits, mean_minutes: mean, mean_late_minutes: 0 })

describe('the kinds together', () => {
  it('count by their visits', () => {
    expect(treatedOf({ by_template: [kind('a', 30, 3, -1), kind('b', 10, 5, 7)] })).toEqual({ visits: 40, over: 8, rate: 0.2, mean: 1 })
  })
  it('are nothing where nobody was treated', () => {
    expect(treatedOf({ by_template: [] })).toEqual({ visits: 0, over: 0, rate: 0, mean: 0 })
  })
})

describe('reasons', () => {
  const list: Reason[] = [
    { end: 'cancelled_early', reason: 'cost', n: 4, rate: 1 }, { end: 'cancelled_late', reason: 'sick', n: 3, rate: 0.75 },
    { end: 'cancelled_late', reason: 'cost', n: 1, rate: 0.25 }, { end: 'no_show', reason: 'forgot', n: 9, rate: 1 },
  ]
  it('of early and late cancellations are added, the most frequent first', () => {
    expect(reasonsOf(list, 'patient')).toEqual([{ reason: 'cost', n: 5, share: 0.625 }, { reason: 'sick', n: 3, share: 0.375 }])
  })
  it('of one kind of end are no other\'s', () => {
    expect(reasonsOf(list, 'no_show')).toEqual([{ reason: 'forgot', n: 9, share: 1 }])
    expect(reasonsOf(list, 'clinic')).toEqual([])
  })
})
