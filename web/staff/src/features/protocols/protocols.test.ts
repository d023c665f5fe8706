import { beforeAll, describe, expect, it } from 'vitest'
import { needTexts, startTexts, textsReady } from '@archwire/i18n'
import { changes } from './changes'
import { intervalOf, intervalText, monthEnd, monthsFrom, parseInterval } from './interval'
import { daysOf } from './LoadPage'
import type { Protocol, Question, Vocabulary } from './queries'
import { after, boundOf, clauses, joined, keptAs, sentence, sorted } from './sentence'

const q = (key: string, kind: Question['kind'], zh: string, options: [string, string][] = []): Question =>
  ({ key, kind, words: { zh, en: key }, options: options.map(([k, w]) => ({ key: k, words: { zh: w, en: k } })), min: 0, max: 0, after: '', from: 0, any_of: [], for: [] })
const words = {
  questions: [q('pain', 'scale', '现在疼痛几分（0 不痛，10 最痛）'), q('fever', 'number', '体温 ℃'), q('bleeding', 'choice', '出血', [['ooze', '渗血'], ['active', '咬紧棉球仍出血']]), q('airway', 'yes_no', '呼吸、吞咽困难吗')],
  scripts: {}, facts: [], general: [],
} as unknown as Vocabulary

beforeAll(async () => {
  await startTexts('zh-CN')
  await Promise.all([textsReady(), needTexts('protocols')])
})

describe('a condition as one reads it aloud', () => {
  it.each([
    [{ ask: 'pain', min: 8 }, '现在疼痛几分 ≥ 8'],
    [{ all: [{ ask: 'pain', min: 5 }, { fact: 'day', min: 3, max: 5 }] }, '现在疼痛几分 ≥ 5 且 治疗后第 3–5 天'],
    [{ any: [{ ask: 'bleeding', is: ['ooze', 'active'] }, { ask: 'airway', is: ['yes'] }] }, '(出血：渗血 或 咬紧棉球仍出血 或 呼吸、吞咽困难吗：是)'],
    [{ not: { fact: 'restored' } }, '没有“这颗牙已充填或戴冠”'],
    [{ ask: 'fever', min: 37.6, max: 38.4 }, '体温 ℃ 37.6–38.4'],
    [{ fact: 'wear_share', max: 0.499 }, '不到规定时间的 50%'],
    [{ ask: 'pain', max: 19.999 }, '现在疼痛几分 < 20'],
    [{ ask: 'pain', rise: 2 }, '现在疼痛几分比上次高 2 以上'],
  ])('%j', (c, text) => expect(sentence(c, words).replace('（', '(').replace('）', ')')).toBe(text))

  it('keeps "under" as it was kept', () => {
    expect([boundOf(19.999), keptAs(19.999, 18), keptAs(38.4, 38.2), boundOf(38.49)]).toEqual([20, 17.999, 38.2, 38.49])
  })
  it('is one clause, or several that are joined', () => {
    const one = { ask: 'pain', min: 8 }
    expect(clauses(one)).toEqual([one])
    expect(joined([...clauses(one), { fact: 'day', min: 1 }])).toEqual({ all: [one, { fact: 'day', min: 1 }] })
    expect(joined(clauses({ all: [one] }))).toEqual(one)
  })
})

const protocol: Protocol = {
  key: 'extraction', name: { zh: '拔牙', en: 'Extraction' }, layer: 'clinical', family: 'surgical', from: { zh: '拔牙完成', en: '' }, asks: [{ question: 'pain' }], goals: [],
  steps: [{ key: 'd1', deed: 'contact', way: 'call', after: { days: 1 }, words: { zh: '', en: '' } }, { key: 'h2', deed: 'contact', way: 'call', after: { minutes: 150 }, words: { zh: '', en: '' } }],
  red: [{ key: 'pain', zh: '疼痛厉害', en: '', when: { ask: 'pain', min: 8 } }], amber: [],
}

describe('what differs between two versions', () => {
  it('is told with before and after', () => {
    const next: Protocol = { ...protocol, red: [{ ...protocol.red[0]!, when: { ask: 'pain', min: 7 } }], steps: [protocol.steps[0]!, { ...protocol.steps[1]!, way: 'form' }] }
    expect(changes(protocol, next, words)).toEqual([
      { key: 'step h2', what: '步骤 · 2.5 小时后', before: '2.5 小时后 · 电话', after: '2.5 小时后 · 随访表单' },
      { key: 'red pain', what: '红色阈值 · 疼痛厉害', before: '疼痛厉害：现在疼痛几分 ≥ 8', after: '疼痛厉害：现在疼痛几分 ≥ 7' },
    ])
  })
  it('is what is new and what is gone, and nothing where nothing is', () => {
    expect(changes(protocol, protocol, words)).toEqual([])
    const [gone, fresh] = [changes(protocol, { ...protocol, steps: [protocol.steps[0]!] }, words), changes({ ...protocol, red: [] }, protocol, words)]
    expect([gone[0]!.after, fresh[0]!.before]).toEqual(['', ''])
  })
})

describe('times', () => {
  it('of steps are said, in their order', () => {
    expect(sorted(protocol.steps).map(after)).toEqual(['2.5 小时后', '第 1 天'])
  })
  it('of recalls are read, said and written', () => {
    expect(intervalText('6m+1d')).toBe('6 个月零 1 天')
    expect(intervalOf(parseInterval('1y + 2w')!)).toBe('1y+2w')
    expect(['', '6m+6m', '0d', 'x'].map(parseInterval)).toEqual([null, null, null, null])
    expect(monthsFrom('2026-11-23', 3)).toEqual(['2026-11', '2026-12', '2027-01'])
    expect([monthEnd('2026-12'), monthEnd('2027-02')]).toEqual(['2026-12-31', '2027-02-28'])
  })
})

describe('the load of fourteen days', () => {
  it('has a row for a day without any', () => {
    const days = daysOf([{ day: '2026-11-24', slot: 'morning', calls: 5, forms: 2, messages: 1 }, { day: '2026-11-24', slot: 'own', calls: 1, forms: 3, messages: 0 }], '2026-11-23', 3)
    expect(days.map((d) => [d.day, d.calls, d.forms, d.messages])).toEqual([['2026-11-23', 0, 0, 0], ['2026-11-24', 6, 5, 1], ['2026-11-25', 0, 0, 0]])
  })
})
