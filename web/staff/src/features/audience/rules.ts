import type { Schemas } from '@archwire/api'

/** One node of a rule, as the server keeps it. */
export type Rule = Schemas['AudienceRule']
export type Where = Schemas['AudienceWhere']
export type Window = Schemas['AudienceWindow']
export type Then = Schemas['AudienceThen']
/** What rules may speak of, with the words that a person chooses from. */
export type Dictionary = Schemas['AudienceDictionaryBody']
export type Attr = Dictionary['attrs'][number]
export type Kind = Dictionary['kinds'][number]
export type Field = Kind['fields'][number]
export type Op = Rule['op']
export type Compare = NonNullable<Rule['compare']>

/** The faults of a rule by the path of their node ("" at the top, "rules[0].rules[2]"). */
export type RuleFaults = Readonly<Record<string, string>>

export const isGroup = (r: Rule): boolean => r.op === 'and' || r.op === 'or'

/** A node without the "not" above it, and whether there was one. */
export function bare(r: Rule): { rule: Rule; not: boolean } {
  let not = false
  let rule = r
  while (rule.op === 'not' && rule.rules?.length === 1) {
    not = !not
    rule = rule.rules[0]!
  }
  return { rule, not }
}

export const negated = (rule: Rule, not: boolean): Rule => (not ? { op: 'not', rules: [rule] } : rule)

/** The path of the bare node beneath the nots of r. */
export function barePath(r: Rule, path: string): string {
  let rule = r
  let at = path
  while (rule.op === 'not' && rule.rules?.length === 1) {
    at = childPath(at, 0)
    rule = rule.rules[0]!
  }
  return at
}

export const childPath = (path: string, i: number): string => (path ? `${path}.rules[${i}]` : `rules[${i}]`)

/** The fault that belongs to a node itself: of its own path, or of a field of it. */
export function faultAt(faults: RuleFaults, path: string): string | undefined {
  for (const [at, text] of Object.entries(faults)) {
    if (!at.startsWith(path)) continue
    const rest = path === '' ? at : at.slice(path.length + 1)
    if (at === path || (at.length > path.length && (path === '' || at[path.length] === '.') && !rest.startsWith('rules['))) return text
  }
  return undefined
}

/** What a leaf is about, as one word of a list: "attr:age", "event:billing.charged", "tag". */
export function subjectOf(r: Rule): string {
  if (r.op === 'attr') return `attr:${r.attr ?? ''}`
  if (r.op === 'event' || r.op === 'seq' || r.op === 'absent') return `event:${r.event ?? ''}`
  return r.op
}

/** What is asked of an event. */
export type Asked = 'count' | 'sum' | 'first' | 'last' | 'absent' | 'seq'

export const askedOf = (r: Rule): Asked => (r.op === 'absent' || r.op === 'seq' ? r.op : (r.measure as Asked | undefined) ?? 'count')

export const PAST_YEAR: Window = { last: 1, unit: 'year' }

/** A new leaf about a subject, filled so that it means something at once. */
export function leafAbout(subject: string, dict: Dictionary): Rule {
  const [op, key = ''] = [subject.slice(0, subject.indexOf(':')), subject.slice(subject.indexOf(':') + 1)]
  if (op === 'attr') {
    const attr = dict.attrs.find((a) => a.key === key)
    return attr ? withCompare({ op: 'attr', attr: key }, attr.compares[0]!, attr) : { op: 'attr', attr: key }
  }
  if (op === 'event') return { op: 'event', event: key, measure: 'count', compare: 'ge', numbers: [1], window: PAST_YEAR }
  if (subject === 'tag') return { op: 'tag', tag: '' }
  if (subject === 'segment') return { op: 'segment', segment: '' }
  return { op: 'bucket', salt: 'sample', low: 0, high: 5000 }
}

const VALUELESS: readonly string[] = ['yes', 'no', 'known', 'unknown']

/** A leaf over an attribute with another comparison: what still fits is kept. */
export function withCompare(r: Rule, compare: Compare, attr: Attr): Rule {
  const out: Rule = { op: 'attr', attr: attr.key, compare }
  if (VALUELESS.includes(compare)) return out
  if (compare === 'within') return { ...out, window: r.window ?? startWindow(attr.type) }
  if (compare === 'in' || compare === 'not_in') return { ...out, words: r.words ?? [] }
  const n = r.numbers ?? []
  return { ...out, numbers: compare === 'between' ? [n[0] ?? 0, n[1] ?? n[0] ?? 0] : [n[0] ?? 0] }
}

const startWindow = (type: Attr['type']): Window => (type === 'birthday' ? { this: true, unit: 'month' } : { last: 30, unit: 'day' })

/** A leaf over an event that asks something else of it. */
export function withAsked(r: Rule, asked: Asked, kind: Kind | undefined): Rule {
  const base: Rule = { op: 'event', event: r.event ?? '', ...(r.where?.length ? { where: r.where } : {}) }
  const window = r.window ?? PAST_YEAR
  if (asked === 'absent') return { ...base, op: 'absent', window }
  if (asked === 'seq') return { ...base, op: 'seq', window, then: r.then ?? { event: r.event ?? '', days: 30 } }
  if (asked === 'first' || asked === 'last') return { ...base, measure: asked, window }
  const compare = r.compare && r.numbers ? r.compare : 'ge'
  const numbers = r.numbers ?? [1]
  if (asked === 'count') return { ...base, measure: 'count', compare, numbers, window }
  const field = kind?.fields.find((f) => f.type === 'money' || f.type === 'number')?.key ?? ''
  return { ...base, measure: 'sum', field, compare, numbers, window }
}

/** How a window is said. */
export type WindowMode = 'ever' | 'last' | 'next' | 'this' | 'ago' | 'ahead' | 'between'

export function modeOf(w: Window | undefined): WindowMode {
  if (!w) return 'ever'
  if (w.last) return 'last'
  if (w.next) return 'next'
  if (w.this) return 'this'
  if (w.ago) return (w.min_ago ?? 0) < 0 || (w.max_ago ?? 0) < 0 ? 'ahead' : 'ago'
  return w.from || w.to ? 'between' : 'ever'
}

export function windowOf(mode: WindowMode, w: Window | undefined): Window {
  const unit = w?.unit ?? 'day'
  const n = w?.last ?? w?.next ?? 30
  if (mode === 'last') return { last: n, unit }
  if (mode === 'next') return { next: n, unit }
  if (mode === 'this') return { this: true, unit: unit === 'day' ? 'month' : unit }
  if (mode === 'ago') return { ago: true, min_ago: 30, max_ago: 0 }
  if (mode === 'ahead') return { ago: true, min_ago: -14, max_ago: -1 }
  return {}
}

/** Leaves of a rule. */
export function leaves(r: Rule): number {
  return r.rules?.length ? r.rules.reduce((n, x) => n + leaves(x), 0) : r.op === 'and' || r.op === 'or' || r.op === 'not' ? 0 : 1
}

/** "rule.rules[1].window" of a refusal as the path of a node. */
export const pathOfField = (field: string): string => field.replace(/^rule\.?/, '')
