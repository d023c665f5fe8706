import i18next from 'i18next'
import type { Protocol, Rule, Step, Vocabulary } from './queries'
import { after, how, questionOf, say, sentence } from './sentence'

/** One thing that differs between two versions; one side is empty where it is new or gone. */
export interface Change { key: string; what: string; before: string; after: string }

/** What is different in b from a, as a reader would tell it. */
export function changes(a: Protocol, b: Protocol, v: Vocabulary | undefined): Change[] {
  const t = i18next.t
  const out: Change[] = []
  const add = (key: string, what: string, before: string, after_: string) => { if (before !== after_) out.push({ key, what, before, after: after_ }) }
  add('name', t('protocols.name'), say(a.name), say(b.name))
  pairs(a.steps ?? [], b.steps ?? []).forEach(([x, y]) => add(`step ${(x ?? y)!.key}`, t('protocols.step_at', { at: after((x ?? y)!) }), x ? stepText(x, v) : '', y ? stepText(y, v) : ''))
  for (const level of ['red', 'amber'] as const) {
    pairs(a[level] ?? [], b[level] ?? []).forEach(([x, y]) => add(`${level} ${(x ?? y)!.key}`, `${t(`protocols.level.${level}`)} · ${say((x ?? y)!)}`, x ? ruleText(x, v) : '', y ? ruleText(y, v) : ''))
  }
  const asked = (p: Protocol) => (p.asks ?? []).map((q) => say(questionOf(v, q.question)?.words) || q.question).join(t('app.comma'))
  add('asks', t('protocols.questions'), asked(a), asked(b))
  add('goals', t('protocols.goals'), (a.goals ?? []).map(say).join('；'), (b.goals ?? []).map(say).join('；'))
  for (const f of ['phone', 'early', 'kids', 'tells'] as const) add(f, t(`protocols.flag.${f}`), a[f] ? t('protocols.on') : t('protocols.off'), b[f] ? t('protocols.on') : t('protocols.off'))
  for (const k of new Set([...Object.keys(a.plan ?? {}), ...Object.keys(b.plan ?? {})])) add(`plan ${k}`, t(`protocols.plan.${k}`), String(a.plan?.[k] ?? ''), String(b.plan?.[k] ?? ''))
  return out
}

/** The same thing in two lists, by its key: the order of the second, then what is gone. */
function pairs<T extends { key: string }>(a: T[], b: T[]): [T | undefined, T | undefined][] {
  return [...b.map((y): [T | undefined, T] => [a.find((x) => x.key === y.key), y]), ...a.filter((x) => !b.some((y) => y.key === x.key)).map((x): [T, undefined] => [x, undefined])]
}

const ruleText = (r: Rule, v: Vocabulary | undefined): string => `${say(r)}${i18next.t('protocols.colon')}${sentence(r.when, v)}`

function stepText(s: Step, v: Vocabulary | undefined): string {
  const t = i18next.t
  const { minutes = 0, days = 0, months = 0 } = s.until ?? {}
  const until = months ? t('protocols.after.months', { n: months }) : days ? t('protocols.after.days', { n: days }) : minutes ? t('protocols.after.minutes', { n: minutes }) : ''
  return [
    after(s), s.slot ? t(`followup.slot.${s.slot}`) : '', how(s), until && t('protocols.until_is', { at: until }), s.every ? t('protocols.every', { n: s.every }) : '',
    s.when ? t('protocols.if', { what: sentence(s.when, v) }) : '', s.only ? t('protocols.only') : '',
    (s.asks ?? []).map((q) => say(questionOf(v, q.question)?.words) || q.question).join(t('app.comma')), (s.say ?? []).map((k) => say(v?.scripts[k])).join(' '), say(s.words),
  ].filter(Boolean).join(' · ')
}
