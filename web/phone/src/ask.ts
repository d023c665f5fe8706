import type { Answers, Question } from './wire'

/** The questions that are asked now. */
export const shown = (list: Question[], a: Answers): Question[] => list.filter((q) => !q.after || (!!a[q.after] && hangs(q, a[q.after]!)))

/** Whether an answer is one after which the question is asked. */
const hangs = (q: Question, given: string): boolean => (q.any_of && q.any_of.length > 0 ? given.split(',').some((one) => q.any_of!.indexOf(one) >= 0) : Number(given) >= q.from)

/** What is sent: the answers to the questions that are shown. */
export function toSend(list: Question[], a: Answers): Answers {
  const out: Answers = {}
  for (const q of shown(list, a)) {
    const given = (a[q.key] || '').trim()
    if (given) out[q.key] = given
  }
  return out
}

/** Questions that are shown and still wait; words of one's own need not be said. */
export const waiting = (list: Question[], a: Answers): Question[] => shown(list, a).filter((q) => q.kind !== 'text' && !(a[q.key] || '').trim())

/** The least and the most of a question of numbers. */
export function bounds(q: Question): [number, number] {
  if (q.kind === 'scale') return [0, 10]
  if (q.kind === 'stars') return [1, 5]
  if (q.kind === 'hours') return [0, 24]
  return [q.min || 0, q.max || 999]
}

/** Whether what was typed into a field of numbers can be an answer. */
export function fits(q: Question, given: string): boolean {
  if (!given) return true
  const n = Number(given)
  const [low, high] = bounds(q)
  return /^\d{1,3}(\.\d)?$/.test(given) && n >= low && n <= high && (q.kind !== 'count' || n % 1 === 0)
}

/** Answers at which the safety sentence stands on the screen before anything is sent: what is red for everybody. The server judges all of them. */
export const URGENT: Record<string, readonly string[] | number> = {
  airway: ['yes'],
  swelling: ['spreading'],
  rash: ['lips', 'chest'],
  swallowed: ['breathing'],
  fever: 39,
  awake: ['hard'],
}

/** Whether the answer to a question is one of those. */
export function urgent(question: string, a: Answers): boolean {
  const from = URGENT[question]
  const given = a[question]
  if (from === undefined || !given) return false
  return typeof from === 'number' ? Number(given) >= from : given.split(',').some((one) => from.indexOf(one) >= 0)
}
