import { answer, type Schemas } from '@archwire/api'
import { api } from '../../app/api'

export type Import = Schemas['PatientsImportBody']

/** What a column may stand for; '' passes it over. */
export const COLUMNS = ['name', 'sex', 'birth', 'phone', 'phone2', 'id_number', 'record_no', 'source', 'address', 'note'] as const

/** The states in which the server works and the screen waits. */
export const atWork = (i: Import): boolean => i.state === 'checking' || i.state === 'running' || i.state === 'undoing'

export const keys = { all: ['patients', 'imports'] as const, one: (id: string) => ['patients', 'imports', id] as const }

const one = (id: string) => ({ params: { path: { id } } })

export const imports = async (): Promise<Import[]> => (await answer(api.GET('/api/v1/patients/import/files'))).items
export const oneImport = (id: string): Promise<Import> => answer(api.GET('/api/v1/patients/import/files/{id}', one(id)))
export const upload = (clinic_id: string, file: File): Promise<Import> => answer(api.POST('/api/v1/patients/import/files', {
  params: { query: { clinic_id, file_name: file.name } }, headers: { 'content-type': 'application/octet-stream' }, body: file as unknown as string, bodySerializer: (b) => b as unknown as Blob,
}))
export const check = (id: string, columns: string[]): Promise<Import> => answer(api.POST('/api/v1/patients/import/files/{id}/check', { ...one(id), body: { columns } }))
export const start = (id: string, skip_wrong: boolean): Promise<Import> => answer(api.POST('/api/v1/patients/import/files/{id}/run', { ...one(id), body: { skip_wrong } }))
export const takeBack = (id: string): Promise<Import> => answer(api.POST('/api/v1/patients/import/files/{id}/undo', one(id)))
export const drop = (id: string) => answer(api.DELETE('/api/v1/patients/import/files/{id}', one(id)))
export const faultsOf = async (id: string): Promise<Blob> => (await answer(api.GET('/api/v1/patients/import/files/{id}/faults', { ...one(id), parseAs: 'blob' }))) as unknown as Blob
