import { useTranslation } from 'react-i18next'
import { yuan } from '@archwire/domain'
import { bare, modeOf, askedOf, type Attr, type Dictionary, type Field, type Rule, type Where, type Window } from './rules'
import { useDictionary } from './queries'
import './audience.css'

type T = (key: string, args?: Record<string, unknown>) => string

/** A rule as the clinic would say it, group by group; one sentence a leaf. */
export function RuleWords({ rule, inline = false }: { rule: Rule; inline?: boolean }) {
  const { t, i18n } = useTranslation()
  const dict = useDictionary()
  const say = sayer(t as T, i18n.language, dict.data)
  if (inline) return <span>{say.whole(rule)}</span>
  return <div className="au-words"><Node rule={rule} say={say} t={t as T} /></div>
}

function Node({ rule, say, t }: { rule: Rule; say: Sayer; t: T }) {
  const { rule: r, not } = bare(rule)
  if (r.op !== 'and' && r.op !== 'or') return <span>{not && <b className="au-not">{t('segments.not')} </b>}{say.leaf(r)}</span>
  return (
    <>
      <span className="au-join">{t(`segments.join.${not ? 'not_' : ''}${r.op}`)}</span>
      <ul>{(r.rules ?? []).map((x, i) => <li key={i}><Node rule={x} say={say} t={t} /></li>)}</ul>
    </>
  )
}

/** Says rules in the words of the clinic. */
export interface Sayer {
  leaf: (r: Rule) => string
  whole: (r: Rule) => string
}

/** The sentences of a language; words that the dictionary does not know stand as they are. */
export function sayer(t: T, language: string, dict: Dictionary | undefined): Sayer {
  const zh = language.startsWith('zh')
  const join = (list: string[]) => list.filter(Boolean).join(zh ? '' : ' ')
  const listed = (source: string | undefined, key: string): string => {
    const found = source ? dict?.lists[source]?.find((x) => x.value === key) : undefined
    return found ? (zh ? found.zh : found.en) || t(`patients.source.${key}`) : key || t('segments.unset')
  }
  const word = (prefix: string, of: Attr | Field | undefined, key: string): string => (of?.choices.includes(key) ? t(`${prefix}.${of.key}.${key}`) : listed(of?.source, key))
  const words = (prefix: string, of: Attr | Field | undefined, list: readonly string[] | undefined): string => (list?.length ? list.map((w) => word(prefix, of, w)).join(t('segments.or')) : t('segments.unset'))
  const number = (of: { type: string } | undefined, n: number): string => (of?.type === 'money' ? t('segments.money', { n: yuan(n) }) : of?.type === 'age' ? t('segments.years', { n }) : String(n))
  const numbers = (of: { type: string } | undefined, compare: string | undefined, list: readonly number[] | undefined): string => {
    const [a = 0, b = 0] = list ?? []
    return t(`segments.compare.${compare ?? 'ge'}`, { n: number(of, a), m: number(of, b) })
  }
  const where = (kind: string | undefined, list: readonly Where[] | undefined): string => {
    const fields = dict?.kinds.find((k) => k.key === kind)?.fields ?? []
    return (list ?? []).map((w) => {
      const f = fields.find((x) => x.key === w.field)
      const value = w.compare === 'in' || w.compare === 'not_in' ? t(`segments.words.${w.compare}`, { words: words('audience.field', f, w.words) }) : numbers(f, w.compare, w.numbers)
      return t('segments.where', { field: t(`audience.field.${w.field}`), value })
    }).join('')
  }
  const event = (key: string | undefined): string => (key ? t(`audience.kind.${key.replace('.', '_')}`) : t('segments.unset'))
  const leaf = (r: Rule): string => {
    if (r.op === 'attr') {
      const a = dict?.attrs.find((x) => x.key === r.attr)
      const name = t(`audience.attr.${r.attr ?? ''}`)
      if (r.compare === 'yes') return name
      if (r.compare === 'no') return t(`audience.attr.${r.attr ?? ''}.no`)
      if (r.compare === 'known' || r.compare === 'unknown') return t(`segments.${r.compare}`, { name })
      if (r.compare === 'within') return t('segments.day_within', { name, window: windowText(t, r.window) })
      if (r.compare === 'in' || r.compare === 'not_in') return join([name, t(`segments.words.${r.compare}`, { words: words('audience.attr', a, r.words) })])
      return join([name, numbers(a, r.compare, r.numbers)])
    }
    if (r.op === 'tag') return t('segments.has_tag', { tag: listed('tags', r.tag ?? '') })
    if (r.op === 'segment') return t('segments.in_segment', { name: listed('segments', r.segment ?? '') })
    if (r.op === 'bucket') return t('segments.in_bucket', { percent: Math.round(((r.high ?? 0) - (r.low ?? 0)) / 10) / 10 })
    const args = { window: windowText(t, r.window), event: event(r.event) + where(r.event, r.where) }
    if (r.op === 'seq') return t(r.then?.never ? 'segments.say.seq_never' : 'segments.say.seq', { ...args, then: event(r.then?.event) + where(r.then?.event, r.then?.where), days: r.then?.days ?? 0 })
    const asked = askedOf(r)
    if (asked === 'sum') {
      const f = dict?.kinds.find((k) => k.key === r.event)?.fields.find((x) => x.key === r.field)
      return t('segments.say.sum', { ...args, field: t(`audience.field.${r.field ?? ''}`), compare: numbers(f, r.compare, r.numbers) })
    }
    return t(`segments.say.${asked}`, { ...args, compare: numbers(undefined, r.compare, r.numbers) })
  }
  const whole = (rule: Rule): string => {
    const { rule: r, not } = bare(rule)
    const text = r.op === 'and' || r.op === 'or' ? (r.rules ?? []).map((x) => (bare(x).rule.rules?.length ? t('segments.bracket', { text: whole(x) }) : whole(x))).join(t(`segments.glue.${r.op}`)) : leaf(r)
    return not ? t('segments.not_whole', { text }) : text
  }
  return { leaf, whole }
}

/** A window of days in words. */
export function windowText(t: T, w: Window | undefined): string {
  const unit = w?.unit ?? 'day'
  switch (modeOf(w)) {
    case 'last': return t(w!.last === 1 ? `segments.window.last_one.${unit}` : `segments.window.last.${unit}`, { n: w!.last })
    case 'next': return t(w!.next === 1 ? `segments.window.next_one.${unit}` : `segments.window.next.${unit}`, { n: w!.next })
    case 'this': return t(`segments.window.this.${unit}`)
    case 'ago': return !w!.max_ago && !w!.min_ago ? t('segments.window.past') : w!.max_ago ? t('segments.window.ago', { min: w!.min_ago ?? 0, max: w!.max_ago }) : t('segments.window.ago_more', { min: w!.min_ago ?? 0 })
    case 'ahead': return t('segments.window.ahead', { min: -(w!.max_ago ?? 0), max: -(w!.min_ago ?? 0) })
    case 'between': return t('segments.window.between', { from: w!.from ?? '…', to: w!.to ?? '…' })
    default: return t('segments.window.ever')
  }
}
