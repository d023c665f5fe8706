import { useQuery } from '@tanstack/react-query'
import { answer, at, type Schemas, type operations } from '@archwire/api'
import { api } from '../../app/api'

export type Hit = Schemas['PatientsHitBody']
export type Listed = Schemas['PatientsListedBody']
export type Elsewhere = Schemas['PatientsElsewhereBody']
export type PatientPage = Schemas['PatientsPageBody']
export type PatientRecord = Schemas['PatientsRecordBody']
export type Entry = Schemas['PatientsEntryFields']
export type NewPatient = Schemas['PatientsRegisterInBody']
export type Duplicate = Schemas['PatientsDuplicateBody']
export type Contact = Schemas['PatientsContactBody']
export type Relation = Schemas['PatientsRelationBody']
export type NewRelation = Schemas['PatientsRelateInBody']
export type Alert = Schemas['PatientsAlertBody']
export type NewAlert = Schemas['PatientsNoteAlertInBody']
export type Tag = Schemas['PatientsTagBody']
export type Source = Schemas['PatientsSourceBody']
export type Part = Schemas['PatientsCareBody']['part']
export type SpecialDay = Schemas['PatientsDayBody']
export type Wechat = Schemas['PatientsWechatBody']
export type Consent = Schemas['PatientsConsentBody']
export type NewConsent = Schemas['PatientsNoteConsentInBody']
export type Moment = Schemas['PatientsMomentBody']
export type Branch = Schemas['PatientsBranchBody']
export type Merge = Schemas['PatientsMergeBody']
export type Preview = Schemas['PatientsPreviewBody']

export const PARTS: readonly Part[] = ['doctor', 'assistant', 'coordinator', 'follow_up']
export const PURPOSES = ['treatment', 'marketing', 'photos', 'sharing'] as const

/** What stands below ['patients', id] is read again after a change of the person. */
export const keys = {
  all: ['patients'] as const,
  one: (id: string) => ['patients', 'one', id] as const,
  page: (id: string) => ['patients', 'one', id, 'page'] as const,
  timeline: (id: string) => ['patients', 'one', id, 'timeline'] as const,
  merges: (id: string) => ['patients', 'one', id, 'merges'] as const,
  referrals: (id: string) => ['patients', 'one', id, 'referrals'] as const,
  list: (asked: object) => ['patients', 'list', asked] as const,
  elsewhere: (clinic: string, number: string) => ['patients', 'elsewhere', clinic, number] as const,
  search: (text: string) => ['patients', 'search', text] as const,
  tags: ['patients', 'tags'] as const,
  sources: ['patients', 'sources'] as const,
}

const one = (id: string) => ({ path: { id } })
const versioned = (p: PatientRecord) => ({ path: { id: p.id }, header: at(p.version) })

export const search = async (q: string, limit: number, signal?: AbortSignal): Promise<Hit[]> =>
  (await answer(api.GET('/api/v1/patients/search', { params: { query: { q, limit } }, ...(signal ? { signal } : {}) }))).items

export type ListQuery = NonNullable<operations['patients.list']['parameters']['query']>
export const list = (query: ListQuery) => answer(api.GET('/api/v1/patients', { params: { query } }))

/** Who has the whole number at another clinic; each answer is noted in the audit. */
export const elsewhere = async (clinic_id: string, number: string): Promise<Elsewhere[]> =>
  (await answer(api.POST('/api/v1/patients/elsewhere', { body: { clinic_id, number } }))).items
export const takeIn = (clinic_id: string, name: string, number: string) => answer(api.POST('/api/v1/patients/take-in', { body: { clinic_id, name, number } }))
export const openUrgently = (id: string, reason: string) => answer(api.POST('/api/v1/patients/{id}/urgent', { params: one(id), body: { reason } }))

export const usePage = (id: string) =>
  useQuery({ queryKey: keys.page(id), queryFn: () => answer(api.GET('/api/v1/patients/{id}', { params: one(id) })) })
export const useTags = () =>
  useQuery({ queryKey: keys.tags, queryFn: async () => (await answer(api.GET('/api/v1/patients/lists/tags'))).items, staleTime: 5 * 60_000 })
export const useSources = () =>
  useQuery({ queryKey: keys.sources, queryFn: async () => (await answer(api.GET('/api/v1/patients/lists/sources'))).items, staleTime: 5 * 60_000 })

