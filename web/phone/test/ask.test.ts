import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { URGENT, fits, shown, toSend, urgent, waiting } from '../src/ask'
import type { Question } from '../src/wire'

const q = (key: string, over: Partial<Question> = {}): Question => ({ key, kind: 'choice', words: { zh: key, en: key }, options: [], min: 0, max: 0, after: '', from: 0, ...over })
const list = [q('pain', { kind: 'scale' }), q('painkiller', { after: 'pain', from: 4 }), q('note', { kind: 'text' })]

describe('the questions of a form', () => {
  it('that hang on an answer come with it and go with it', () => {
    expect(shown(list, {}).map((x) => x.key)).toEqual(['pain', 'note'])
    expect(shown(list, { pain: '3' }).map((x) => x.key)).toEqual(['pain', 'note'])
    expect(shown(list, { pain: '4' }).map((x) => x.key)).toEqual(['pain', 'painkiller', 'note'])
  })
  it('that hang on one of several words come with any of them', () => {
    const hurt = [q('swallowed'), q('airway', { kind: 'yes_no', after: 'swallowed', any_of: ['swallowed', 'breathing'] })]
    expect(shown(hurt, { swallowed: 'no' }).map((x) => x.key)).toEqual(['swallowed'])
    expect(shown(hurt, { swallowed: 'swallowed' }).map((x) => x.key)).toEqual(['swallowed', 'airway'])
    expect(toSend(hurt, { swallowed: 'no', airway: 'yes' })).toEqual({ swallowed: 'no' })
  })
  it('send only what is asked, without empty words', () => {
    expect(toSend(list, { pain: '2', painkiller: 'no_help', note: '  ' })).toEqual({ pain: '2' })
    expect(toSend(list, { pain: '8', painkiller: 'no_help', note: ' 晚上疼 ' })).toEqual({ pain: '8', painkiller: 'no_help', note: '晚上疼' })
  })
  it('wait until they are answered, words of one’s own do not', () => {
    expect(waiting(list, { pain: '8' }).map((x) => x.key)).toEqual(['painkiller'])
    expect(waiting(list, { pain: '0' })).toEqual([])
  })
  it('take numbers within their bounds', () => {
    const fever = q('fever', { kind: 'number', min: 34, max: 43 })
    expect(['36.8', '34', '43', ''].map((v) => fits(fever, v))).toEqual([true, true, true, true])
    expect(['33.9', '43.1', '37.85', '3 7', 'hot', '1e2'].map((v) => fits(fever, v))).toEqual([false, false, false, false, false, false])
    expect(fits(q('turns', { kind: 'count', max: 120 }), '2.5')).toBe(false)
    expect(fits(q('hours', { kind: 'hours' }), '21.5')).toBe(true)
    expect(fits(q('hours', { kind: 'hours' }), '25')).toBe(false)
  })
})

describe('what is urgent before it is sent', () => {
  it('is what the server takes for red in every protocol', () => {
    const go = readFileSync(join(import.meta.dirname, '../../../internal/modules/followup/defaults.go'), 'utf8')
    const general = /var General = \[\]Rule\{([\s\S]*?)\n\}/.exec(go)![1]!
    const there: Record<string, unknown> = {}
    for (const m of general.matchAll(/ is\("(\w+)", ([^)]*)\)/g)) there[m[1]!] = [...m[2]!.matchAll(/"(\w+)"/g)].map((w) => w[1])
    for (const m of general.matchAll(/ atLeast\("(\w+)", ([\d.]+)\)/g)) there[m[1]!] = Number(m[2])
    expect(there).toEqual(URGENT)
  })
  it('is seen among several answers and from a temperature on', () => {
    expect(urgent('rash', { rash: 'itch,chest' })).toBe(true)
    expect(urgent('rash', { rash: 'itch' })).toBe(false)
    expect(urgent('fever', { fever: '39' })).toBe(true)
    expect(urgent('fever', { fever: 'not_measured' })).toBe(false)
    expect(urgent('airway', {})).toBe(false)
    expect(urgent('pain', { pain: '10' })).toBe(false)
  })
})
