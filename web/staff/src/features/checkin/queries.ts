import { useQuery } from '@tanstack/react-query'
import { answer, at, type Schemas } from '@archwire/api'
import { api } from '../../app/api'

export type Line = Schemas['CheckinLineBody']
export type Lines = Schemas['CheckinLinesBody']
export type Member = Schemas['CheckinMemberBody']
export type History = Schemas['CheckinHistoryBody']
export type Day = Schemas['CheckinDayBody']
export type Item = Schemas['CheckinItemBody']
export type Tally = Schemas['CheckinTallyBody']
export type Programme = Schemas['CheckinProgrammeBody']
export type Joining = Schemas['CheckinJoinInBody']
export type Pausing = Schemas['CheckinPauseInBody']
export type Leaving = Schemas['CheckinLeaveInBody']
export type Times = Schemas['CheckinTimesInBody']
export type Words = Schemas['CheckinWordsBody']

export const PAUSES = ['travel', 'ill', 'exam', 'appliance', 'other'] as const
export const ENDS = ['finished', 'changed', 'consent', 'unwilling', 'other'] as const
export const MEANS = ['paper', 'screen', 'app', 'verbal'] as const
/** The states of a day in the order of the list: what asks for somebody first. */
export const STATES = ['missed', 'due', '', 'done', 'made_up', 'paused', 'excused'] as const

export const CHECKIN = ['checkin'] as const
const keys = {
  day: (clinic: string, day: string) => [...CHECKIN, 'day', clinic, day] as const,
  of: (patient: string) => [...CHECKIN, 'of', patient] as const,
  programmes: [...CHECKIN, 'programmes'] as const,
}

const one = (id: string) => ({ params: { path: { id } } })
export const useDay = (clinic: string, day: string) => useQuery({
  queryKey: keys.day(clinic, day), queryFn: (): Promise<Lines> => answer(api.GET('/api/v1/checkin/days', { params: { query: { clinic_id: clinic, ...(day ? { day } : {}) } } })), enabled: clinic !== '',
})
export const useOf = (patient: string) => useQuery({
  queryKey: keys.of(patient), queryFn: async (): Promise<History[]> => (await answer(api.GET('/api/v1/checkin/patients/{id}', one(patient)))).items ?? [], enabled: patient !== '',
})
export const useProgrammes = () => useQuery({
  queryKey: keys.programmes, queryFn: async (): Promise<Programme[]> => (await answer(api.GET('/api/v1/checkin/programmes'))).items ?? [],
})

/** The record of who may join: who consents is among the people beside them. */
export const useBeside = (patient: string, wanted: boolean) => useQuery({
  queryKey: ['patients', 'one', patient, 'page'], queryFn: () => answer(api.GET('/api/v1/patients/{id}', one(patient))), enabled: wanted && patient !== '',
})

export const join = (body: Joining) => answer(api.POST('/api/v1/checkin/members', { body }))
export const pause = (id: string, body: Pausing) => answer(api.POST('/api/v1/checkin/members/{id}/pause', { ...one(id), body }))
export const resume = (id: string) => answer(api.POST('/api/v1/checkin/members/{id}/resume', one(id)))
export const leave = (id: string, body: Leaving) => answer(api.POST('/api/v1/checkin/members/{id}/leave', { ...one(id), body }))
export const note = (id: string, day: string, values: Record<string, string>) => answer(api.POST('/api/v1/checkin/members/{id}/days', { ...one(id), body: { ...(day ? { day } : {}), values } }))
export const link = (id: string) => answer(api.POST('/api/v1/checkin/members/{id}/link', one(id)))
export const setTimes = (p: Programme, body: Times) => answer(api.PUT('/api/v1/checkin/programmes/{key}/times', { params: { path: { key: p.key }, header: at(p.number) }, body }))
