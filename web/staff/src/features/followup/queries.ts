import { useQuery } from '@tanstack/react-query'
import { answer, at, type Schemas } from '@archwire/api'
import { api } from '../../app/api'

export type Words = Schemas['FollowupWordsBody']
export type Line = Schemas['FollowupLineBody']
export type Desk = Schemas['FollowupDeskBody']
export type Contact = Schemas['FollowupContactBody']
export type Question = Schemas['FollowupQuestionBody']
export type Result = Schemas['FollowupResultBody']
export type Called = Schemas['FollowupResultInBody']
export type Trial = Schemas['FollowupTrialBody']
export type Digest = Schemas['FollowupDigestBody']
export type Week = Schemas['FollowupWeekBody']
export type WeekRow = Schemas['FollowupWeekRow']
export type Tab = Schemas['FollowupTabBody']
export type Series = Schemas['FollowupSeriesBody']
export type Level = Result['level']
export type Outcome = Called['outcome']
export type Answers = Record<string, string>

export const OUTCOMES = ['reached', 'no_answer', 'call_back', 'wrong_number', 'refused'] as const satisfies readonly Outcome[]
export const MOODS = ['calm', 'content', 'worried', 'annoyed', 'angry'] as const
export const REFERRALS = ['not_asked', 'promised', 'named', 'declined'] as const
export const WISHES = ['book', 'change', 'advice', 'another_treatment'] as const

/** What stands below these is read again when the stream says that a contact changed. */
export const FOLLOWUP = ['followup'] as const
export const keys = {
  desk: (clinic: string) => [...FOLLOWUP, 'desk', clinic] as const,
  contact: (id: string) => [...FOLLOWUP, 'contact', id] as const,
  trial: (id: string, answers: Answers, satisfaction: number) => ['followup-trial', id, answers, satisfaction] as const,
  digest: (clinic: string, doctor: string, day: string) => [...FOLLOWUP, 'digest', clinic, doctor, day] as const,
  tellings: (clinic: string, day: string) => [...FOLLOWUP, 'tellings', clinic, day] as const,
  week: (clinic: string, day: string) => [...FOLLOWUP, 'week', clinic, day] as const,
  tab: (patient: string) => [...FOLLOWUP, 'tab', patient] as const,
  alarms: ['tasks', 'alarms'] as const,
}

const of = (id: string) => ({ path: { id } })

export const desk = (clinic_id: string): Promise<Desk> => answer(api.GET('/api/v1/followup/desk', { params: { query: { clinic_id } } }))
export const contact = (id: string): Promise<Contact> => answer(api.GET('/api/v1/followup/contacts/{id}', { params: of(id) }))
export const record = (line: Line, body: Called): Promise<Contact> =>
  answer(api.POST('/api/v1/followup/contacts/{id}/result', { params: { ...of(line.id), header: at(line.version) }, body }))
/** A try in vain that was a slip; the line as the record of it left it. */
export const takeBack = (line: Line): Promise<Contact> =>
  answer(api.POST('/api/v1/followup/contacts/{id}/take-back', { params: { ...of(line.id), header: at(line.version) } }))
export const correct = (id: string, answers: Answers, note: string): Promise<Contact> =>
  answer(api.POST('/api/v1/followup/contacts/{id}/correction', { params: of(id), body: { answers, note } }))
export const attempt = (id: string, answers: Answers, satisfaction: number, signal?: AbortSignal): Promise<Trial> =>
  answer(api.POST('/api/v1/followup/contacts/{id}/trial', { params: of(id), body: { answers, satisfaction }, ...(signal ? { signal } : {}) }))
export const digest = (clinic_id: string, doctor_id: string, day: string): Promise<Digest> =>
  answer(api.GET('/api/v1/followup/digest', { params: { query: { clinic_id, ...(doctor_id ? { doctor_id } : {}), ...(day ? { day } : {}) } } }))
export const seen = (result_ids: string[]) => answer(api.POST('/api/v1/followup/digest/seen', { body: { result_ids } }))
export const tellings = async (clinic_id: string, day: string): Promise<Schemas['FollowupTellingBody'][]> =>
  (await answer(api.GET('/api/v1/followup/tellings', { params: { query: { clinic_id, day } } }))).items ?? []
export const week = (clinic_id: string, day: string): Promise<Week> =>
  answer(api.GET('/api/v1/followup/week', { params: { query: { clinic_id, ...(day ? { day } : {}) } } }))
export const tab = (id: string): Promise<Tab> => answer(api.GET('/api/v1/followup/patients/{id}', { params: of(id) }))
export const setWishes = (id: string, body: Schemas['FollowupWishesInBody']) => answer(api.PUT('/api/v1/followup/patients/{id}/wishes', { params: of(id), body }))
export const setCase = (s: Series, body: Schemas['FollowupCaseInBody']): Promise<Series> => answer(api.PUT('/api/v1/followup/series/{id}/case', { params: { ...of(s.id), header: at(s.version) }, body }))
export const stop = (s: Series, why: string) => answer(api.POST('/api/v1/followup/series/{id}/stop', { params: { ...of(s.id), header: at(s.version) }, body: { why } }))

/** Every question in words, for what was asked at other times. */
export const useQuestions = (): Question[] => useQuery({
  queryKey: ['followup-words'], staleTime: Infinity, queryFn: () => answer(api.GET('/api/v1/followup/words')),
}).data?.questions ?? NO_QUESTIONS
const NO_QUESTIONS: Question[] = []

export const useContact = (id: string) => useQuery({ queryKey: keys.contact(id), queryFn: () => contact(id), enabled: id !== '' })

/** Tasks that ask a doctor to call, of whoever looks; the most urgent first. */
export const alarms = async () =>
  (await answer(api.GET('/api/v1/tasks', { params: { query: { whose: 'desk' as const, state: 'open' as const, limit: 50 } } }))).items.filter((x) => x.kind === 'followup.doctor_call')
