import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ROWS, areNeighbours, compareTeeth, daysOf, isTooth, mouthAt, palmerOf, predecessorOf, readSite, successorOf, teethIn, type Finding, type Mouth } from '../src'

interface Example { name: string; born: string; at: string; findings: Finding[]; want: Mouth }

/** What the server's own fold says, written by its tests. */
const examples = JSON.parse(readFileSync(new URL('../../../../internal/modules/charting/testdata/mouth.json', import.meta.url), 'utf8')) as Example[]

describe('the mouth is the server\'s', () => {
  it.each(examples)('$name', ({ born, at, findings, want }) => {
    expect(mouthAt(at, born, findings)).toEqual(want)
  })
  it('and does not depend on the order of the list', () => {
    for (const { born, at, findings, want } of examples) expect(mouthAt(at, born, findings.toReversed())).toEqual(want)
  })
  it('has as many examples as the law has turns', () => expect(examples.length).toBeGreaterThan(40))
})

describe('teeth', () => {
  it('each stand once on a chart, in its order', () => {
    const all = ROWS.flat()
    expect(new Set(all).size).toBe(52)
    for (const row of ROWS) row.forEach((t, i) => {
      expect(isTooth(t)).toBe(true)
      if (i > 0) expect([compareTeeth(row[i - 1]!, t) < 0, areNeighbours(row[i - 1]!, t)]).toEqual([true, true])
    })
  })
  it('follow each other', () => expect([predecessorOf('15'), predecessorOf('16'), successorOf('85'), successorOf('46')]).toEqual(['55', '', '45', '46']))
  it('are read from a place', () => {
    expect(readSite('16:MO,13+12+11,UA')).toEqual({ units: [{ teeth: ['16'], faces: 'MO' }, { teeth: ['13', '12', '11'], faces: '' }], quadrants: [1, 2] })
    expect(teethIn(readSite('46,16'))).toEqual(['16', '46'])
  })
  it('are written as Palmer did', () => expect(['16', '55', '11s'].map(palmerOf)).toEqual(['6', 'Ⅴ', '1s']))
  it('give a slider its stops', () => expect(daysOf([{ day: 'b', struck_at: 0 }, { day: 'a', struck_at: 0 }, { day: 'b', struck_at: 0 }, { day: 'c', struck_at: 1 }] as Finding[])).toEqual(['a', 'b']))
})
