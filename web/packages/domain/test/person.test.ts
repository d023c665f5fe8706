import { describe, expect, it } from 'vitest'
import { ageOn } from '../src'

describe('age', () => {
  it('counts full years', () => {
    expect(ageOn('2013-05-01', '2026-04-30')).toBe(12)
    expect(ageOn('2013-05-01', '2026-05-01')).toBe(13)
    expect(ageOn('2016-02-29', '2026-02-28')).toBe(9)
    expect(ageOn('2026-11-22', '2026-11-22')).toBe(0)
  })
  it('is not known without a day of birth', () => expect(ageOn('', '2026-05-01')).toBe(-1))
})
