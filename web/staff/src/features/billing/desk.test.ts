import { describe, expect, it } from 'vitest'
import { billOf, owedOf, staircase } from './desk'
import type { Line } from './queries'

describe('a desk bill as it is typed', () => {
  it('is none before an item is chosen', () => {
    expect(billOf({ lines: [{ quantity: 1 }] }, 'c', 'p')).toBeNull()
    expect(billOf(undefined, 'c', 'p')).toBeNull()
  })
  it('leaves out what was not typed', () => {
    expect(billOf({ lines: [{ item_id: 'a', quantity: 2, site: ' 36 ' }, { quantity: 1 }], member: false }, 'c', 'p'))
      .toEqual({ clinic_id: 'c', patient_id: 'p', lines: [{ item_id: 'a', quantity: 2, site: '36' }] })
  })
  it('writes a share in parts of ten thousand, and amounts in fen', () => {
    const lines = [{ item_id: 'a', quantity: 1, discount: 500, self_pay: 'no_card' }]
    expect(billOf({ lines, order_kind: 'rate', order_percent: 88.5, round: true }, 'c', 'p')).toMatchObject({ order: { kind: 'rate', value: 8850 }, round: true, lines: [{ discount: 500, self_pay: 'no_card' }] })
    expect(billOf({ lines, order_kind: 'to', order_amount: 0 }, 'c', 'p')).toMatchObject({ order: { kind: 'to', value: 0 } })
    expect(billOf({ lines, order_kind: 'off' }, 'c', 'p')).not.toHaveProperty('order')
  })
})

describe('the staircase of discounts', () => {
  it('adds up lines and leaves out empty steps', () => {
    const off = { clinic: 0, member: 100, line: 0, coupon: 0, order: 7, round: 0 }
    expect(staircase([{ off }, { off: { ...off, order: 3 } }])).toEqual([{ step: 'member', fen: 200 }, { step: 'order', fen: 10 }])
  })
})

it('counts what is owed of the picked lines', () => {
  const lines = [{ id: 'a', owed: 5 }, { id: 'b', owed: 7 }] as Line[]
  expect(owedOf(lines, ['b'])).toBe(7)
  expect(owedOf(lines, [])).toBe(0)
})
