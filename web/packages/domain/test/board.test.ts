import { describe, expect, it } from 'vitest'
import {
  ColumnCache, MINUTE, applyChange, clashes, commonBreaks, handsLoad, handsOnMinutes, inverse, lockedStep, movable, moved, nextSteps, placed, poolLoad,
  parsePattern, patternMinutes, placeParts, redLocked, seatOf, stateAfter, stays, stretched, takenOn, waits, type BoardChange, type BoardVisit,
} from '../src'
import { T0, at, board, visit } from './sample'

const rules = (v: BoardVisit, b = board([])) =>
  clashes(takenOn(b), { visit_id: v.id, doctor_id: v.doctor_id, segments: v.segments }).map((c) => c.kind)

describe('pattern', () => {
  it('reads letters as runs and refuses others', () => {
    expect(parsePattern('AADDA')).toEqual([{ who: 'A', units: 2 }, { who: 'D', units: 2 }, { who: 'A', units: 1 }])
    expect(patternMinutes(parsePattern('AAADDDDDDAAAAADDAA')!)).toBe(90)
    expect(parsePattern('AB')).toBeNull()
    expect(parsePattern('')).toBeNull()
  })
  it('plans a turnover after each chair stay only', () => {
    expect(visit('v', 'ADA', 'c1', at(9)).segments.map((s) => s.who)).toEqual(['A', 'D', 'A', 'turnover'])
    expect(visit('v', 'TIIDT', { T: 'k1', D: 'k1', I: 'x1' }, at(9)).segments.map((s) => s.who)).toEqual(['T', 'I', 'D', 'T'])
  })
  it('counts the doctor minutes', () => {
    expect(handsOnMinutes(visit('v', 'AADDDDAAAIIIDAA', 'c1', at(9)).segments)).toBe(25)
  })
})

describe('parts', () => {
  it('cuts a visit where it changes its place', () => {
    const parts = placeParts(visit('v', 'TIIDDDTTT', { T: 'k1', D: 'k1', I: 'x1' }, at(9)), T0)
    expect(parts.map((p) => [p.place_id, p.start, p.end, p.count])).toEqual([['k1', 540, 545, 3], ['x1', 545, 555, 3], ['k1', 555, 585, 3]])
    expect(parts[2]!.hands).toEqual([{ start: 555, end: 570 }])
  })
  it('keeps the turnover out of the card but knows when the chair is free', () => {
    const [p] = placeParts(visit('v', 'ADA', 'c1', at(9)), T0)
    expect([p!.end, p!.free]).toEqual([555, 560])
  })
  it('keeps columns that a move does not touch', () => {
    const cache = new ColumnCache()
    const b = board([visit('a', 'ADA', 'c1', at(9)), visit('b', 'ADA', 'c2', at(10)), visit('k', 'TTT', 'k1', at(10))])
    const one = cache.group(b, 'rooms', T0, false)
    const two = cache.group(applyChange(b, { kind: 'move', id: 'a', start: at(11), from_place: 'c1', to_place: 'c2' }), 'rooms', T0, false)
    expect(two.get('k1')).toBe(one.get('k1'))
    expect(two.get('c1')).toEqual([])
    expect(two.get('c2')!.map((p) => p.key)).toEqual(['b:0', 'a:0'])
    expect(two.get('c2')![0]).toBe(one.get('c2')![0])
  })
  it('leaves out what was cancelled unless asked', () => {
    const b = board([visit('a', 'ADA', 'c1', at(9), { state: 'cancelled' })])
    expect(new ColumnCache().group(b, 'rooms', T0, false).get('c1')).toEqual([])
    expect(new ColumnCache().group(b, 'rooms', T0, true).get('c1')).toHaveLength(1)
    expect(new ColumnCache().group(b, 'doctors', T0, true).get('d1')).toHaveLength(1)
  })
})

