import { fireEvent, render, screen } from '@testing-library/react'
import { useState } from 'react'
import { beforeAll, describe, expect, it } from 'vitest'
import { initReactI18next } from 'react-i18next'
import { findingKind, mouthAt, type Finding } from '@archwire/domain'
import { needTexts, startTexts, textsReady } from '@archwire/i18n'
import { ToothChart } from './ToothChart'
import { between, layout, surfaces } from './layout'
import { NOTHING, choose, chosen, onePiece, siteOf, touch, turn, type Selection } from './selection'

beforeAll(async () => {
  await startTexts('zh-CN', (i) => i.use(initReactI18next))
  await Promise.all([textsReady(), needTexts('teeth')])
})

const said = (what: string, state: Finding['state'], site: string, detail = '', pontics = ''): Finding => ({ id: what + site, day: '2026-01-02', what, state, site, detail, pontics, written_at: 1, struck_at: 0 })
const FINDINGS = [said('filling', 'done', '16:O', 'composite'), said('caries', 'found', '16:M'), said('extracted', 'done', '18'), said('bridge', 'elsewhere', '13+12+11', '', '12'), said('caries', 'found', '55:O')]

let last: Selection = NOTHING
function Held({ start = NOTHING }: { start?: Selection }) {
  const [s, set] = useState(start)
  last = s
  return <ToothChart mouth={mouthAt('2026-11-22', '1990-05-01', FINDINGS)} primary notation="fdi" selection={s} onSelect={set} />
}
const tooth = (name: RegExp | string) => screen.getByRole('button', { name })
const press = (el: Element, more: object = {}) => { fireEvent.pointerDown(el, { button: 0, ...more }); fireEvent.pointerUp(el, { button: 0, ...more }) }

describe('the chart', () => {
  it('tells those who do not see it what it draws', () => {
    render(<Held />)
    expect(screen.getAllByRole('button')).toHaveLength(52)
    expect(tooth('16 右上第一磨牙：存在，近中 龋坏，咬合面 充填 树脂')).toBeTruthy()
    expect(tooth('18 右上第三磨牙：已拔除')).toBeTruthy()
    expect(tooth('12 右上侧切牙：缺失，桥（桥体）')).toBeTruthy()
    expect(tooth('26 左上第一磨牙：存在（按年龄推测）')).toBeTruthy()
    expect(tooth('48 右下第三磨牙：未知（按年龄推测）')).toBeTruthy()
  })
  it('draws no tooth as sound while nothing is known', () => {
    const { container } = render(<ToothChart mouth={null} primary notation="fdi" />)
    expect(container.querySelectorAll('[data-face]')).toHaveLength(0)
    expect(container.querySelectorAll('.tc-what')).toHaveLength(52)
  })
  it('writes Palmer\'s figures', () => {
    render(<ToothChart mouth={null} primary notation="palmer" />)
    expect(screen.getAllByText('6')).toHaveLength(4)
    expect(screen.getAllByText('Ⅴ')).toHaveLength(4)
  })
  it('takes a touch of a surface, of a root, and more with Shift', () => {
    render(<Held />)
    const six = tooth(/^26 /)
    press(six.querySelector('[data-face="O"]')!)
    expect(last).toEqual({ 26: 'O' })
    press(six.querySelector('[data-face="M"]')!)
    expect(last).toEqual({ 26: 'MO' })
    press(tooth(/^27 /), { shiftKey: true })
    expect(last).toEqual({ 26: 'MO', 27: '' })
    press(tooth(/^36 /))
    expect(last).toEqual({ 36: '' })
  })
  it('is walked with the keys, one tooth in the order of tabs', () => {
    const { container } = render(<Held start={{ 16: '' }} />)
    expect([...container.querySelectorAll('[tabindex="0"]')].map((x) => x.getAttribute('data-tooth'))).toEqual(['16'])
    const key = (k: string, more: object = {}) => fireEvent.keyDown(document.activeElement!, { key: k, ...more })
    container.querySelector<SVGGElement>('[data-tooth="16"]')!.focus()
    key('ArrowRight')
    expect(document.activeElement!.getAttribute('data-tooth')).toBe('15')
    key('ArrowRight', { shiftKey: true })
    expect(chosen(last)).toEqual(['16', '15', '14'])
    key('o')
    expect(last).toEqual({ 16: 'O', 15: 'O', 14: 'O' })
    key('ArrowDown')
    expect(document.activeElement!.getAttribute('data-tooth')).toBe('54')
    key(' ')
    expect(last).toEqual({ 54: '' })
    key('Escape')
    expect(last).toEqual({})
  })
  it('is only looked at without a hearer', () => {
    const { container } = render(<ToothChart mouth={null} primary={false} notation="fdi" />)
    press(container.querySelector('[data-tooth="16"]')!)
    expect(container.querySelectorAll('[aria-pressed="true"]')).toHaveLength(0)
    expect(screen.getAllByRole('button')).toHaveLength(32)
  })
})

describe('the drawing', () => {
  it('turns mesial to the midline and the lips outwards', () => {
    const left = (t: string) => surfaces(t, 30)[2]![0]
    expect(['16', '26', '36', '46'].map(left)).toEqual(['D', 'M', 'M', 'D'])
    expect(['16', '46'].map((t) => surfaces(t, 30)[0]![0])).toEqual(['B', 'L'])
  })
  it('knows what lies between two teeth', () => {
    const { spots } = layout(false)
    expect(between(spots, '13', '22')).toEqual(['13', '12', '11', '21', '22'])
    expect(between(spots, '11', '42')).toEqual(expect.arrayContaining(['11', '41']))
  })
})

describe('what is chosen', () => {
  const bridge = findingKind('bridge')!
  it('is said as the server writes it', () => {
    expect(siteOf({ 46: 'MO', 16: '' }, findingKind('caries')!, '')).toBe('16,46:MO')
    expect(siteOf({ 46: 'MO' }, findingKind('crown')!, '')).toBe('46')
    expect(siteOf({ 13: '', 11: '', 12: '' }, bridge, '')).toBe('13+12+11')
    expect(siteOf({ 13: '', 11: '' }, bridge, '')).toBe('')
    expect(siteOf({ 16: '' }, findingKind('calculus')!, 'FM')).toBe('FM')
    expect(siteOf({ 16: '' }, findingKind('caries')!, 'FM')).toBe('16')
    expect(siteOf({ 11: '' }, findingKind('supernumerary')!, '')).toBe('11s')
    expect(siteOf({}, bridge, '')).toBe('')
  })
  it('grows and shrinks', () => {
    expect(touch({ 16: 'O' }, '16', null, false)).toEqual({ 16: '' })
    expect(touch({ 16: '' }, '16', null, false)).toEqual({})
    expect(touch({ 16: '', 17: '' }, '16', null, false)).toEqual({ 16: '' })
    expect(touch({ 16: 'O' }, '16', 'O', false)).toEqual({ 16: '' })
    expect(turn({ 16: 'O', 17: '' }, 'O')).toEqual({ 16: 'O', 17: 'O' })
    expect(turn({ 16: 'O', 17: 'O' }, 'O')).toEqual({ 16: '', 17: '' })
    expect(choose({ 16: 'O' }, ['16', '17'], true)).toEqual({ 16: 'O', 17: '' })
    expect([onePiece({ 11: '', 21: '' }), onePiece({ 11: '', 31: '' }), onePiece({ 11: '' })]).toEqual([true, false, false])
  })
})
