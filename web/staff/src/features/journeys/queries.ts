import { useQuery } from '@tanstack/react-query'
import { answer, at, type Schemas } from '@archwire/api'
import { api } from '../../app/api'
import type { Graph } from './graph'

export type Journey = Schemas['JourneysJourneyBody']
/** A journey with what is written of it. */
export type Shown = Journey & Pick<Schemas['JourneysShownBody'], 'draft' | 'draft_hash' | 'versions'>
export type Version = Schemas['JourneysWrittenBody']
export type Flaw = Schemas['JourneysFlaw']
export type Flaws = Schemas['JourneysFlawsBody']

export const JOURNEYS = ['journeys'] as const
export const keys = {
  all: [...JOURNEYS, 'all'] as const,
  one: (id: string) => [...JOURNEYS, 'one', id] as const,
  check: (id: string, g: Graph) => ['journeys-check', id, g] as const,
}

const path = (id: string) => ({ path: { id } })
/** The form of a graph is ours and the server's: rules travel as they are. */
const wire = (g: Graph): Schemas['JourneysGraph'] => g as unknown as Schemas['JourneysGraph']

export const useJourneys = () => useQuery({ queryKey: keys.all, queryFn: async () => (await answer(api.GET('/api/v1/journeys'))).items ?? [] })
export const one = async (id: string): Promise<Shown> => {
  const { journey, draft, draft_hash, versions } = await answer(api.GET('/api/v1/journeys/{id}', { params: path(id) }))
  return { ...journey, ...(draft ? { draft } : {}), draft_hash, versions: versions ?? [] }
}
export const useJourney = (id: string) => useQuery({ queryKey: keys.one(id), queryFn: () => one(id) })
export const make = (name: string, graph: Graph, template = '', note = ''): Promise<Journey> => answer(api.POST('/api/v1/journeys', { body: { name, graph: wire(graph), ...(template ? { template } : {}), ...(note ? { note } : {}) } }))
export const rename = (j: Journey, body: { name: string; note?: string; owner_id?: string }): Promise<Journey> => answer(api.PUT('/api/v1/journeys/{id}', { params: { ...path(j.id), header: at(j.version) }, body }))
export const writeDraft = (id: string, version: number, g: Graph): Promise<Journey> => answer(api.PUT('/api/v1/journeys/{id}/draft', { params: { ...path(id), header: at(version) }, body: wire(g) }))
export const dropDraft = (j: Journey) => answer(api.POST('/api/v1/journeys/{id}/draft/drop', { params: { ...path(j.id), header: at(j.version) } }))
export const check = (id: string, g: Graph, signal?: AbortSignal): Promise<Flaws> => answer(api.POST('/api/v1/journeys/check', { body: { journey_id: id, graph: wire(g) }, ...(signal ? { signal } : {}) }))

export type Template = Schemas['JourneysTemplateBody']
export type Drawn = Schemas['JourneysDrawnBody']
export type Rehearsed = Schemas['JourneysRehearsedBody']
export type DryRun = Schemas['JourneysDryRunBody']
export type Trial = Schemas['JourneysTrialBody']
export type Standing = Schemas['JourneysStandingBody']
export type Publishing = Schemas['JourneysPublishing']
export type Preview = Schemas['JourneysPreviewBody']
export type Enrolment = Schemas['JourneysEnrolmentBody']
export type Trace = Schemas['JourneysTraceBody']

export const live = {
  templates: (lang: string) => ['journeys-templates', lang] as const,
  standing: (id: string) => [...JOURNEYS, 'standing', id] as const,
  preview: (id: string, body: Publishing, version: number) => ['journeys-preview', id, body, version] as const,
  rehearsals: (id: string) => [...JOURNEYS, 'rehearsals', id] as const,
  effects: (id: string) => [...JOURNEYS, 'effects', id] as const,
  enrolments: (q: object) => [...JOURNEYS, 'enrolments', q] as const,
  trace: (id: string) => [...JOURNEYS, 'trace', id] as const,
}

/** The two languages in which templates are drawn. */
const lang = (locale: string): 'zh-CN' | 'en' => (locale.startsWith('zh') ? 'zh-CN' : 'en')

export const useTemplates = (locale: string) => useQuery({ queryKey: live.templates(locale), queryFn: async () => (await answer(api.GET('/api/v1/journeys/templates', { params: { query: { lang: lang(locale) } } }))).items ?? [], staleTime: Infinity })
export const drawn = (key: string, locale: string): Promise<Drawn> => answer(api.GET('/api/v1/journeys/template', { params: { query: { key, lang: lang(locale) } } }))

export const rehearse = (id: string, kind: 'replay' | 'forecast', g: Graph): Promise<Rehearsed> => answer(api.POST('/api/v1/journeys/{id}/rehearsals', { params: path(id), body: { kind, graph: wire(g) } }))
export const useRehearsals = (id: string) => useQuery({ queryKey: live.rehearsals(id), queryFn: async () => (await answer(api.GET('/api/v1/journeys/{id}/rehearsals', { params: path(id) }))).items ?? [] })
export const dryRun = (id: string, patient_id: string, past: boolean, g: Graph): Promise<DryRun> => answer(api.POST('/api/v1/journeys/{id}/dry-run', { params: path(id), body: { patient_id, past, graph: wire(g) } }))
export const useEffects = (id: string) => useQuery({ queryKey: live.effects(id), queryFn: async () => (await answer(api.GET('/api/v1/journeys/{id}/effects', { params: path(id) }))).items ?? [] })

export const useStanding = (id: string, wanted = true) => useQuery({ queryKey: live.standing(id), queryFn: () => answer(api.GET('/api/v1/journeys/{id}/standing', { params: path(id) })), enabled: wanted })
export const foresee = (id: string, body: Publishing): Promise<Preview> => answer(api.POST('/api/v1/journeys/{id}/publish/preview', { params: path(id), body }))
const turned = (j: Pick<Journey, 'id' | 'version'>) => ({ params: { ...path(j.id), header: at(j.version) } })
export const publish = (j: Pick<Journey, 'id' | 'version'>, body: Publishing): Promise<Journey> => answer(api.POST('/api/v1/journeys/{id}/publish', { ...turned(j), body }))
export const pause = (j: Pick<Journey, 'id' | 'version'>): Promise<Journey> => answer(api.POST('/api/v1/journeys/{id}/pause', turned(j)))
export const resume = (j: Pick<Journey, 'id' | 'version'>, how: 'shift' | 'skip'): Promise<Journey> => answer(api.POST('/api/v1/journeys/{id}/resume', { ...turned(j), body: { how } }))
export const end = (j: Pick<Journey, 'id' | 'version'>): Promise<Journey> => answer(api.POST('/api/v1/journeys/{id}/end', turned(j)))

export interface EnrolmentFilter { journey_id?: string; patient_id?: string; clinic_id?: string; node?: string; open?: boolean; cursor?: string; limit?: number }
export const enrolments = (query: EnrolmentFilter) => answer(api.GET('/api/v1/journeys/enrolments', { params: { query } }))
export const useTrace = (id: string) => useQuery({ queryKey: live.trace(id), queryFn: () => answer(api.GET('/api/v1/journeys/enrolments/{id}/trace', { params: path(id) })) })
export const enter = (journey: string, patient_id: string): Promise<Enrolment> => answer(api.POST('/api/v1/journeys/{id}/enrolments', { params: path(journey), body: { patient_id } }))
export const takeOut = (id: string, reason: string): Promise<Enrolment> => answer(api.POST('/api/v1/journeys/enrolments/{id}/remove', { params: path(id), body: { reason } }))