describe('clashes', () => {
  const a = visit('a', 'AADDA', 'c1', at(9))
  it('finds nothing against a visit that fits, nor against itself', () => {
    expect(rules(visit('b', 'ADA', 'c2', at(10)), board([a]))).toEqual([])
    expect(rules(a, board([a]))).toEqual([])
  })
  it('names who holds the chair, turnover included', () => {
    const found = clashes(takenOn(board([a])), { visit_id: 'b', doctor_id: 'd1', segments: visit('b', 'ADA', 'c1', at(9, 25)).segments })
    expect(found[0]).toMatchObject({ kind: 'place_taken', firm: true, holder: { id: 'a' } })
    expect(rules(visit('b', 'ADA', 'c1', at(9, 30)), board([a]))).toEqual([])
  })
  it('guards the doctor hands up to their capacity', () => {
    const b = visit('b', 'ADA', 'c2', at(9, 10))
    expect(rules(b, board([a]))).toEqual(['doctor_taken'])
    const two = board([a])
    two.doctors[0]!.capacity = 2
    expect(rules(b, two)).toEqual([])
    expect(rules(visit('c', 'DDD', 'k1', at(9, 10)), { ...two, visits: [a, b] })).toContain('doctor_taken')
  })
  it('lets two patients of one doctor interleave', () => {
    expect(rules(visit('b', 'ADA', 'c2', at(9)), board([a]))).toEqual([])
  })
  it('counts assistants with turnover', () => {
    const b = board([visit('a', 'AAAA', 'c1', at(9)), visit('b', 'AAA', 'k1', at(9))])
    expect(rules(visit('c', 'AAA', 'k2', at(9)), b)).toEqual(['pool_exhausted'])
    expect(rules(visit('c', 'AAA', 'k2', at(9, 15)), b)).toEqual([])
  })
  it('knows breaks, shifts, blocks, hours and the past', () => {
    expect(rules(visit('b', 'ADA', 'c1', at(12)))).toEqual(['outside_shift'])
    expect(rules(visit('b', 'ADA', 'c1', at(18))).toSorted()).toEqual(['outside_shift', 'outside_shift', 'pool_exhausted'])
    const blocked = board([])
    blocked.places[0]!.blocks.push({ id: 'b', start: at(10), end: at(11), reason: '检修' })
    expect(rules(visit('b', 'ADA', 'c1', at(10)), blocked)).toEqual(['place_blocked'])
    expect(rules(visit('b', 'ADA', 'c1', at(10)), board([], { now: at(11) }))).toEqual(['start_past'])
    expect(rules(visit('b', 'ADA', 'c1', at(10)), board([], { closed: '春节' }))).toEqual(['closed'])
  })
  it('frees what is cancelled or finished early', () => {
    expect(rules(visit('b', 'ADA', 'c1', at(9)), board([{ ...a, state: 'no_show' }]))).toEqual([])
    const early = { ...a, state: 'left' as const, actual: { ...a.actual, treated_at: at(9, 10) } }
    expect(rules(visit('b', 'ADA', 'c1', at(9, 15)), board([early]))).toEqual([])
  })
})

describe('changes', () => {
  const v = visit('a', 'AADDA', 'c1', at(9))
  const b = board([v])
  it('moves every segment, and only those of the place that was left', () => {
    const k = visit('k', 'TIIDT', { T: 'k1', D: 'k1', I: 'x1' }, at(9))
    expect(moved(k, at(10), 'k1', 'k2').map((s) => s.place_id)).toEqual(['k2', 'x1', 'k2', 'k2'])
    expect(moved(k, at(10))[0]!.start).toBe(at(10))
  })
  it('gives each stay its place', () => {
    const k = visit('k', 'TIIDT', { T: 'k1', D: 'k1', I: 'x1' }, at(9))
    expect(placed(k, at(10), ['k2', 'x1', 'k1']).map((s) => s.place_id)).toEqual(['k2', 'x1', 'k1', 'k1'])
    expect(placed(v, at(10), ['c2']).map((s) => s.place_id)).toEqual(['c2', 'c2', 'c2', 'c2'])
  })
  it('stretches after the last hands-on minute and keeps the doctor minutes', () => {
    const longer = stretched(v, 40)!
    expect(longer.map((s) => (s.end - s.start) / MINUTE)).toEqual([10, 10, 20, 5])
    expect(handsOnMinutes(longer)).toBe(10)
    expect(stretched(v, 20)).toBeNull()
    expect(stretched(visit('d', 'DDD', 'k1', at(9)), 10)).toBeNull()
    expect(stretched(visit('d', 'AAD', 'c1', at(9)), 20)!.map((s) => (s.end - s.start) / MINUTE)).toEqual([15, 5, 5])
  })
  const there: BoardChange[] = [
    { kind: 'move', id: 'a', start: at(11), from_place: 'c1', to_place: 'c2' },
    { kind: 'resize', id: 'a', minutes: 40 },
        { kind: 'park', id: 'a' },
    { kind: 'place', id: 'a', start: at(14), doctor_id: 'd1', places: ['c2'] },
  ]
  it.each(there)('takes $kind back exactly', (c) => {
    const after = applyChange(b, c)
    expect(after).not.toEqual(b)
    expect(applyChange(after, inverse(b, c)!)).toEqual(b)
  })
  it('brings a parked visit to another time', () => {
    const parked = applyChange(b, { kind: 'park', id: 'a' })
    expect(parked.visits).toHaveLength(0)
    const back = applyChange(parked, { kind: 'unpark', id: 'a', start: at(15), from_place: 'c1', to_place: 'c2' })
    expect(back.visits[0]).toMatchObject({ starts_at: at(15), place_id: 'c2' })
    expect(inverse(parked, { kind: 'unpark', id: 'a', start: 0, from_place: '', to_place: '' })).toEqual({ kind: 'park', id: 'a' })
  })
  it('leaves the board alone for an unknown visit', () => {
    expect(applyChange(b, { kind: 'resize', id: 'zz', minutes: 30 })).toBe(b)
    expect(inverse(b, { kind: 'resize', id: 'zz', minutes: 30 })).toBeNull()
  })
  it('knows what may move and what may follow', () => {
    expect(movable(v)).toBe(true)
    expect(movable({ ...v, state: 'in_place' })).toBe(false)
    expect(nextSteps(v)).toEqual(['arrive', 'confirm', 'no_show', 'cancel'])
    expect(nextSteps({ ...v, state: 'left' })).toEqual([])
    expect(redLocked(v, undefined)).toBe(true)
    expect(redLocked(v, b.doctors[0])).toBe(false)
    expect([lockedStep(v, undefined, 'treat'), lockedStep(v, undefined, 'seat')]).toEqual([true, false])
  })
  it('lets a doctor begin once, and only where hands are needed', () => {
    const seated = { ...v, state: 'in_place' as const }
    expect(nextSteps(seated)).toContain('begin')
    expect(nextSteps({ ...seated, actual: { ...v.actual, started_at: 1 } })).not.toContain('begin')
    expect(nextSteps({ ...visit('t', 'TTT', 'k1', at(9)), state: 'in_place' })).not.toContain('begin')
  })
  it('marks when a step happened, once, and takes the state back', () => {
    const came = applyChange(b, { kind: 'step', id: 'a', step: 'arrive', place_id: '' })
    expect(came.visits[0]).toMatchObject({ state: 'arrived', actual: { arrived_at: b.now } })
    const sat = applyChange(came, { kind: 'step', id: 'a', step: 'seat', place_id: 'c2' })
    expect(sat.visits[0]).toMatchObject({ state: 'in_place', place_id: 'c2' })
    expect(inverse(came, { kind: 'step', id: 'a', step: 'seat', place_id: 'c2' })).toEqual({ kind: 'undo', id: 'a', state: 'arrived' })
    expect(stateAfter('left', 'seat')).toBe('left')
  })
  it('seats a patient where the plan has them now', () => {
    const k = visit('k', 'TIIDT', { T: 'k1', D: 'k1', I: 'x1' }, at(9))
    expect([seatOf(k, at(8)), seatOf(k, at(9, 5)), seatOf(k, at(9, 16)), seatOf(k, at(11))]).toEqual(['k1', 'x1', 'k1', 'k1'])
    expect(stays(k.segments)).toEqual(['k1', 'x1', 'k1'])
    expect(stays(v.segments)).toEqual(['c1'])
  })
})

