import { describe, expect, it } from 'vitest'
import { placesOf, seatFree, seats, waitsForDoctor } from '../src'
import { at, board, visit } from './sample'

describe('seats', () => {
  const mine = visit('mine', 'ADDA', 'c1', at(10), { state: 'waiting' })
  const tell = (b: ReturnType<typeof board>) => seats(b, mine).map((s) => [s.place.id, s.sits?.id ?? '', s.next?.id ?? '', seatFree(s)])

  it('offer the planned chair first, and only places of its kind', () => {
    expect(tell(board([mine], { now: at(10) }))).toEqual([['c1', '', '', true], ['c2', '', '', true]])
  })
  it('tell who sits there, and who is planned while one would sit', () => {
    const sits = visit('sits', 'AA', 'c1', at(9, 30), { state: 'in_place', place_id: 'c1' })
    const next = visit('next', 'AA', 'c2', at(10, 15))
    expect(tell(board([mine, sits, next], { now: at(10) }))).toEqual([['c1', 'sits', '', false], ['c2', '', 'next', false]])
  })
  it('mind the time that was planned as well, for who came early', () => {
    const later = visit('later', 'AA', 'c2', at(10, 5))
    expect(tell(board([mine, later], { now: at(9) }))).toEqual([['c1', '', '', true], ['c2', '', 'later', false]])
  })
  it('forget who is gone, and leave blocked chairs out', () => {
    const gone = visit('gone', 'AA', 'c2', at(10), { state: 'left' })
    const b = board([mine, gone], { now: at(10) })
    expect(seats(b, mine).every(seatFree)).toBe(true)
    b.places[1]!.blocks.push({ id: 'b', start: at(10), end: at(11), reason: '检修' })
    expect(seats(b, mine).map(seatFree)).toEqual([true, false])
  })
})

describe('a pattern in a place', () => {
  it('takes the stays of its kind', () => {
    expect(placesOf('K:T X:II K:DD', { id: 'k1', kind: 'consult' })).toEqual(['k1', '', 'k1'])
    expect(placesOf('C:AD', { id: 'x1', kind: 'imaging' })).toEqual([''])
  })
})

describe('waiting for the doctor', () => {
  const [doctor] = board([]).doctors
  const away = { ...doctor!, presence: 'away' as const, back_at: at(10, 30) }
  const v = visit('v', 'ADA', 'c1', at(10), { state: 'in_place' })
  it('is for red visits that have not begun, whose time comes before the doctor is back', () => {
    expect(waitsForDoctor(v, away, at(10))).toBe(true)
    expect(waitsForDoctor(v, doctor, at(10))).toBe(false)
    expect(waitsForDoctor({ ...v, actual: { ...v.actual, started_at: at(10, 5) } }, away, at(10, 10))).toBe(false)
    expect(waitsForDoctor({ ...v, template: { ...v.template, colour: 'orange' } }, away, at(10))).toBe(false)
    expect(waitsForDoctor(visit('v', 'ADA', 'c1', at(11), { state: 'waiting' }), away, at(10))).toBe(false)
    expect(waitsForDoctor(visit('v', 'ADA', 'c1', at(11), { state: 'waiting' }), { ...away, back_at: 0 }, at(10))).toBe(true)
    expect(waitsForDoctor(visit('v', 'ADA', 'c1', at(11)), { ...away, back_at: 0 }, at(10))).toBe(false)
  })
})