/** The module that tells of a patient's time. */
export type TellsOf = 'patients' | 'visits' | 'charting' | 'imaging' | 'plans' | 'billing' | 'followup'
/** of '' = all that tell. */
export const timeline = async (id: string, before: number, limit: number, of: TellsOf | ''): Promise<Moment[]> =>
  (await answer(api.GET('/api/v1/patients/{id}/timeline', { params: { path: { id }, query: { limit, ...(before ? { before } : {}), ...(of ? { of } : {}) } } }))).items
export const merges = async (id: string): Promise<Merge[]> => (await answer(api.GET('/api/v1/patients/{id}/merges', { params: one(id) }))).items
export const referrals = async (id: string): Promise<Branch[]> => (await answer(api.GET('/api/v1/patients/{id}/referrals', { params: one(id) }))).items

export const register = (body: NewPatient) => answer(api.POST('/api/v1/patients', { body }))
export const duplicates = async (body: Schemas['PatientsDuplicatesInBody'], signal: AbortSignal): Promise<Duplicate[]> =>
  (await answer(api.POST('/api/v1/patients/duplicates', { body, signal }))).items
export const change = (p: PatientRecord, body: Entry) => answer(api.PATCH('/api/v1/patients/{id}', { params: versioned(p), body }))
export const setContacts = (p: PatientRecord, contacts: Contact[]) =>
  answer(api.PUT('/api/v1/patients/{id}/contacts', { params: versioned(p), body: { contacts } }))
export const showNumber = async (id: string, contact: string): Promise<string> =>
  (await answer(api.GET('/api/v1/patients/{id}/contacts/{contact_id}/number', { params: { path: { id, contact_id: contact } } }))).number
export const showIdentity = async (id: string): Promise<string> =>
  (await answer(api.GET('/api/v1/patients/{id}/identity', { params: one(id) }))).number

export const relate = (id: string, body: NewRelation) => answer(api.POST('/api/v1/patients/{id}/relations', { params: one(id), body }))
export const endRelation = (id: string, relation_id: string, reason: string) =>
  answer(api.POST('/api/v1/patients/{id}/relations/{relation_id}/end', { params: { path: { id, relation_id } }, body: { reason } }))
export const joinHousehold = (id: string, with_patient_id: string) =>
  answer(api.PUT('/api/v1/patients/{id}/household', { params: one(id), body: { with_patient_id } }))
export const setCare = (id: string, part: Part, staff_id: string) =>
  answer(api.PUT('/api/v1/patients/{id}/care-team/{part}', { params: { path: { id, part } }, body: { staff_id } }))
export const setDays = (id: string, days: SpecialDay[]) => answer(api.PUT('/api/v1/patients/{id}/days', { params: one(id), body: { days } }))
export const setWechats = (id: string, wechats: Wechat[]) => answer(api.PUT('/api/v1/patients/{id}/wechats', { params: one(id), body: { wechats } }))
export const mark = (id: string, important: boolean, reason: string) =>
  answer(api.PUT('/api/v1/patients/{id}/important', { params: one(id), body: { important, reason } }))
export const noteAlert = (id: string, body: NewAlert) => answer(api.POST('/api/v1/patients/{id}/alerts', { params: one(id), body }))
export const endAlert = (id: string, alert_id: string, reason: string) =>
  answer(api.POST('/api/v1/patients/{id}/alerts/{alert_id}/end', { params: { path: { id, alert_id } }, body: { reason } }))
export const setTags = (id: string, tags: string[]) => answer(api.PUT('/api/v1/patients/{id}/tags', { params: one(id), body: { tags } }))
export const noteConsent = (id: string, body: NewConsent) => answer(api.POST('/api/v1/patients/{id}/consents', { params: one(id), body }))
export const share = (id: string, clinic_id: string, basis: 'visit' | 'referral' | 'consent') =>
  answer(api.POST('/api/v1/patients/{id}/clinics', { params: one(id), body: { clinic_id, basis } }))

export const previewMerge = (into: string, from: string) =>
  answer(api.GET('/api/v1/patients/{id}/merge-preview', { params: { path: { id: from }, query: { into } } }))
export const merge = (into_patient_id: string, from_patient_id: string, reason: string) =>
  answer(api.POST('/api/v1/patients/merges', { body: { into_patient_id, from_patient_id, reason } }))
export const undoMerge = (id: string, reason: string) => answer(api.POST('/api/v1/patients/merges/{id}/undo', { params: one(id), body: { reason } }))
