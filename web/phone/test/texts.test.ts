import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import checkin from '../src/checkin.json'
import own from '../src/own.json'
import door from '../src/door.json'
import common from '../src/texts.json'
import { Texts, localeOf } from '../src/texts'

const sets: [string, Record<string, Record<string, string>>][] = [['all pages', common], ['check-in', checkin], ['why', door], ['own', own]]
const holes = (s: string) => [...s.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort()
const source = readdirSync(join(import.meta.dirname, '../src')).filter((f) => f.endsWith('.ts')).map((f) => readFileSync(join(import.meta.dirname, '../src', f), 'utf8')).join('\n')

describe.each(sets)('the texts of the telephone: %s', (_, all) => {
  it('say the same in every language, with the same blanks', () => {
    const zh = all['zh-CN'] as Record<string, string>
    for (const l of ['zh-TW', 'en'] as const) {
      const other = all[l] as Record<string, string>
      expect(Object.keys(other)).toEqual(Object.keys(zh))
      for (const k of Object.keys(zh)) expect([k, holes(other[k]!)]).toEqual([k, holes(zh[k]!)])
      for (const k of Object.keys(zh)) expect([k, other[k]!.trim()]).not.toEqual([k, ''])
    }
    for (const [k, v] of Object.entries(all.en!)) expect([k, /\p{Script=Han}/u.test(v)]).toEqual([k, false])
  })
  it('are all used', () => {
    const unused = Object.keys(all['zh-CN']!).filter((k) => !source.includes(`'${k}'`))
    expect(unused).toEqual([])
  })
})

describe('the texts of the telephone', () => {
  it('come in the language of the telephone', () => {
    expect(localeOf(['zh-TW', 'en'])).toBe('zh-TW')
    expect(localeOf(['zh-Hant-HK'])).toBe('zh-TW')
    expect(localeOf(['zh'])).toBe('zh-CN')
    expect(localeOf(['fr-FR', 'en-GB'])).toBe('en')
    expect(localeOf(['ja'])).toBe('zh-CN')
  })
  it('name a time as one says it', () => {
    const x = new Texts('zh-CN')
    const now = new Date(2026, 10, 23, 16, 0).getTime()
    expect(x.time(new Date(2026, 10, 23, 17, 5).getTime(), now)).toBe('今天 17:05')
    expect(x.time(new Date(2026, 10, 24, 10, 0).getTime(), now)).toBe('明天 10:00')
    expect(x.time(new Date(2026, 11, 1, 9, 30).getTime(), now)).toBe('12月1日 9:30')
  })
})
