import { describe, expect, it } from 'vitest'
import { readClock, readSpans, shortSpans, writeSpans } from './spans'

describe('stretches of a day', () => {
  it('are read as people write them', () => {
    expect(readSpans('9-12 13:00–18:00')).toEqual([{ from: '09:00', to: '12:00' }, { from: '13:00', to: '18:00' }])
    expect(readSpans('９：００－１８：００')).toBeNull()
    expect(readSpans('9:00~12:30，14-18')).toEqual([{ from: '09:00', to: '12:30' }, { from: '14:00', to: '18:00' }])
    expect(readSpans('')).toEqual([])
  })
  it('are refused backwards, overlapping, off the grid and outside the day', () => {
    for (const bad of ['12-9', '9-12 11-18', '9:03-12', '9-25', 'abc', '9']) expect([bad, readSpans(bad)]).toEqual([bad, null])
    expect([readClock('930'), readClock('24'), readClock('24:30')]).toEqual(['09:30', '24:00', ''])
  })
  it('are written so that they are read again', () => {
    const list = [{ from: '09:00', to: '12:30' }]
    expect(readSpans(writeSpans(list))).toEqual(list)
    expect(shortSpans(list)).toBe('9–12:30')
  })
})
