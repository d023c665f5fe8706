import { useQuery } from '@tanstack/react-query'
import { answer, at, type Schemas } from '@archwire/api'
import { api } from '../../../app/api'
import { VISITS, keys } from '../queries'

export type Roster = Schemas['VisitsRosterBody']
export type Person = Schemas['VisitsPersonBody']
export type Shift = Schemas['VisitsRosterShiftBody']
export type Week = Schemas['VisitsWeekBody']
export type Clock = Schemas['VisitsClockBody']
export type Leave = Schemas['VisitsLeaveBody']
export type Misfit = Schemas['VisitsToldMisfit']
export type Entry = Schemas['VisitsEntryBody']
export type Duty = Schemas['VisitsDutyBody']
export type Place = Schemas['VisitsPlaceBody']
export type Block = Schemas['VisitsBlockBody']
export type DayRules = Schemas['VisitsDayTemplateBody']
/** What a day template says, without whose it is. */
export type Rules = Pick<DayRules, 'rules' | 'kept' | 'last_start'>
export type Letter = 'D' | 'A' | 'H' | 'T' | 'I' | '-'

const of = (clinic: string, ...rest: unknown[]) => [...keys.roster(clinic), ...rest]
const inClinic = (clinic_id: string) => ({ params: { query: { clinic_id } } })
const during = (clinic_id: string, from: string, to: string) => ({ params: { query: { clinic_id, from, to } } })

export const useRoster = (clinic: string, from: string, to: string) => useQuery({
  queryKey: of(clinic, 'days', from, to), enabled: !!clinic, placeholderData: (old) => old,
  queryFn: (): Promise<Roster> => answer(api.GET('/api/v1/visits/roster', during(clinic, from, to))),
})
export const useMisfits = (clinic: string) => useQuery({
  queryKey: of(clinic, 'misfits'), enabled: !!clinic,
  queryFn: async (): Promise<Misfit[]> => (await answer(api.GET('/api/v1/visits/roster/misfits', inClinic(clinic)))).items,
})
export const useLeave = (clinic: string, from: string, to: string) => useQuery({
  queryKey: of(clinic, 'leave', from, to), enabled: !!clinic,
  queryFn: async (): Promise<Leave[]> => (await answer(api.GET('/api/v1/visits/roster/leave', during(clinic, from, to)))).items,
})
export const useCalendar = (clinic: string, from: string, to: string) => useQuery({
  queryKey: of(clinic, 'calendar', from, to), enabled: !!clinic, placeholderData: (old) => old,
  queryFn: () => answer(api.GET('/api/v1/visits/calendar', during(clinic, from, to))),
})
export const useDuties = (clinic: string, from: number, to: number) => useQuery({
  queryKey: of(clinic, 'duty', from, to), enabled: !!clinic, placeholderData: (old) => old,
  queryFn: async (): Promise<Duty[]> => (await answer(api.GET('/api/v1/visits/duty', { params: { query: { clinic_id: clinic, from, to } } }))).items,
})
export const useDutyNow = (clinic: string) => useQuery({
  queryKey: of(clinic, 'duty', 'now'), enabled: !!clinic, queryFn: () => answer(api.GET('/api/v1/visits/duty/now', inClinic(clinic))),
})
export const usePlaces = (clinic: string, all = true) => useQuery({
  queryKey: of(clinic, 'places', all), enabled: !!clinic,
  queryFn: async (): Promise<Place[]> => (await answer(api.GET('/api/v1/visits/places', { params: { query: { clinic_id: clinic, all } } }))).items,
})
export const useBlocks = (clinic: string, from: number, to: number) => useQuery({
  queryKey: of(clinic, 'blocks', from, to), enabled: !!clinic,
  queryFn: async (): Promise<Block[]> => (await answer(api.GET('/api/v1/visits/blocks', { params: { query: { clinic_id: clinic, from, to } } }))).items,
})
export const useDayTemplates = (clinic: string) => useQuery({
  queryKey: of(clinic, 'day-templates'), enabled: !!clinic,
  queryFn: async (): Promise<DayRules[]> => (await answer(api.GET('/api/v1/visits/day-templates', inClinic(clinic)))).items,
})
export const useAddOns = () => useQuery({
  queryKey: [...VISITS, 'add-ons'], staleTime: Infinity, queryFn: async () => (await answer(api.GET('/api/v1/visits/add-ons'))).items,
})

const sure = (confirm: boolean) => (confirm ? { confirm: true } : {})

export const putShift = (s: { staff_id: string; version: number; clinic_id: string; day: string; work: Clock[]; breaks: Clock[]; who?: Letter }, confirm: boolean) =>
  answer(api.PUT('/api/v1/visits/roster/shifts/{staff_id}', {
    params: { path: { staff_id: s.staff_id }, header: at(s.version), query: sure(confirm) },
    body: { clinic_id: s.clinic_id, day: s.day, work: s.work, breaks: s.breaks, ...(s.who ? { who: s.who } : {}) },
  }))
export const dropShift = (s: { staff_id: string; version: number; clinic_id: string; day: string }, confirm: boolean) =>
  answer(api.DELETE('/api/v1/visits/roster/shifts/{staff_id}', { params: { path: { staff_id: s.staff_id }, header: at(s.version), query: { clinic_id: s.clinic_id, day: s.day, ...sure(confirm) } } }))
