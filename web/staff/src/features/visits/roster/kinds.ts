import { answer, at, type Schemas } from '@archwire/api'
import { api } from '../../../app/api'
import type { Template } from '../queries'

export type KindFields = Schemas['VisitsTemplateFields']

export const makeKind = (code: string, body: KindFields) => answer(api.POST('/api/v1/visits/templates', { body: { code, ...body } }))
export const changeKind = (k: Template, body: KindFields) => answer(api.PATCH('/api/v1/visits/templates/{id}', { params: { path: { id: k.id }, header: at(k.version) }, body }))
/** What the rules say of a kind that is being written; rejects with what is wrong. */
export const checkKind = (code: string, body: KindFields) => answer(api.POST('/api/v1/visits/templates/check', { body: { code, ...body } }))
export const offerKind = (clinic_id: string, id: string, offered: boolean) => answer(api.PUT('/api/v1/visits/templates/{id}/offered', { params: { path: { id } }, body: { clinic_id, offered } }))

export const CATEGORIES = ['consultation', 'records', 'start', 'active', 'early', 'retention', 'emergency', 'cleaning', 'general', 'chairless'] as const
export const COLOURS = ['red', 'orange', 'green', 'blue', 'purple'] as const
export const ACTS = [
  'bond', 'change_wire', 'activate', 'reduce_enamel', 'place_screw', 'cement', 'debond', 'scale', 'anaesthetise', 'prepare_tooth', 'extract', 'diagnose', 'fit_appliance',
  'separate', 'impression', 'train', 'take_records', 'instruct',
] as const
