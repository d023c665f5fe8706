import { expect, test } from 'vitest'
import { NONE, askedPhrase, marksIn, rulesOf, sectionsOf, textsOf } from './parts'

test('texts become lines and lines keep their place', () => {
  const before = [{ part: 'diagnosis' as const, lines: [{ text: '深龋', site: '46' }, { text: '旧', site: '11' }] }]
  const texts = { ...textsOf(before), advice: ' 复诊 \n\n勿咬硬物' }
  expect(texts.diagnosis).toBe('深龋\n旧')
  expect(sectionsOf({ ...texts, diagnosis: '深龋\n新' }, before)).toEqual([
    { part: 'diagnosis', lines: [{ text: '深龋', site: '46' }, { text: '新' }] },
    { part: 'advice', lines: [{ text: '复诊' }, { text: '勿咬硬物' }] },
  ])
  expect(sectionsOf(NONE, before)).toEqual([])
})

test('teeth in a text', () => {
  expect(marksIn('#46 深龋，#46 叩痛 #55#11s #19 #461')).toEqual(['46', '55', '11s'])
  expect(marksIn('46 号牙')).toEqual([])
})

test('a slash asks for a phrase, a blood pressure does not', () => {
  expect(askedPhrase('/', 1)).toEqual({ from: 0, typed: '' })
  expect(askedPhrase('叩（-） /jz', 8)).toEqual({ from: 5, typed: 'jz' })
  expect(askedPhrase('一行\n/否认', 6)).toEqual({ from: 3, typed: '否认' })
  expect(askedPhrase('血压 120/78', 9)).toBeNull()
  expect(askedPhrase('/jz 后', 5)).toBeNull()
  expect(askedPhrase('//', 2)).toBeNull()
})

test('a rule asks for one reason', () => {
  const f = (rule: 'tooth_named' | 'complaint_time') => ({ rule, severity: 'warning' as const, part: 'diagnosis' as const, line: 0 })
  expect(rulesOf([f('tooth_named'), f('tooth_named'), f('complaint_time')]).map((x) => x.rule)).toEqual(['tooth_named', 'complaint_time'])
})
