import { describe, expect, it } from 'vitest'
import type { Plan } from './queries'
import { percent, rowsOf, setsOf } from './sets'

const plan = (id: string, set_id: string, created_at: number, accepted_at = 0) => ({ id, set_id, created_at, accepted_at }) as Plan

describe('sets of plans', () => {
  it('keeps the order of the sets and puts the agreed plan first', () => {
    const sets = setsOf([plan('c', '2', 30), plan('b', '1', 20, 25), plan('a', '1', 10)])
    expect(sets.map((s) => s.map((p) => p.id))).toEqual([['c'], ['b', 'a']])
  })
  it('orders open alternatives as they were made', () => {
    expect(setsOf([plan('b', '1', 20), plan('a', '1', 10)])[0]!.map((p) => p.id)).toEqual(['a', 'b'])
  })
  it('has nothing of nothing', () => expect(setsOf([])).toEqual([]))
  it('writes shares as per cent', () => expect(percent(1250)).toBe(12.5))
  it('puts items of one code beside each other', () => {
    const of = (...codes: string[]) => ({ items: codes.map((code, id) => ({ code, id })) }) as unknown as Plan
    expect(rowsOf([of('E04', 'R02'), of('E04', 'R05', 'E04')]).map((r) => [r.code, ...r.of.map((i) => i?.id)])).toEqual([
      ['E04 0', 0, 0], ['R02 0', 1, undefined], ['R05 0', undefined, 1], ['E04 1', undefined, 2],
    ])
  })
})