describe('load', () => {
  it('adds up hands-on minutes per half hour and takes breaks off', () => {
    const load = handsLoad(board([visit('a', 'AAAAADDDD', 'c1', at(9))]))
    expect(load).toHaveLength(18)
    expect(load.slice(0, 3)).toEqual([{ start: at(9), need: 5, have: 30 }, { start: at(9, 30), need: 15, have: 30 }, { start: at(10), need: 0, have: 30 }])
    expect(load[6]).toEqual({ start: at(12), need: 0, have: 0 })
  })
  it('counts whom a pool needs at most, turnover included, and nobody for who does not come', () => {
    const b = board([visit('a', 'AAA', 'c1', at(9)), visit('b', 'AAA', 'k1', at(9, 10)), visit('c', 'AAA', 'k2', at(9), { state: 'no_show' })])
    expect(poolLoad(b, 'A').slice(0, 2)).toEqual([{ start: at(9), need: 2, have: 2 }, { start: at(9, 30), need: 0, have: 2 }])
    expect(poolLoad(b, 'H')).toEqual([])
  })
  it('finds the pause that all doctors share', () => {
    expect(commonBreaks(board([]))).toEqual([{ start: at(12), end: at(13) }])
    const b = board([])
    b.doctors.push({ ...b.doctors[0]!, id: 'd2', breaks: [{ start: at(12, 30), end: at(13, 30) }] })
    expect(commonBreaks(b)).toEqual([{ start: at(12, 30), end: at(13) }])
    b.doctors.push({ ...b.doctors[0]!, id: 'd3', breaks: [] })
    expect(commonBreaks(b)).toEqual([])
  })
  it('says who waits, and for which visit', () => {
    const busy = visit('a', 'ADDDA', 'c1', at(9), { state: 'in_place' })
    const waiting = visit('b', 'ADA', 'c2', at(9), { state: 'in_place', waits_for_doctor: true })
    const b = board([busy, waiting], { now: at(9, 10) })
    expect(waits(b)).toEqual([{ visit: waiting, doctor_id: 'd1', at: busy }])
    b.doctors[0]!.presence = 'away'
    expect(waits(b)[0]!.at).toBeNull()
  })
})
