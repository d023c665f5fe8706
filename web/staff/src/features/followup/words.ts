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
    case 'yes_no': return t(`calls.${value}`)
    case 'hours': return t('calls.hours', { n: value })
    case 'choice': case 'many': case 'number':
      return value.split(',').map((v) => say(q.options?.find((o) => o.key === v)?.words) || v).join(t('app.comma'))
    default: return value
  }
}

/** What was answered, in the order in which it was asked; nothing is left out that has no question any more. */
export function answered(questions: readonly Question[], answers: Answers): { key: string; asked: string; text: string }[] {
  const known = questions.filter((q) => answers[q.key]).map((q) => ({ key: q.key, asked: say(q.words), text: answerText(q, answers[q.key]!) }))
  const other = Object.keys(answers).filter((k) => answers[k] && !questions.some((q) => q.key === k)).map((k) => ({ key: k, asked: i18next.t(`followup.question.${k}`, { defaultValue: k }), text: answers[k]! }))
  return [...known, ...other]
}
