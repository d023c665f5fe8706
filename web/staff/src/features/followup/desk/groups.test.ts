import { describe, expect, it } from 'vitest'
import type { Line } from '../queries'
import { grouped, late, theirs } from './groups'

const line = (id: string, more: Partial<Line>): Line => ({ id, slot: 'morning', due_at: 100, latest_at: 500, first: false, on_call: false, attempts: 0, why: 'protocol', caller_id: '', state: 'open', ...more }) as Line
const ids = (list: readonly Line[], now: number) => grouped(list, now, (at) => (at >= 700 ? 16 : 10)).map((g) => `${g.key}:${g.rows.map((r) => r.id).join('')}`)

describe('the list of a day', () => {
  it('puts first what is due or was not answered, then the windows in the order of the day, on call last', () => {
    const list = [line('a', { due_at: 10 }), line('b', { first: true, due_at: 900 }), line('c', { due_at: 300 }), line('d', { slot: 'afternoon', due_at: 700 }), line('e', { slot: 'own', due_at: 400 }), line('f', { on_call: true, due_at: 10 })]
    expect(ids(list, 50)).toEqual(['now:ab', 'morning:c', 'timed:e', 'afternoon:d', 'on_call:f'])
  })
  it('puts who was not reached into the window that follows', () => {
    expect(ids([line('a', { attempts: 1, due_at: 700 }), line('b', { slot: 'own', attempts: 1, due_at: 700 }), line('c', { slot: 'own', due_at: 700 })], 0)).toEqual(['timed:c', 'afternoon:ab'])
  })
  it('keeps the order of the server, but who was not well last comes first', () => {
    expect(ids([line('a', {}), line('b', { why: 'uneasy' }), line('c', {})], 0)).toEqual(['morning:bac'])
  })
  it('shows a caller what is theirs and what is nobody’s', () => {
    const list = [line('a', {}), line('b', { caller_id: 'me' }), line('c', { caller_id: 'other' })]
    expect(theirs(list, 'mine', 'me').map((x) => x.id)).toEqual(['a', 'b'])
    expect(theirs(list, 'other', 'me').map((x) => x.id)).toEqual(['c'])
    expect(theirs(list, 'all', 'me')).toHaveLength(3)
  })
  it('marks as late what waits beyond its end, and nothing that is done', () => {
    expect(late(line('a', {}), 501)).toBe(true)
    expect(late(line('a', {}), 500)).toBe(false)
    expect(late(line('a', { state: 'done' }), 900)).toBe(false)
  })
})
