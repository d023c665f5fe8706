import i18next from 'i18next'
import type { Answers, Level, Question, Words } from './queries'
import type { Tone } from '../../ui/StatusTag'

/** A text of the server in the language of the screen. */
export const say = (w: Words | undefined): string => (i18next.language === 'en' ? w?.en || w?.zh : w?.zh) ?? ''

export const toneOf: Record<Level, Tone> = { green: 'good', amber: 'warn', red: 'bad' }

/** An answer in words, as a reader needs it. */
export function answerText(q: Question, value: string): string {
  const t = i18next.t
  switch (q.kind) {
    case 'scale': return t('calls.of_ten', { n: value })
    case 'stars': return t('calls.of_five', { n: value })
    case 'yes_no': return t(`calls.answer.${value}`)
    case 'hours': return t('calls.hours', { n: value })
    case 'choice': case 'many': case 'number':
      return value.split(',').map((v) => say(q.options?.find((o) => o.key === v)?.words) || v).join(t('app.comma'))
    default: return value
  }
}

/** What was answered, in the order in which it is asked. */
export const answered = (questions: readonly Question[], answers: Answers): { key: string; asked: string; text: string }[] =>
  questions.filter((q) => answers[q.key]).map((q) => ({ key: q.key, asked: say(q.words), text: answerText(q, answers[q.key]!) }))

/** What came of a contact, in words. */
export const outcomeText = (outcome: string): string => i18next.t(`calls.outcome.${outcome}`, { defaultValue: outcome })

/** Civil days from one day to another. */
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
