import { useQuery } from '@tanstack/react-query'
import { answer, at, type Schemas } from '@archwire/api'
import { api } from '../../../app/api'
import { VISITS, keys, type Placed } from '../queries'

export type Waiter = Schemas['VisitsWaiterBody']
export type SlotOf = Schemas['VisitsSlotBody']
export type NewWaiter = Schemas['VisitsNewWaiterBody']
export type Freed = Schemas['VisitsFreedBody']
export type Ranked = Schemas['VisitsRankedBody']

/** Versions that this person's own acts made: what is shown beside them may not have been read again yet. */
const mine = new Map<string, number>()
const on = (w: Waiter) => ({ path: { id: w.id }, header: at(Math.max(w.version, mine.get(w.id) ?? 0)) })
const made = async (answered: Promise<Waiter>): Promise<Waiter> => {
  const w = await answered
  mine.set(w.id, w.version)
  return w
}

export const useWaitlist = (clinic: string) => useQuery({
  queryKey: keys.waitlist(clinic), enabled: !!clinic,
  queryFn: async (): Promise<Waiter[]> => (await answer(api.GET('/api/v1/visits/waitlist', { params: { query: { clinic_id: clinic } } }))).items,
})

/** What came free in the next week and is free still. */
export const useFreed = (clinic: string) => useQuery({
  queryKey: [...VISITS, 'freed', clinic], enabled: !!clinic,
  queryFn: async (): Promise<Freed[]> => (await answer(api.GET('/api/v1/visits/freed', { params: { query: { clinic_id: clinic } } }))).items,
})

/** Who could use a freed stretch, the best first. */
export const useRanked = (clinic: string, f: Freed | null) => useQuery({
  queryKey: [...VISITS, 'ranked', clinic, f?.start, f?.end, f?.doctor_id], enabled: f !== null,
  queryFn: async (): Promise<Ranked[]> => (await answer(api.POST('/api/v1/visits/waitlist/rank', { body: { clinic_id: clinic, start: f!.start, end: f!.end, doctor_id: f!.doctor_id } }))).items,
})

export const wait = (body: NewWaiter): Promise<Waiter> => answer(api.POST('/api/v1/visits/waitlist', { body }))
export const withdraw = (w: Waiter) => answer(api.POST('/api/v1/visits/waitlist/{id}/withdraw', { params: on(w) }))
/** Notes that somebody was asked about a time; it holds nothing. */
export const offer = (w: Waiter, slot: SlotOf) => made(answer(api.POST('/api/v1/visits/waitlist/{id}/offer', { params: on(w), body: slot })))
/** Ends an offer: the patient said no, or the clinic takes it back. */
export const decline = (w: Waiter, party: 'patient' | 'clinic') => made(answer(api.POST('/api/v1/visits/waitlist/{id}/decline', { params: on(w), body: { party } })))
/** Without a start: the time that was offered. */
export const bookWaiter = (w: Waiter, slot: SlotOf): Promise<Placed> =>
  answer(api.POST('/api/v1/visits/waitlist/{id}/book', { params: on(w), body: slot }))
