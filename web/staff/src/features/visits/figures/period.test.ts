import { describe, expect, it } from 'vitest'
import { daysOf } from './period'

const none = { from: '', to: '' }

describe('the days of a period', () => {
  it('begin on Monday for the week, whatever today is', () => {
    expect(daysOf('week', '2026-11-22', none)).toEqual({ from: '2026-11-16', to: '2026-11-22' })
    expect(daysOf('week', '2026-11-23', none)).toEqual({ from: '2026-11-23', to: '2026-11-23' })
  })
  it('count today in', () => {
    expect(daysOf('month', '2026-11-22', none)).toEqual({ from: '2026-10-26', to: '2026-11-22' })
    expect(daysOf('quarter', '2026-11-22', none)).toEqual({ from: '2026-08-25', to: '2026-11-22' })
  })
  it('of one\'s own stand in order; what is no day is today', () => {
    expect(daysOf('own', '2026-11-22', { from: '2026-10-09', to: '2026-10-01' })).toEqual({ from: '2026-10-01', to: '2026-10-09' })
    expect(daysOf('own', '2026-11-22', { from: 'x', to: '' })).toEqual({ from: '2026-11-22', to: '2026-11-22' })
  })
})
