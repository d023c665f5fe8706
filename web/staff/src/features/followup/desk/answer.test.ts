import { describe, expect, it } from 'vitest'
import type { Question } from '../queries'
import { given, keysOf, pressed, shown, toggled } from './answer'

const none = { zh: '', en: '' }
const q = (key: string, kind: Question['kind'], options: string[] = [], more: Partial<Question> = {}): Question =>
  ({ key, kind, words: none, options: options.map((o) => ({ key: o, words: none })), min: 0, max: 0, after: '', from: 0, any_of: [], for: [], ...more })

const pain = q('pain', 'scale')
const bleeding = q('bleeding', 'choice', ['none', 'streak', 'ooze', 'active'])
const rash = q('rash', 'many', ['none', 'rash', 'lips'])
const airway = q('airway', 'yes_no')

describe('keys of a question', () => {
  it('takes every degree of pain with one key', () => {
    for (let n = 0; n < 10; n++) expect(pressed(pain, String(n), '')).toEqual({ value: String(n), next: true })
    expect(pressed(pain, '-', '3')).toEqual({ value: '10', next: true })
    expect(pressed(pain, 'x', '3')).toBeNull()
  })
  it('counts choices from one, and knows no more than there are', () => {
    expect(pressed(bleeding, '3', '')).toEqual({ value: 'ooze', next: true })
    expect(pressed(bleeding, '5', '')).toBeNull()
    expect(pressed(bleeding, '0', '')).toBeNull()
  })
  it('moves by arrows without going on, and stays at the ends', () => {
    expect(pressed(bleeding, 'ArrowRight', '')).toEqual({ value: 'none', next: false })
    expect(pressed(bleeding, 'ArrowRight', 'active')).toEqual({ value: 'active', next: false })
    expect(pressed(bleeding, 'ArrowLeft', 'none')).toEqual({ value: 'none', next: false })
  })
  it('empties an answer, and leaves N to the call that nobody answered', () => {
    expect(pressed(airway, 'Backspace', 'yes')).toEqual({ value: '', next: false })
    expect(pressed(airway, 'n', '')).toBeNull()
    expect(pressed(airway, '2', '')).toEqual({ value: 'no', next: true })
    expect(keysOf(airway)).toBe('12')
  })
  it('leaves typed answers alone', () => {
    expect(pressed(q('fever', 'number', ['not_measured']), '3', '')).toBeNull()
    expect(pressed(q('note', 'text'), '3', '')).toBeNull()
  })
  it('keeps several answers in the order of the question, and "none" alone', () => {
    expect(toggled(rash, 'lips', 'rash')).toBe('rash,lips')
    expect(toggled(rash, 'rash,lips', 'none')).toBe('none')
    expect(toggled(rash, 'none', 'lips')).toBe('lips')
    expect(toggled(rash, 'lips', 'lips')).toBe('')
    expect(pressed(rash, '2', '')).toEqual({ value: 'rash', next: false })
  })
})

describe('questions to show', () => {
  it('asks of the breath as soon as a part was swallowed', () => {
    const swallowed = q('swallowed', 'choice', ['no', 'swallowed', 'breathing'])
    const breath = q('airway', 'yes_no', [], { after: 'swallowed', any_of: ['swallowed', 'breathing'] })
    const keys = (given: string) => shown([swallowed, breath], { swallowed: given }, undefined).map((x) => x.key)
    expect(keys('')).toEqual(['swallowed'])
    expect(keys('no')).toEqual(['swallowed'])
    expect(keys('swallowed')).toEqual(['swallowed', 'airway'])
    expect(keys('breathing')).toEqual(['swallowed', 'airway'])
  })
  const painkiller = q('painkiller', 'choice', ['none', 'helps', 'no_help'], { after: 'pain', from: 4 })
  const numb = q('numbness', 'choice', ['none', 'numb'])
  const all = [pain, painkiller, numb]
  it('shows at once what hangs on one answer, before the server has said so', () => {
    expect(shown(all, {}, ['pain', 'numbness']).map((x) => x.key)).toEqual(['pain', 'numbness'])
    expect(shown(all, { pain: '4' }, ['pain', 'numbness']).map((x) => x.key)).toEqual(['pain', 'painkiller', 'numbness'])
    expect(shown(all, { pain: '3' }, ['pain', 'painkiller']).map((x) => x.key)).toEqual(['pain'])
  })
  it('keeps a question that was answered on the screen', () => {
    expect(shown(all, { numbness: 'numb' }, ['pain']).map((x) => x.key)).toEqual(['pain', 'numbness'])
  })
  it('sends nothing that is empty or not asked any more', () => {
    const answers = { pain: '2', painkiller: 'helps', numbness: '' }
    expect(given(shown(all, answers, ['pain', 'numbness']), answers)).toEqual({ pain: '2' })
  })
})
