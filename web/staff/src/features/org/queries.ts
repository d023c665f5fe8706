import { answer, at, type Schemas } from '@archwire/api'
import { api } from '../../app/api'
import type { Staff } from './names'

export type Clinic = Schemas['OrgClinicBody']
export type NewClinic = Schemas['OrgNewClinicBody']
export type ClinicChange = Schemas['OrgClinicChangeBody']
export type Opening = Schemas['OrgOpeningBody']
export type Holding = Schemas['OrgHoldingBody']
export type Invite = Schemas['OrgInviteBody']
export type StaffChange = Schemas['OrgStaffChangeBody']
export type Link = Schemas['OrgLinkBody']
export type Role = Schemas['OrgRoleBody']
export type Matrix = Schemas['OrgMatrixBody']
export type { Staff }

export const ORG = ['org'] as const
export const keys = {
  clinics: [...ORG, 'clinics'] as const,
  roles: [...ORG, 'roles'] as const,
  staff: [...ORG, 'staff'] as const,
  person: (id: string) => [...ORG, 'staff', 'one', id] as const,
  sessions: (id: string) => [...ORG, 'sessions', id] as const,
}

const one = (id: string) => ({ params: { path: { id } } })

export const clinics = async (): Promise<Clinic[]> => (await answer(api.GET('/api/v1/org/clinics'))).items
export const openClinic = (body: NewClinic) => answer(api.POST('/api/v1/org/clinics', { body }))
export const changeClinic = (c: Clinic, body: ClinicChange) => answer(api.PATCH('/api/v1/org/clinics/{id}', { params: { path: { id: c.id }, header: at(c.version) }, body }))
export const closeClinic = (id: string) => answer(api.POST('/api/v1/org/clinics/{id}/close', one(id)))
export const reopenClinic = (id: string) => answer(api.POST('/api/v1/org/clinics/{id}/reopen', one(id)))

export interface StaffFilter { q?: string; clinic_id?: string; role?: string; gone?: boolean; cursor?: string }
export const staffPage = (query: StaffFilter) => answer(api.GET('/api/v1/org/staff', { params: { query: { ...query, limit: 100 } } }))
export const person = (id: string) => answer(api.GET('/api/v1/org/staff/{id}', one(id)))
export const invite = (body: Invite) => answer(api.POST('/api/v1/org/staff', { body }))
export const changeStaff = (p: Staff, body: StaffChange) => answer(api.PATCH('/api/v1/org/staff/{id}', { params: { path: { id: p.id }, header: at(p.version) }, body }))
export const giveRoles = (id: string, give: Holding[], take: Holding[]) => answer(api.POST('/api/v1/org/staff/{id}/roles', { ...one(id), body: { give, take } }))
export const resetAccess = (id: string, drop_factor: boolean) => answer(api.POST('/api/v1/org/staff/{id}/reset', { ...one(id), body: { drop_factor } }))
export const closeAccess = (id: string) => answer(api.POST('/api/v1/org/staff/{id}/close', one(id)))
export const openAccess = (id: string) => answer(api.POST('/api/v1/org/staff/{id}/open', one(id)))
export const sessionsOf = async (id: string) => (await answer(api.GET('/api/v1/org/staff/{id}/sessions', one(id)))).items
export const revokeSession = (id: string) => answer(api.DELETE('/api/v1/org/sessions/{id}', one(id)))

export const matrix = (): Promise<Matrix> => answer(api.GET('/api/v1/org/roles'))
export const makeRole = (name: string, description: string) => answer(api.POST('/api/v1/org/roles', { body: { name, ...(description ? { description } : {}) } }))
export const renameRole = (r: Role, name: string, description: string) =>
  answer(api.PATCH('/api/v1/org/roles/{id}', { params: { path: { id: r.id }, header: at(r.version) }, body: { name, description } }))
export const ruleRole = (id: string, permission: string, held: boolean) =>
  answer(api.PUT('/api/v1/org/roles/{id}/permissions', { ...one(id), body: { rulings: [{ permission, held }] } }))
export const dropRole = (id: string) => answer(api.DELETE('/api/v1/org/roles/{id}', one(id)))
