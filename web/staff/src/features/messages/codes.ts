import { answer, at, type Schemas } from '@archwire/api'
import { api } from '../../app/api'
import { MESSAGES } from './queries'

export type Code = Schemas['MessagesCodeBody']
export type CodeIn = Schemas['MessagesCodeIn']
export type NewCode = Schemas['MessagesNewCodeInBody']
export type CodeAccount = Schemas['MessagesCodeAccountBody']

export const codeKeys = {
  list: (clinic: string) => [...MESSAGES, 'codes', clinic] as const,
  owners: (clinic: string) => [...MESSAGES, 'codes', clinic, 'owners'] as const,
}

const by = (id: string) => ({ params: { path: { id } } })

export const codes = async (clinic_id: string): Promise<Code[]> => (await answer(api.GET('/api/v1/messages/codes', { params: { query: { clinic_id } } }))).codes
export const codeOwners = async (clinic_id: string): Promise<CodeAccount[]> => (await answer(api.GET('/api/v1/messages/codes/owners', { params: { query: { clinic_id } } }))).accounts
export const addCode = (body: NewCode) => answer(api.POST('/api/v1/messages/codes', { body }))
export const changeCode = (c: Code, body: CodeIn) => answer(api.PUT('/api/v1/messages/codes/{id}', { params: { path: { id: c.id }, header: at(c.version) }, body }))
export const makeAnew = (id: string) => answer(api.POST('/api/v1/messages/codes/{id}/anew', by(id)))
export const endCode = (id: string) => answer(api.POST('/api/v1/messages/codes/{id}/end', by(id)))
