import { useCallback, useEffect, useState } from 'react'
import type { Answers, Called, Outcome } from '../queries'
import type { SpecialDay } from '../../patients/queries'

/** What was entered of a call that is not recorded yet. */
export interface Draft {
  outcome: Outcome | ''
  answers: Answers
  mood: string
  advice: string
  note: string
  satisfaction: number
  referral: string
  wish: string
  /** "2026-11-22T09:05" on the clinic's clock. */
  again: string
  /** null: nobody complained. */
  complaint: string | null
  day: Partial<SpecialDay> | null
  important: boolean | null
  why: string
  asksCalls: boolean | null
}

export const EMPTY: Draft = {
  outcome: '', answers: {}, mood: '', advice: '', note: '', satisfaction: 0, referral: '', wish: '', again: '', complaint: null, day: null, important: null, why: '', asksCalls: null,
}

const nameOf = (account: string, contact: string): string => `archwire.call.${account}.${contact}`

/** What this tab kept of a call: what patients say is not for a storage that outlives the tab. */
export function kept(account: string, contact: string): Draft {
  try {
    return { ...EMPTY, ...(JSON.parse(sessionStorage.getItem(nameOf(account, contact)) ?? '{}') as Partial<Draft>) }
  } catch {
    return EMPTY // what somebody else wrote there is not ours
  }
}

export const forget = (account: string, contact: string): void => sessionStorage.removeItem(nameOf(account, contact))

export const untouched = (d: Draft): boolean => JSON.stringify(d) === JSON.stringify(EMPTY)

/** The draft of a call; it outlives a reload of the page. */
export function useDraft(account: string, contact: string): [Draft, (change: Partial<Draft>) => void, () => void] {
  const [draft, setDraft] = useState(() => kept(account, contact))
  useEffect(() => {
    if (untouched(draft)) forget(account, contact)
    else sessionStorage.setItem(nameOf(account, contact), JSON.stringify(draft))
  }, [account, contact, draft])
  const change = useCallback((c: Partial<Draft>) => setDraft((old) => ({ ...old, ...c })), [])
  const clear = useCallback(() => { setDraft(EMPTY); forget(account, contact) }, [account, contact])
  return [draft, change, clear]
}

/** Who answered was reached, unless the caller says otherwise. */
export const outcomeOf = (d: Draft): Outcome | '' => d.outcome || (Object.values(d.answers).some(Boolean) ? 'reached' : '')

/** What still keeps a call from being recorded: its text is calls.lacks.<it>, '' for nothing. */
export function lacks(d: Draft): string {
  const outcome = outcomeOf(d)
  if (!outcome) return 'outcome'
  if (outcome === 'call_back' && !d.again) return 'again'
  if (d.complaint !== null && !d.complaint.trim()) return 'complaint'
  if (d.day && !(d.day.month && d.day.day)) return 'day'
  if (d.important !== null && !d.why.trim()) return 'why'
  return ''
}

/** The draft as it is sent. known: the special days of the patient's record. */
export function calledOf(d: Draft, answers: Answers, known: readonly SpecialDay[], instant: (local: string) => number): Called {
  const outcome = outcomeOf(d) as Outcome
  const talked = outcome === 'reached'
  return {
    outcome,
    ...(talked && Object.keys(answers).length > 0 ? { answers } : {}),
    ...(talked && d.satisfaction > 0 ? { satisfaction: d.satisfaction } : {}),
    ...(talked && d.mood ? { mood: d.mood } : {}),
    ...(talked && d.advice.trim() ? { advice: d.advice.trim() } : {}),
    ...(talked && d.referral ? { referral: d.referral } : {}),
    ...(talked && d.wish ? { wish: d.wish } : {}),
    ...(d.note.trim() ? { note: d.note.trim() } : {}),
    ...((outcome === 'call_back' || outcome === 'no_answer') && d.again ? { again_at: instant(d.again) } : {}),
    ...(d.complaint?.trim() ? { complaint: d.complaint.trim() } : {}),
    ...(d.day?.month && d.day.day ? { special_days: [...known, { kind: 'birthday' as const, ...d.day, month: d.day.month, day: d.day.day }] } : {}),
    ...(d.important !== null ? { important: d.important, important_reason: d.why.trim() } : {}),
    ...(d.asksCalls !== null ? { asks_calls: d.asksCalls } : {}),
  }
}
