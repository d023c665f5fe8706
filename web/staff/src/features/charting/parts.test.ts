import { expect, test } from 'vitest'
import { NONE, askedPhrase, isMeant, marksIn, namesOf, oneLine, rulesOf, sectionsOf, textsOf, whoseOf, withTeeth } from './parts'

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

test('teeth are named at the caret, apart from the words around them', () => {
  expect(namesOf({ '47': '', '46': 'MO', '11s': '' })).toBe('#11s #47 #46MO')
  expect(withTeeth('', Infinity, '#46')).toEqual({ text: '#46 ', caret: 4 })
  expect(withTeeth('深龋', 0, '#46 #47')).toEqual({ text: '#46 #47 深龋', caret: 8 })
  expect(withTeeth('上颌\n下颌', 2, '#11')).toEqual({ text: '上颌#11\n下颌', caret: 5 })
  expect(withTeeth('see', 3, '#11')).toEqual({ text: 'see #11 ', caret: 8 })
  // What was put in is read again as the teeth that it names.
  expect(marksIn(withTeeth('#36', 3, namesOf({ '46': 'MO', '47': '' })).text)).toEqual(['36', '47', '46'])
})

test('a phrase is one line, and is found by its name, its spelling and its text', () => {
  expect(oneLine(' 勿咬硬物 \n\n饭后刷牙', '；')).toBe('勿咬硬物；饭后刷牙')
  expect(oneLine('龈缘红肿，\n探诊出血', '；')).toBe('龈缘红肿，探诊出血')
  const x = { id: '1', version: 1, own: true, clinic_id: '', form: 'phrase' as const, kind: '' as const, name: '结扎', keys: ['jieza', 'jz'], parts: [{ part: 'treatment' as const, lines: [{ text: '上下颌 NiTi' }] }], active: true, position: 0 }
  for (const typed of ['', ' JZ ', '结', 'niti', 'jie']) expect([typed, isMeant(x, typed)]).toEqual([typed, true])
  for (const typed of ['拔牙', 'jx']) expect([typed, isMeant(x, typed)]).toEqual([typed, false])
  expect([x, { ...x, own: false, clinic_id: 'c' }, { ...x, own: false }].map(whoseOf)).toEqual(['own', 'clinic', 'group'])
})
