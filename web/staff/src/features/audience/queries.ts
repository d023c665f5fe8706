import { useQuery } from '@tanstack/react-query'
import { answer, at, type Schemas } from '@archwire/api'
import { api } from '../../app/api'
import type { Dictionary, Rule } from './rules'

export type Segment = Schemas['AudienceSegmentBody']
export type Detail = Schemas['AudienceDetailBody']
export type Person = Schemas['AudiencePerson']
export type Leaf = Schemas['AudienceLeaf']
export type Naming = Schemas['AudienceNameFields']

export const AUDIENCE = ['audience'] as const
export const keys = {
  dictionary: [...AUDIENCE, 'dictionary'] as const,
  list: (archived: boolean) => [...AUDIENCE, 'list', archived] as const,
  one: (id: string) => [...AUDIENCE, 'one', id] as const,
  preview: (rule: string) => [...AUDIENCE, 'preview', rule] as const,
  members: (id: string) => [...AUDIENCE, 'members', id] as const,
  overlaps: (id: string) => [...AUDIENCE, 'overlaps', id] as const,
  change: (id: string, version: number) => [...AUDIENCE, 'change', id, version] as const,
  why: (id: string, patient: string) => [...AUDIENCE, 'why', id, patient] as const,
  of: (patient: string) => [...AUDIENCE, 'of', patient] as const,
}

/** What rules may speak of; it changes seldom. */
export const useDictionary = () => useQuery({ queryKey: keys.dictionary, queryFn: (): Promise<Dictionary> => answer(api.GET('/api/v1/audience/dictionary')), staleTime: 60_000 })
export const useSegments = (archived: boolean) => useQuery({ queryKey: keys.list(archived), queryFn: async (): Promise<Segment[]> => (await answer(api.GET('/api/v1/audience/segments', { params: { query: { archived } } }))).items })
export const useSegment = (id: string) => useQuery({ queryKey: keys.one(id), queryFn: (): Promise<Detail> => answer(api.GET('/api/v1/audience/segments/{id}', { params: { path: { id } } })), enabled: id !== '' })
export const preview = (rule: Rule, signal: AbortSignal) => answer(api.POST('/api/v1/audience/preview', { body: { rule }, signal }))
export const members = (id: string, cursor: string) => answer(api.GET('/api/v1/audience/segments/{id}/members', { params: { path: { id }, query: { limit: 50, ...(cursor ? { cursor } : {}) } } }))
export const useOverlaps = (id: string) => useQuery({ queryKey: keys.overlaps(id), queryFn: async () => (await answer(api.GET('/api/v1/audience/segments/{id}/overlaps', { params: { path: { id } } }))).items })
export const useChange = (id: string, version: number, on: boolean) => useQuery({ queryKey: keys.change(id, version), queryFn: () => answer(api.GET('/api/v1/audience/segments/{id}/change', { params: { path: { id } } })), enabled: on })
export const useWhy = (id: string, patient: string) => useQuery({ queryKey: keys.why(id, patient), queryFn: () => answer(api.POST('/api/v1/audience/explain', { body: { segment_id: id, patient_id: patient } })), enabled: patient !== '', retry: false })
export const useOf = (patient: string) => useQuery({ queryKey: keys.of(patient), queryFn: () => answer(api.GET('/api/v1/audience/patients/{id}', { params: { path: { id: patient } } })) })

const versioned = (s: { id: string; version: number }) => ({ params: { path: { id: s.id }, header: at(s.version) } })
export const make = (body: Naming & { rule: Rule }) => answer(api.POST('/api/v1/audience/segments', { body }))
export const rename = (s: Segment, body: Naming) => answer(api.PUT('/api/v1/audience/segments/{id}', { ...versioned(s), body }))
export const writeDraft = (s: Segment, rule: Rule) => answer(api.PUT('/api/v1/audience/segments/{id}/draft', { ...versioned(s), body: { rule } }))
export const dropDraft = (s: Segment) => answer(api.DELETE('/api/v1/audience/segments/{id}/draft', versioned(s)))
export const putInForce = (s: Segment) => answer(api.POST('/api/v1/audience/segments/{id}/switch', versioned(s)))
export const archive = (s: Segment) => answer(api.POST('/api/v1/audience/segments/{id}/archive', versioned(s)))
export const restore = (s: Segment) => answer(api.POST('/api/v1/audience/segments/{id}/restore', versioned(s)))
export const prove = (id: string) => answer(api.POST('/api/v1/audience/segments/{id}/prove', { params: { path: { id } } }))
export const exportHref = (id: string) => `/api/v1/audience/segments/${id}/export`
