import { describe, expect, it } from 'vitest'
import { areasFor, byTeeth, parted, said } from './site'

describe('a place in the mouth', () => {
  it('is taken apart and said again', () => {
    expect(parted('16:MO,Q2')).toEqual({ teeth: { 16: 'MO' }, areas: ['Q2'] })
    for (const text of ['16:MO,46', 'Q1,Q3', 'UA', 'FM', '']) { const p = parted(text); expect(said(p.teeth, p.areas)).toBe(text) }
  })
  it('follows the rule of the item', () => {
    expect([areasFor('tooth'), areasFor('quadrant'), areasFor('arch')]).toEqual([[], ['Q1', 'Q2', 'Q3', 'Q4'], ['UA', 'LA']])
    expect(['tooth', 'optional', 'arch', 'none'].map(byTeeth)).toEqual([true, true, false, false])
  })
})
