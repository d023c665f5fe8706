import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  MINUTE, STEPS, UNIT, VISIT_STATES, clashes, nextSteps, patternText, planSegments, redLocked, stateAfter, stretched, takenOn,
  type Board, type CellWhere, type CellWho, type Colour, type Segment, type VisitState,
} from '../src'
import { at, board, visit } from './sample'

interface DayVector {
  name: string
  board: Board
  proposals: { text: string; visit_id: string; doctor_id: string; segments: Segment[]; want: { kind: string; firm: boolean; holder: string }[] }[]
}

/** What the server's own rules say, written by its tests. */
const rules = JSON.parse(readFileSync(new URL('../../../../internal/modules/visits/testdata/rules.json', import.meta.url), 'utf8')) as {
  steps: Partial<Record<VisitState, Record<string, VisitState>>>
  resized: { pattern: string; minutes: number; want: string }[]
  red_lock: { colour: Colour; on_site: boolean; locked: boolean }[]
  days: DayVector[]
}

describe('the rules are the server\'s', () => {
  it.each(VISIT_STATES)('steps from %s', (state) => {
    const law = rules.steps[state] ?? {}
    const way = visit('a', 'TIIDT', { T: 'k1', D: 'k1', I: 'x1' }, at(9), { state })
    if (state === 'no_show') {
      // One gesture of the desk, two of the server's steps: it did not happen, and they came.
      expect([nextSteps(way), stateAfter(state, 'arrive')]).toEqual([['arrive'], rules.steps.booked!.arrive])
      return
    }
    expect(Object.fromEntries(nextSteps(way).map((x) => [x, stateAfter(state, x)]))).toEqual(law)
    for (const step of STEPS) if (!law[step]) expect(stateAfter(state, step)).toBe(state)
  })
  it.each(rules.resized)('$pattern in $minutes minutes', ({ pattern, minutes, want }) => {
    const stays = pattern.split(' ').map((p) => p.split(':')[0]!)
    const segments = planSegments(pattern, stays, at(9))
    const v = visit('a', 'ADA', 'c1', at(9), { segments, starts_at: at(9), ends_at: segments[segments.length - 1]!.end })
    const got = stretched(v, minutes)
    const cells = (got ?? []).flatMap((s) => Array.from({ length: (s.end - s.start) / MINUTE / UNIT }, () => ({ who: s.who as CellWho, where: s.place_id as CellWhere })))
    expect(patternText(cells)).toBe(want)
  })
  it.each(rules.red_lock)('red lock of $colour, on site $on_site', ({ colour, on_site, locked }) => {
    const v = visit('a', 'ADA', 'c1', at(9))
    v.template.colour = colour
    expect(redLocked(v, { ...board([]).doctors[0]!, presence: on_site ? 'on_site' : 'away' })).toBe(locked)
  })
  describe.each(rules.days)('clashes on a $name day', (day) => {
    const taken = takenOn(day.board)
    it.each(day.proposals)('$text', (p) => {
      const told = clashes(taken, p).map((c) => JSON.stringify({ kind: c.kind, firm: c.firm, holder: c.holder?.id ?? '' }))
      expect([...new Set(told)].toSorted()).toEqual(p.want.map((c) => JSON.stringify(c)).toSorted())
    })
  })
})

describe('a visit that goes on elsewhere', () => {
  it('is stretched there, and its chair is cleaned when it always was', () => {
    const v = visit('a', 'ADIIA', { A: 'c1', D: 'c1', I: 'x1' }, at(9))
    expect(v.segments.map((s) => s.who)).toEqual(['A', 'D', 'turnover', 'I', 'A', 'turnover'])
    expect(stretched(v, 35)!.map((s) => [s.who, (s.start - at(9)) / MINUTE, (s.end - at(9)) / MINUTE])).toEqual([
      ['A', 0, 5], ['D', 5, 10], ['turnover', 10, 15], ['I', 10, 30], ['A', 30, 35], ['turnover', 35, 40],
    ])
  })
})
