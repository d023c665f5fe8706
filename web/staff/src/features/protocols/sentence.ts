import i18next from 'i18next'
import type { Condition, Protocol, Question, Step, Vocabulary, Words } from './queries'

/** A text of the server in the language of the screen. */
export const say = (w: Words | undefined): string => (i18next.language === 'en' ? w?.en || w?.zh : w?.zh) ?? ''

/** "Under 20" is kept as at most 19.999: what is told is the bound itself. */
export const isUnder = (max: number): boolean => Math.round(max * 1000) % 10 === 9
export const boundOf = (max: number): number => (isUnder(max) ? Math.round((max + 0.001) * 1000) / 1000 : max)
/** The bound of a changed number, in the way in which it was kept. */
export const keptAs = (was: number, now: number): number => (isUnder(was) ? Math.round((now - 0.001) * 1000) / 1000 : now)

export const questionOf = (v: Vocabulary | undefined, key: string): Question | undefined => v?.questions.find((q) => q.key === key)

const short = (q: Question | undefined, key: string): string => (q ? say(q.words).replace(/[（(].*?[）)]/g, '').replace(/[？?]$/, '').trim() : key)

/** The words of an answer. */
export function optionText(q: Question | undefined, key: string): string {
  const yes = key === 'yes'
  if (q?.kind === 'yes_no') return i18next.t(yes ? 'protocols.yes' : 'protocols.no')
  return say(q?.options?.find((o) => o.key === key)?.words) || key
}

/** A condition as one reads it aloud. */
export function sentence(c: Condition, v: Vocabulary | undefined): string {
  const t = i18next.t
  const parts: string[] = []
  for (const one of c.all ?? []) parts.push(sentence(one, v))
  if (c.any?.length) parts.push(c.any.length > 1 ? t('protocols.either', { list: c.any.map((one) => sentence(one, v)).join(t('protocols.or')) }) : sentence(c.any[0]!, v))
  if (c.not) parts.push(t('protocols.not', { what: sentence(c.not, v) }))
  if (c.ask) parts.push(`${short(questionOf(v, c.ask), c.ask)}${compared(c, v)}`)
  else if (c.fact) parts.push(factText(c))
  return parts.join(t('protocols.and'))
}

function compared(c: Condition, v: Vocabulary | undefined): string {
  const t = i18next.t
  if (c.is?.length) return t('protocols.is', { list: c.is.map((k) => optionText(questionOf(v, c.ask!), k)).join(t('protocols.or')) })
  if (c.rise !== undefined) return t('protocols.rises', { n: c.rise })
  if (c.min !== undefined && c.max !== undefined) return t('protocols.between', { n: c.min, m: boundOf(c.max) })
  if (c.min !== undefined) return t('protocols.at_least', { n: c.min })
  if (c.max === undefined) return ''
  const under = isUnder(c.max)
  return t(under ? 'protocols.under' : 'protocols.at_most', { n: boundOf(c.max) })
}

/** Facts that are numbers; the others are so or not. */
export const NUMBERS = ['day', 'hours', 'turns_gap', 'wear_share', 'age'] as const

function factText(c: Condition): string {
  const t = i18next.t
  const percent = c.fact === 'wear_share' ? 100 : 1
  if (c.min !== undefined && c.max !== undefined) return t(`protocols.fact_between.${c.fact}`, { n: c.min * percent, m: boundOf(c.max) * percent })
  if (c.min !== undefined) return t(`protocols.fact_min.${c.fact}`, { n: c.min * percent })
  if (c.max !== undefined) return t(`protocols.fact_max.${c.fact}`, { n: boundOf(c.max) * percent })
  return t(`protocols.fact.${c.fact}`)
}

/** When a step comes: "2.5 小时后", "第 3 天", "第 2 个月". */
export function after(s: Step): string {
  const t = i18next.t
  const { minutes = 0, days = 0, months = 0 } = s.after
  if (months && days < 0) return t('protocols.after.before_months', { n: months, days: -days })
  if (months) return t('protocols.after.months', { n: months })
  if (days) return t('protocols.after.days', { n: days })
  if (minutes) return minutes % 60 === 0 || minutes % 60 === 30 ? t('protocols.after.hours', { n: minutes / 60 }) : t('protocols.after.minutes', { n: minutes })
  return s.slot === 'evening' ? t('protocols.after.evening') : t('protocols.after.same')
}

/** How a step goes, in a few words. */
export function how(s: Step): string {
  const t = i18next.t
  if (s.deed !== 'contact') return t(`followup.deed.${s.deed}`)
  return s.way ? t(`followup.way.${s.way}`) : t('protocols.way_either')
}

/** The order of time. */
export const sorted = (steps: Step[]): Step[] => [...steps].sort((a, b) => minutesOf(a) - minutesOf(b))
const minutesOf = (s: Step): number => (s.after.minutes ?? 0) + 1440 * ((s.after.days ?? 0) + 31 * (s.after.months ?? 0)) + (s.slot === 'evening' ? 600 : 0)

/** Keys of the questions that a step asks, without doubles. */
export const asksOf = (p: Protocol, s: Step): string[] => [...new Set([...(s.only ? [] : p.asks), ...(s.asks ?? [])].map((a) => a.question))]

/** The tops of a condition: what is joined by "and". */
export const clauses = (c: Condition): Condition[] => (c.all && !c.ask && !c.fact && !c.any && !c.not ? c.all : [c])
export const joined = (list: Condition[]): Condition => (list.length === 1 ? list[0]! : { all: list })
