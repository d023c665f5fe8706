import { describe, expect, it } from 'vitest'
import { CELL_WHERE, cellsOf, initials, matches, paint, patternOf, planSegments, patternText } from '../src'

const at = Date.UTC(2026, 10, 22, 1)
const min = (n: number): number => at + n * 60_000

describe('pinyin', () => {
  it('gives the first letters of what stands in the templates', () => {
    expect(['常规加力复诊', '全口粘接初戴', '更换弓丝', '拆托槽（毕业）', '第2副牙套', 'IPR'].map(initials)).toEqual(['cgjlfz', 'qkzjcd', 'ghgs', 'ctcby', 'd2fyt', 'ipr'])
  })
  it('finds by part and by initials', () => {
    expect([matches('加力', '常规加力复诊'), matches('jlf', '常规加力复诊'), matches('xx', '常规加力复诊'), matches(' ', 'a')]).toEqual([true, true, false, true])
  })
})

describe('patterns as the server writes them', () => {
  it('are read and written without loss', () => {
    for (const text of ['C:ADA', 'K:T X:II K:DDDTTT', 'desk:-', 'Y:AAAAAA']) expect(patternText(cellsOf(text))).toBe(text)
    expect(cellsOf('C:AD')).toEqual([{ who: 'A', where: 'C' }, { who: 'D', where: 'C' }])
    expect(cellsOf('nonsense')).toEqual([])
  })
  it('are laid on the clock, each stay in its place', () => {
    const s = planSegments('K:T X:II K:D', ['k1', 'x1', 'k1'], at)
    expect(s).toEqual([
      { who: 'T', place_id: 'k1', start: min(0), end: min(5) }, { who: 'I', place_id: 'x1', start: min(5), end: min(15) },
      { who: 'D', place_id: 'k1', start: min(15), end: min(20) },
    ])
    expect(patternOf('C:AADDA').minutes).toBe(25)
    expect(patternOf('C:AADDA').hands).toBe(10)
  })
  it('are painted over a range, and grow where the brush goes beyond the end', () => {
    const cells = cellsOf('C:AAA')
    expect(patternText(paint(cells, 1, 1, { who: 'D' }))).toBe('C:ADA')
    expect(patternText(paint(cells, 2, 0, { who: 'D' }))).toBe('C:DDD')
    expect(patternText(paint(cells, 2, 4, { where: 'X' }))).toBe('C:AA X:AAA')
    expect(CELL_WHERE).toContain('C')
  })
})
