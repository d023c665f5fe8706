import { useQuery } from '@tanstack/react-query'
import { answer, at, type Schemas } from '@archwire/api'
import { api } from '../../app/api'

export type Words = Schemas['FollowupWords']
export type Condition = Schemas['FollowupCondition']
export type Rule = Schemas['FollowupRule']
export type Step = Schemas['FollowupStep']
export type Protocol = Schemas['FollowupProtocol']
export type Edited = Schemas['FollowupProtocolBody']
export type Version = Schemas['FollowupVersionBody']
export type Question = Schemas['FollowupQuestionBody']
export type Vocabulary = Schemas['FollowupVocabularyBody']
export type Imagined = Schemas['FollowupImaginedBody']
export type Rehearsal = Schemas['FollowupRehearsalBody']
export type Rehearsed = Schemas['FollowupRehearsedBody']
export type Touched = Schemas['FollowupTouchedBody']
export type Ahead = Schemas['FollowupAheadBody']
export type DueRecall = Schemas['FollowupDueRecallBody']
export type Recall = Schemas['FollowupRecallBody']
export type RecallType = Schemas['FollowupRecallTypeBody']
export type Load = Schemas['FollowupLoadBody']

export const PROTOCOLS = ['followup-protocols'] as const
export const RECALLS = ['followup-recalls'] as const
export const keys = {
  all: [...PROTOCOLS, 'all'] as const,
  one: (key: string) => [...PROTOCOLS, 'one', key] as const,
  words: [...PROTOCOLS, 'words'] as const,
  rehearsal: (key: string, body: unknown) => ['followup-rehearsal', key, body] as const,
  ahead: (clinic: string, key: string, day: string) => ['followup-ahead', clinic, key, day] as const,
  touched: (key: string, version: number) => ['followup-touched', key, version] as const,
  recalls: (clinic: string, to: string) => [...RECALLS, 'due', clinic, to] as const,
  types: [...RECALLS, 'types'] as const,
  load: (clinic: string) => ['followup-load', clinic] as const,
}

/** A protocol whose lists are lists: what is empty may come as nothing. */
export const whole = (p: Protocol): Protocol => ({ ...p, steps: p.steps ?? [], asks: p.asks ?? [], red: p.red ?? [], amber: p.amber ?? [], goals: p.goals ?? [] })

const path = (key: string) => ({ path: { key } })
const versioned = (e: Edited) => ({ params: { path: { key: e.protocol.key }, header: at(e.version) } })

export const useProtocols = () => useQuery({ queryKey: keys.all, queryFn: async () => (await answer(api.GET('/api/v1/followup/protocols'))).items ?? [] })
export const useProtocol = (key: string) => useQuery({ queryKey: keys.one(key), queryFn: () => answer(api.GET('/api/v1/followup/protocols/{key}', { params: path(key) })) })
export const useVocabulary = () => useQuery({ queryKey: keys.words, queryFn: () => answer(api.GET('/api/v1/followup/words')), staleTime: Infinity })

export const writeDraft = (e: Edited, body: Protocol) => answer(api.PUT('/api/v1/followup/protocols/{key}/draft', { ...versioned(e), body }))
export const dropDraft = (e: Edited) => answer(api.POST('/api/v1/followup/protocols/{key}/draft/drop', versioned(e)))
export const publish = (e: Edited, note: string) => answer(api.POST('/api/v1/followup/protocols/{key}/publish', { ...versioned(e), body: note ? { note } : {} }))
export const switchTo = (e: Edited, active: boolean) => answer(api.POST('/api/v1/followup/protocols/{key}/switch', { ...versioned(e), body: { active } }))
export const touched = (key: string, clinic_id: string): Promise<Touched> => answer(api.GET('/api/v1/followup/protocols/{key}/touched', { params: { ...path(key), query: { clinic_id } } }))
export const rehearse = (clinic_id: string, protocol: Protocol, who: Imagined, signal?: AbortSignal): Promise<Rehearsal> =>
  answer(api.POST('/api/v1/followup/protocols/{key}/rehearsal', { params: path(protocol.key), body: { clinic_id, protocol, who }, ...(signal ? { signal } : {}) }))
export const ahead = (clinic_id: string, protocol: string, day: string): Promise<Ahead> => answer(api.GET('/api/v1/followup/ahead', { params: { query: { clinic_id, protocol, day } } }))

export const recalls = async (clinic_id: string, to: string): Promise<DueRecall[]> => (await answer(api.GET('/api/v1/followup/recalls', { params: { query: { clinic_id, to, limit: 500 } } }))).items ?? []
export const setRecall = (body: Schemas['FollowupSetRecallInBody']) => answer(api.POST('/api/v1/followup/recalls', { body }))
export const changeRecall = (r: Recall, body: Schemas['FollowupChangeRecallInBody']) => answer(api.PUT('/api/v1/followup/recalls/{id}', { params: { path: { id: r.id }, header: at(r.version) }, body }))
export const useRecallTypes = () => useQuery({ queryKey: keys.types, queryFn: async () => (await answer(api.GET('/api/v1/followup/recall-types'))).items ?? [] })
export const putRecallType = (r: Pick<RecallType, 'kind' | 'version'>, body: Schemas['FollowupRecallTypeText']) =>
  answer(api.PUT('/api/v1/followup/recall-types/{key}', { params: { path: { key: r.kind }, header: at(r.version) }, body }))
export const load = async (clinic_id: string): Promise<Load[]> => (await answer(api.GET('/api/v1/followup/forecast', { params: { query: { clinic_id, days: 14 } } }))).items ?? []
