import { describe, expect, it } from 'vitest'
import { EMPTY, calledOf, lacks, outcomeOf } from './draft'

const at = (local: string) => Number(local.replace(/\D/g, ''))

describe('a call before it is recorded', () => {
  it('was reached where something was answered, unless the caller says otherwise', () => {
    expect(outcomeOf(EMPTY)).toBe('')
    expect(outcomeOf({ ...EMPTY, answers: { pain: '0' } })).toBe('reached')
    expect(outcomeOf({ ...EMPTY, answers: { pain: '0' }, outcome: 'call_back' })).toBe('call_back')
  })
  it('says what is missing', () => {
    expect(lacks(EMPTY)).toBe('outcome')
    expect(lacks({ ...EMPTY, outcome: 'call_back' })).toBe('again')
    expect(lacks({ ...EMPTY, outcome: 'reached', complaint: ' ' })).toBe('complaint')
    expect(lacks({ ...EMPTY, outcome: 'reached', day: { month: 5 } })).toBe('day')
    expect(lacks({ ...EMPTY, outcome: 'reached', important: true })).toBe('why')
    expect(lacks({ ...EMPTY, outcome: 'no_answer' })).toBe('')
  })
  it('sends no answers of somebody who was not reached, and keeps the note', () => {
    const d = { ...EMPTY, outcome: 'no_answer' as const, answers: { pain: '3' }, note: ' rings ', mood: 'calm' }
    expect(calledOf(d, { pain: '3' }, [], at)).toEqual({ outcome: 'no_answer', note: 'rings' })
  })
  it('sends the days that were known with the one that was heard', () => {
    const known = [{ kind: 'wedding' as const, month: 10, day: 1 }]
    const sent = calledOf({ ...EMPTY, outcome: 'reached', day: { month: 5, day: 4, lunar: true } }, {}, known, at)
    expect(sent.special_days).toEqual([known[0], { kind: 'birthday', month: 5, day: 4, lunar: true }])
  })
  it('says when to call again only where that is meant', () => {
    expect(calledOf({ ...EMPTY, outcome: 'call_back', again: '2026-11-23T09:30' }, {}, [], at).again_at).toBe(202611230930)
    expect(calledOf({ ...EMPTY, outcome: 'reached', again: '2026-11-23T09:30' }, {}, [], at).again_at).toBeUndefined()
  })
})
