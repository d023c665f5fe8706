import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const here = import.meta.dirname
const read = (f: string): Record<string, string> => JSON.parse(readFileSync(f, 'utf8')) as Record<string, string>
const areas = readdirSync(join(here, '../src/areas')).filter((f) => f.endsWith('.zh-CN.json')).map((f) => f.replace('.zh-CN.json', ''))
/** The screens' own words, those that come with an area included. */
const app = (l: string): Record<string, string> => Object.assign(read(join(here, `../src/app/${l}.json`)), ...areas.map((a) => read(join(here, `../src/areas/${a}.${l}.json`))))
const modules = readdirSync(join(here, '../src/modules')).filter((f) => f.endsWith('.zh-CN.json'))
const module = (f: string, l: string) => read(join(here, '../src/modules', f.replace('zh-CN', l)))

function sources(dir: string): string[] {
  return readdirSync(dir).flatMap((f) => {
    const p = join(dir, f)
    if (statSync(p).isDirectory()) return sources(p)
    return /\.tsx?$/.test(f) && !/\.test\./.test(f) ? [readFileSync(p, 'utf8')] : []
  })
}

/** t('a.b') names a key, t(x ? 'a.b' : 'a.c') names two; t(`a.b.${x}`) uses all keys that begin so. */
function used(): { keys: Set<string>; prefixes: Set<string> } {
  const keys = new Set<string>()
  const prefixes = new Set<string>()
  const code = [...sources(join(here, '../../../staff/src')), ...sources(join(here, '../src'))]
  for (const text of code) {
    for (const m of text.matchAll(/\bt\(\s*'([^']+)'/g)) keys.add(m[1]!)
    for (const m of text.matchAll(/\bt\(\s*[^'`()]*\?\s*'([^']+)'\s*:\s*'([^']+)'/g)) keys.add(m[1]!).add(m[2]!)
    for (const m of text.matchAll(/\bt\(\s*`([^`$]+)\$\{/g)) prefixes.add(m[1]!)
  }
  return { keys, prefixes }
}

const holes = (s: string) => [...s.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort()

describe('texts', () => {
  it('say the same in both languages, with the same placeholders', () => {
    for (const [zh, en] of [[app('zh-CN'), app('en')], ...modules.map((f) => [module(f, 'zh-CN'), module(f, 'en')])] as const) {
      expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
      for (const k of Object.keys(zh)) expect([k, holes(en[k]!)]).toEqual([k, holes(zh[k]!)])
    }
  })
  it('leave none empty, and no Chinese in the English', () => {
    for (const l of ['zh-CN', 'en']) for (const [k, v] of Object.entries(app(l))) expect([k, v.trim()]).not.toEqual([k, ''])
    for (const [k, v] of Object.entries(app('en'))) if (k !== 'app.lang.zh-CN') expect([k, /\p{Script=Han}/u.test(v)]).toEqual([k, false])
  })
  it('are all there, and none is unused', () => {
    const { keys, prefixes } = used()
    const own = Object.keys(app('zh-CN'))
    const known = new Set([...own, ...modules.flatMap((f) => Object.keys(module(f, 'zh-CN')))])
    expect([...keys].filter((k) => !known.has(k))).toEqual([])
    expect([...prefixes].filter((p) => ![...known].some((k) => k.startsWith(p)))).toEqual([])
    expect(own.filter((k) => !keys.has(k) && ![...prefixes].some((p) => k.startsWith(p)))).toEqual([])
  })
})