export const putWeek = (w: Pick<Week, 'staff_id' | 'clinic_id' | 'from_day' | 'to_day' | 'version' | 'days'>, confirm: boolean) =>
  answer(api.PUT('/api/v1/visits/roster/weeks/{staff_id}', {
    params: { path: { staff_id: w.staff_id }, header: at(w.version), query: sure(confirm) }, body: { clinic_id: w.clinic_id, from_day: w.from_day, ...(w.to_day ? { to_day: w.to_day } : {}), days: w.days },
  }))
export const copyWeek = (clinic_id: string, from_day: string, to_day: string, confirm: boolean) =>
  answer(api.POST('/api/v1/visits/roster/copy', { params: { query: sure(confirm) }, body: { clinic_id, from_day, to_day } }))
export const staggerLunch = (body: { clinic_id: string; from_day: string; to_day: string; who: Letter; window: Clock; minutes: number }, confirm: boolean) =>
  answer(api.POST('/api/v1/visits/roster/lunch', { params: { query: sure(confirm) }, body }))
export const settleMisfit = (clinic_id: string, id: string) => answer(api.POST('/api/v1/visits/roster/misfits/{id}/settle', { params: { path: { id } }, body: { clinic_id } }))

export const giveLeave = (body: { staff_id: string; from_day: string; to_day: string; reason: string; approved: boolean; stand_in_id?: string }, confirm: boolean) =>
  answer(api.POST('/api/v1/visits/roster/leave', { params: { query: sure(confirm) }, body }))
export const approveLeave = (id: string, confirm: boolean) => answer(api.POST('/api/v1/visits/roster/leave/{id}/approve', { params: { path: { id }, query: sure(confirm) } }))
export const nameStandIn = (l: Leave, who: string) => answer(api.POST('/api/v1/visits/roster/leave/{id}/stand-in', { params: { path: { id: l.id }, header: at(l.version) }, body: who ? { stand_in_id: who } : {} }))
export const dropLeave = (l: Leave, confirm: boolean) => answer(api.DELETE('/api/v1/visits/roster/leave/{id}', { params: { path: { id: l.id }, header: at(l.version), query: sure(confirm) } }))

export type EntryFields = Schemas['VisitsEntryFields']
export const addEntry = (clinic_id: string, body: EntryFields, confirm: boolean) =>
  answer(api.POST('/api/v1/visits/calendar', { params: { query: sure(confirm) }, body: { ...body, ...(clinic_id ? { clinic_id } : {}) } }))
export const changeEntry = (e: Entry, body: EntryFields, confirm: boolean) =>
  answer(api.PATCH('/api/v1/visits/calendar/{id}', { params: { path: { id: e.id }, header: at(e.version), query: sure(confirm) }, body }))
export const dropEntry = (e: Entry, confirm: boolean) => answer(api.DELETE('/api/v1/visits/calendar/{id}', { params: { path: { id: e.id }, header: at(e.version), query: sure(confirm) } }))

export interface NewDuty {
  clinic_id: string
  doctor_id: string
  assistant_id?: string
  starts_at: number
  ends_at: number
  note?: string
}
export const giveDuty = (body: NewDuty) => answer(api.POST('/api/v1/visits/duty', { body }))
export const changeDuty = (d: Duty, body: Partial<NewDuty>) => answer(api.PATCH('/api/v1/visits/duty/{id}', { params: { path: { id: d.id }, header: at(d.version) }, body }))
export const dropDuty = (d: Duty) => answer(api.DELETE('/api/v1/visits/duty/{id}', { params: { path: { id: d.id }, header: at(d.version) } }))

export type PlaceFields = Pick<Place, 'name' | 'kind' | 'tags' | 'own_hours' | 'hours'> & { area: '' | 'ortho' | 'general' }
export const makePlace = (clinic_id: string, body: PlaceFields) => answer(api.POST('/api/v1/visits/places', { body: { clinic_id, ...body } }))
export const changePlace = (p: Place, body: Partial<PlaceFields & Pick<Place, 'position' | 'active'>>, confirm: boolean) =>
  answer(api.PATCH('/api/v1/visits/places/{id}', { params: { path: { id: p.id }, header: at(p.version), query: sure(confirm) }, body }))
export const blockPlace = (body: { place_id: string; starts_at: number; ends_at: number; reason: string }) => answer(api.POST('/api/v1/visits/blocks', { body }))
export const unblockPlace = (id: string) => answer(api.DELETE('/api/v1/visits/blocks/{id}', { params: { path: { id } } }))

export const putDayTemplate = (d: { doctor_id: string; weekday: number; version: number; clinic_id: string }, rules: Rules) =>
  answer(api.PUT('/api/v1/visits/day-templates/{doctor_id}/{weekday}', { params: { path: { doctor_id: d.doctor_id, weekday: d.weekday }, header: at(d.version) }, body: { clinic_id: d.clinic_id, ...rules } }))

export const renewAddress = (kind: 'calendars' | 'call-screens', id: string) =>
  kind === 'calendars' ? answer(api.POST('/api/v1/visits/calendars/{id}/renew', { params: { path: { id } } })) : answer(api.POST('/api/v1/visits/call-screens/{id}/renew', { params: { path: { id } } }))
export const revokeAddress = (kind: 'calendars' | 'call-screens', id: string) =>
  kind === 'calendars' ? answer(api.POST('/api/v1/visits/calendars/{id}/revoke', { params: { path: { id } } })) : answer(api.POST('/api/v1/visits/call-screens/{id}/revoke', { params: { path: { id } } }))
export const putLanes = (staff_id: string, lanes: number, confirm: boolean) =>
  answer(api.PUT('/api/v1/visits/roster/lanes/{staff_id}', { params: { path: { staff_id }, query: sure(confirm), header: { 'If-Match': '"0"' } } as never, body: { lanes } }))
