import { answer, type Schemas } from '@archwire/api'
import { api } from '../../app/api'

export type Line = Schemas['SettingsLineView']
/** null takes a decision back. */
export type Value = string | number | boolean | null

export const SETTINGS = ['settings'] as const

/** Every number of the program with the value in force; '' = the group's. */
export const lines = async (clinic: string): Promise<Line[]> =>
  (await answer(api.GET('/api/v1/settings', { params: { query: clinic ? { clinic_id: clinic } : {} } }))).items

export const decide = (key: string, clinic: string, value: Value) =>
  answer(api.PUT('/api/v1/settings/{key}', { params: { path: { key } }, body: { value, ...(clinic ? { clinic_id: clinic } : {}) } }))
