import { describe, expect, it } from 'vitest'
import { areasFor, byTeeth, joined, parted, said } from './site'

describe('a place in the mouth', () => {
  it('is taken apart and said again', () => {
    expect(parted('16:MO,Q2')).toEqual({ teeth: { 16: 'MO' }, areas: ['Q2'] })
    for (const text of ['16:MO,46', 'Q1,Q3', 'UA', 'FM', '']) { const p = parted(text); expect(said(p.teeth, p.areas)).toBe(text) }
  })
  it('grows by touches', () => {
    expect(joined({}, { 46: 'O' })).toEqual({ 46: '' })
    expect(joined({ 46: '' }, { 46: 'O' })).toEqual({ 46: 'O' })
    expect(joined({ 46: '' }, {})).toEqual({})
    expect(joined({ 46: '' }, { 47: 'M' })).toEqual({ 46: '', 47: '' })
    expect(joined({ 46: '', 47: '' }, { 47: 'M' })).toEqual({ 46: '', 47: 'M' })
    expect(joined({ 46: '', 47: 'M' }, { 47: 'M' })).toEqual({ 46: '', 47: '' })
    expect(joined({ 46: '', 47: 'M' }, { 47: '' })).toEqual({ 46: '', 47: '' })
    expect(joined({ 46: '', 47: '' }, { 47: '' })).toEqual({ 46: '' })
    expect(joined({ 46: 'O' }, { 11: '', 12: '' })).toEqual({ 11: '', 12: '', 46: 'O' })
  })
  it('follows the rule of the item', () => {
    expect([areasFor('tooth'), areasFor('quadrant'), areasFor('arch')]).toEqual([[], ['Q1', 'Q2', 'Q3', 'Q4'], ['UA', 'LA']])
    expect(['tooth', 'optional', 'arch', 'none'].map(byTeeth)).toEqual([true, true, false, false])
  })
})
