import { describe, expect, it } from 'vitest'
import { addDays, civilDay, clock, dayStart, hhmm, parseYuan, snap, weekday, yuan } from '../src'

describe('civil time', () => {
  it('finds midnight in Shanghai', () => {
    expect(dayStart('2026-11-22', 'Asia/Shanghai')).toBe(Date.parse('2026-11-21T16:00:00Z'))
  })
  it('finds midnight on days whose clocks change', () => {
    expect(dayStart('2026-03-29', 'Europe/Berlin')).toBe(Date.parse('2026-03-28T23:00:00Z'))
    expect(dayStart('2026-10-26', 'Europe/Berlin')).toBe(Date.parse('2026-10-25T23:00:00Z'))
    expect(dayStart('2026-03-08', 'America/New_York')).toBe(Date.parse('2026-03-08T05:00:00Z'))
  })
  it('reads day and clock of an instant', () => {
    const t = Date.parse('2026-11-21T16:05:00Z')
    expect(civilDay(t, 'Asia/Shanghai')).toBe('2026-11-22')
    expect(clock(t, 'Asia/Shanghai')).toBe('00:05')
  })
  it('adds days over month and year ends', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2028-03-01', -1)).toBe('2028-02-29')
    expect(weekday('2026-11-22')).toBe(0)
  })
  it('writes and snaps minutes', () => {
    expect(hhmm(545)).toBe('09:05')
    expect(snap(547.6, 5)).toBe(550)
    expect(snap(547.4, 5)).toBe(545)
  })
})

describe('money', () => {
  it('writes fen with thousands and two decimals', () => {
    expect(yuan(123456789)).toBe('1,234,567.89')
    expect(yuan(-5)).toBe('-0.05')
    expect(yuan(0)).toBe('0.00')
  })
  it('reads what people type', () => {
    expect(parseYuan('1,234.5')).toBe(123450)
    expect(parseYuan('￥８０')).toBe(8000)
    expect(parseYuan('-3')).toBe(-300)
  })
  it('refuses what is not an amount', () => {
    for (const t of ['', 'abc', '1.234', '1..2', '12345678901234']) expect(parseYuan(t)).toBeNull()
  })
})
