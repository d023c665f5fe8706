import { describe, expect, it } from 'vitest'
import type { BoardVisit } from '@archwire/domain'
import { visitsNow } from './visitsNow'

const visit = (id: string, starts_at: number, state: BoardVisit['state'], needs_next_step = false) => ({ id, starts_at, state, needs_next_step }) as BoardVisit

describe('the visits of a patient', () => {
  it('come soonest first; what was called off or missed is neither next nor last', () => {
    const now = visitsNow([visit('far', 90, 'booked'), visit('off', 80, 'cancelled'), visit('near', 70, 'confirmed'), visit('missed', 60, 'no_show'), visit('here', 50, 'left'), visit('before', 40, 'left')])
    expect(now.next.map((v) => v.id)).toEqual(['near', 'far'])
    expect(now.last?.id).toBe('here')
    expect([now.open, now.missed]).toEqual([undefined, undefined])
  })
  it('tell who must not leave before a next step stands', () => {
    const now = visitsNow([visit('a', 10, 'left'), visit('b', 20, 'treated', true)])
    expect([now.open?.id, now.next[0]?.id, now.last?.id]).toEqual(['b', 'b', 'a'])
  })
  it('tell what was missed since they were here, while nothing else is booked', () => {
    const list = [visit('missed', 60, 'no_show'), visit('here', 50, 'left'), visit('off', 40, 'cancelled')]
    expect(visitsNow(list).missed?.id).toBe('missed')
    expect(visitsNow([...list, visit('again', 90, 'booked')]).missed).toBeUndefined()
    expect(visitsNow(list.slice(1)).missed).toBeUndefined()
  })
  it('may be none at all', () => {
    expect(visitsNow([])).toEqual({ next: [], last: undefined, missed: undefined, open: undefined })
  })
})
