import { describe, expect, it } from 'vitest'
import { addMonths, agreed, complete, preset, restToLast, total, type TypedInstalment } from './schedule'

describe('the usual schedules', () => {
  it('come to the amount to the fen: 25,500 by milestones', () => {
    const list = preset('stages', 2550000, 200000, '2026-03-31')
    expect(list.map((x) => [x.milestone || x.due_day, x.amount])).toEqual([
      ['deposit', 200000], ['production', 820000], ['fitting', 765000], ['2026-09-30', 382500], ['2027-03-31', 382500]])
    expect(complete(list, 2550000)).toBe(true)
  })
  it('and 12,160 by months, with a rest in the last', () => {
    const list = preset('monthly', 1216000, 100000, '2026-01-31')
    expect(list.slice(0, 2).map((x) => x.amount)).toEqual([100000, 508000])
    expect(list.slice(2, 13).every((x) => x.amount === 50667)).toBe(true)
    expect(list[13]).toEqual({ milestone: '', due_day: '2027-01-31', amount: 50663 })
    expect(list[2]!.due_day).toBe('2026-02-28')
  })
  it.each(['stages', 'monthly', 'once'] as const)('%s comes to any amount', (kind) => {
    for (const amount of [1, 99, 10001, 12345, 999999]) expect(total(preset(kind, amount, 5000, '2026-01-01'))).toBe(amount)
  })
})

describe('what is typed', () => {
  const list: TypedInstalment[] = [{ milestone: 'deposit', due_day: '', amount: 100 }, { milestone: '', due_day: '2026-05-01', amount: undefined }]
  it('gets its rest in the last instalment', () => {
    expect(complete(list, 500)).toBe(false)
    expect(restToLast(list, 500)[1]!.amount).toBe(400)
    expect(restToLast(list, 50)[1]!.amount).toBe(0)
    expect(complete(restToLast(list, 500), 500)).toBe(true)
    expect(restToLast([], 500)).toEqual([])
  })
  it('is sent with a day or a milestone, never both', () => {
    expect(agreed([{ milestone: 'fitting', due_day: '2026-01-01', amount: 5 }, { milestone: '', due_day: '2026-01-02', amount: 6 }, { milestone: '', due_day: '', amount: undefined }]))
      .toEqual([{ amount: 5, milestone: 'fitting' }, { amount: 6, due_day: '2026-01-02' }])
  })
})

it('a month is as long as it is', () => {
  expect(addMonths('2026-12-31', 2)).toBe('2027-02-28')
  expect(addMonths('2027-12-31', 2)).toBe('2028-02-29')
  expect(addMonths('2026-05-15', 12)).toBe('2027-05-15')
})
