import { answer, at, type Schemas } from '@archwire/api'
import { api } from '../../app/api'

export type Record = Schemas['ChartingRecordBody']
export type Head = Schemas['ChartingRecordHead']
export type Section = Schemas['ChartingSectionBody']
export type Line = Schemas['ChartingLineBody']
export type Part = Section['part']
export type Finding = Schemas['ChartingQualityBody']
export type Version = Schemas['ChartingVersionBody']
export type Template = Schemas['ChartingTemplateBody']
export type NewTemplate = Schemas['ChartingNewTemplateInBody']
export type TemplateChange = Schemas['ChartingChangeTemplateInBody']
export type Preparation = Schemas['ChartingPreparationBody']
export type Kind = Head['kind']

export const PARTS: readonly Part[] = ['complaint', 'illness', 'history', 'examination', 'diagnosis', 'plan', 'treatment', 'advice']
export const KINDS: readonly Kind[] = ['first', 'return', 'orthodontic', 'emergency', 'note']

export const RECORDS = ['records'] as const
export const keys = {
  ofPatient: (id: string) => [...RECORDS, 'patient', id] as const,
  ofVisit: (id: string) => [...RECORDS, 'visit', id] as const,
  one: (id: string) => [...RECORDS, 'one', id] as const,
  difference: (id: string, from: number, to: number) => [...RECORDS, 'difference', id, from, to] as const,
  preparation: (clinic: string, day: string, doctor: string) => [...RECORDS, 'preparation', clinic, day, doctor] as const,
  templates: ['record_templates'] as const,
  allTemplates: ['record_templates', 'all'] as const,
}

const byId = (id: string) => ({ params: { path: { id } } })
const versioned = (id: string, version: number) => ({ params: { path: { id }, header: at(version) } })

export const ofPatient = async (patient_id: string): Promise<Head[]> => (await answer(api.GET('/api/v1/charting/records', { params: { query: { patient_id } } }))).items
export const ofVisit = async (visit_id: string): Promise<Head[]> => (await answer(api.GET('/api/v1/charting/records', { params: { query: { visit_id } } }))).items
export const show = (id: string) => answer(api.GET('/api/v1/charting/records/{id}', byId(id)))
export const forPaper = (id: string) => answer(api.GET('/api/v1/charting/records/{id}/print', byId(id)))
export const difference = async (id: string, from: number, to: number) =>
  (await answer(api.GET('/api/v1/charting/records/{id}/difference', { params: { path: { id }, query: { from, to } } }))).parts
export const begin = (visit_id: string, author_id: string) => answer(api.POST('/api/v1/charting/records', { body: { visit_id, ...(author_id ? { author_id } : {}) } }))
export const save = (id: string, version: number, body: { kind?: Kind; parts?: Section[] }) => answer(api.PATCH('/api/v1/charting/records/{id}', { ...versioned(id, version), body }))
export const submit = (id: string, version: number, reviewer_id: string) =>
  answer(api.POST('/api/v1/charting/records/{id}/submit', { ...versioned(id, version), body: { ...(reviewer_id ? { reviewer_id } : {}) } }))
export const takeBack = (id: string, version: number) => answer(api.POST('/api/v1/charting/records/{id}/take-back', versioned(id, version)))
export const review = (id: string, version: number, approve: boolean, note: string) =>
  answer(api.POST('/api/v1/charting/records/{id}/review', { ...versioned(id, version), body: { approve, note } }))

/** What proves at a signature who one is: the password, or a code of the second factor. */
export interface Proof { password?: string; code?: string }
type Rule = NonNullable<Schemas['ChartingSignInBody']['reasons']>[number]['rule']
export const sign = (id: string, version: number, proof: Proof, reasons: { rule: string; reason: string }[]) =>
  answer(api.POST('/api/v1/charting/records/{id}/sign', { ...versioned(id, version), body: { ...proof, reasons: reasons as { rule: Rule; reason: string }[] } }))
export const amend = (id: string, version: number, parts: Section[], reason: string, proof: Proof) =>
  answer(api.POST('/api/v1/charting/records/{id}/amend', { ...versioned(id, version), body: { parts, reason, ...proof } }))
export const templates = async (): Promise<Template[]> => (await answer(api.GET('/api/v1/charting/templates', { params: { query: { limit: 1000 } } }))).items
/** Also what is switched off. */
export const allTemplates = async (): Promise<Template[]> => (await answer(api.GET('/api/v1/charting/templates', { params: { query: { limit: 1000, all: true } } }))).items
export const addTemplate = (body: NewTemplate) => answer(api.POST('/api/v1/charting/templates', { body }))
export const changeTemplate = (x: Template, body: TemplateChange) => answer(api.PATCH('/api/v1/charting/templates/{id}', { ...versioned(x.id, x.version), body }))
/** Takes in what ships and is not there. */
export const takeShipped = () => answer(api.POST('/api/v1/charting/templates/shipped'))
export const preparation = (clinic_id: string, day: string, doctor_id: string) =>
  answer(api.GET('/api/v1/charting/preparation', { params: { query: { clinic_id, day, ...(doctor_id ? { doctor_id } : {}) } } }))
