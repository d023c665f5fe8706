import type { Answers, Question } from '../queries'

/** What a key makes of an answer; next: the question is done with. */
export interface Pressed {
  value: string
  next: boolean
}

const TEN = '-'

/** The answers that a question offers to pick from, by key; none where something is typed. */
export function choices(q: Question): string[] {
  switch (q.kind) {
    case 'scale': return Array.from({ length: 11 }, (_, n) => String(n))
    case 'stars': return ['1', '2', '3', '4', '5']
    case 'yes_no': return ['yes', 'no']
    case 'choice': case 'many': return (q.options ?? []).map((o) => o.key)
    default: return []
  }
}

/** The key that stands beside a choice. */
export function keyOf(q: Question, at: number): string {
  if (q.kind === 'scale') return at === 10 ? TEN : String(at)
  return String(at + 1)
}

/** All single keys that a question takes for itself while it has the focus. No letters: N says that nobody answered, wherever the focus is. */
export const keysOf = (q: Question): string => choices(q).map((_, n) => keyOf(q, n)).join('')

/** Several answers are kept in the order of the question; "none" of them stands alone. */
export function toggled(q: Question, value: string, one: string): string {
  const had = value ? value.split(',') : []
  if (one === 'none') return had.includes('none') ? '' : 'none'
  const now = had.includes(one) ? had.filter((x) => x !== one) : [...had.filter((x) => x !== 'none'), one]
  return choices(q).filter((x) => now.includes(x)).join(',')
}

/** What a key does to the answer of a question that has the focus; null where it does nothing. */
export function pressed(q: Question, key: string, value: string): Pressed | null {
  const list = choices(q)
  if (list.length === 0) return null
  if (key === 'Backspace' || key === 'Delete') return { value: '', next: false }
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    if (q.kind === 'many') return null
    const at = list.indexOf(value)
    const to = key === 'ArrowRight' ? Math.min(list.length - 1, at + 1) : Math.max(0, at - 1)
    return { value: list[to]!, next: false }
  }
  const one = list.find((_, n) => keyOf(q, n) === key)
  if (!one) return null
  return q.kind === 'many' ? { value: toggled(q, value, one), next: false } : { value: one, next: true }
}

/**
 * The questions to show: those that the server asks with these answers, and at once,
 * before it has said so, those that hang on one answer alone.
 */
export function shown(questions: readonly Question[], answers: Answers, asked: readonly string[] | undefined): Question[] {
  return questions.filter((q) => {
    if (q.after) return !!answers[q.after] && hangs(q, answers[q.after]!)
    return !asked || asked.includes(q.key) || !!answers[q.key]
  })
}

/** Whether an answer is one after which the question is asked. */
const hangs = (q: Question, given: string): boolean => (q.any_of && q.any_of.length > 0 ? given.split(',').some((one) => q.any_of!.includes(one)) : Number(given) >= q.from)

/** What is sent: nothing empty, and nothing that is not asked any more. */
export function given(questions: readonly Question[], answers: Answers): Answers {
  return Object.fromEntries(questions.filter((q) => answers[q.key]).map((q) => [q.key, answers[q.key]!]))
}
