import { describe, expect, it } from 'vitest'
import { spanOf, sums } from './sums'
import type { UseLine } from './queries'

const zone = 'Asia/Shanghai'
const at = (s: string) => Date.parse(`${s}T00:00:00+08:00`)

describe('what was sent in a period', () => {
  it('is bounded by days of the clinic, over the turn of a year as well', () => {
    expect(spanOf('month', '2026-11-22', zone)).toEqual({ from: at('2026-11-01'), to: at('2026-11-23') })
    expect(spanOf('last', '2026-01-05', zone)).toEqual({ from: at('2025-12-01'), to: at('2026-01-01') })
    expect(spanOf('thirty', '2026-11-22', zone)).toEqual({ from: at('2026-10-24'), to: at('2026-11-23') })
    expect(spanOf('ninety', '2026-11-22', zone).from).toBe(at('2026-08-25'))
  })
  it('is summed up by clinic and purpose, dearest first', () => {
    const line = (clinic_id: string, purpose: string, channel: UseLine['channel'], sends: number, parts: number): UseLine => ({ clinic_id, purpose, channel, sends, parts, delivered: sends, failed: 0 })
    const lines = [line('a', 'visits.reminder', 'mini_subscribe', 9, 0), line('a', 'visits.reminder', 'sms', 2, 4), line('b', 'visits.reminder', 'sms', 5, 5)]
    expect(sums(lines).map((s) => [s.clinic, s.sends, s.parts])).toEqual([['b', 5, 5], ['a', 11, 4]])
    expect(sums(lines, 'mini_subscribe').map((s) => [s.clinic, s.sends])).toEqual([['a', 9]])
    expect(sums([])).toEqual([])
  })
})
