import { describe, expect, it } from 'vitest'
import { change, shortOf } from './payment'

describe('what a cashier typed', () => {
  it('adds up what stands and what is tendered', () => {
    expect(shortOf(46000, {})).toBe(46000)
    expect(shortOf(46000, { use_prepaid: 10000, use_stored: 500, tenders: [{ means: 'cash', amount: 20000 }, undefined, { means: 'wechat' }] })).toBe(15500)
    expect(shortOf(46000, { tenders: [{ means: 'cash', amount: 50000 }] })).toBe(-4000)
  })
  it('gives change of cash alone', () => {
    expect(change({ tenders: [{ means: 'cash', amount: 12000 }] })).toBe(0)
    expect(change({ given: 20000, tenders: [{ means: 'cash', amount: 12000 }, { means: 'wechat', amount: 3000 }] })).toBe(8000)
    expect(change({ given: 10000, tenders: [{ means: 'cash', amount: 12000 }] })).toBe(0)
  })
})
