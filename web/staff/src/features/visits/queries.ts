import { useQuery, type QueryClient } from '@tanstack/react-query'
import { answer, at, type Schemas } from '@archwire/api'
import type { Board, BoardVisit, Step } from '@archwire/domain'
import { api } from '../../app/api'
import { useDesk } from '../../app/desk'
import { boardOf, newsNow, withNews } from './patch'

/** A kind of visit, as the clinic offers it. */
export type Template = Schemas['VisitsTemplateBody']
export type Fit = Schemas['VisitsToldFit']
export type ToldClash = Schemas['VisitsToldClash']
export type Placed = Schemas['VisitsPlacedBody']
export type NewVisit = Schemas['VisitsNewVisitBody']
export type MoveBody = Schemas['VisitsMoveBody']
export type NextStepBody = Schemas['VisitsNextStepBody']
export type StepBody = Schemas['VisitsStepBody']
export type Notes = Schemas['VisitsAnnotateRequest']
export type SearchBody = Schemas['VisitsSearchBody']
export type Detail = Schemas['VisitsVisitDetail']
export type History = Schemas['VisitsHistoryBody']

/** What a refused booking carries besides its sentence. */
export interface RefusalDetails {
  clashes: ToldClash[]
  fits: Fit[]
}

/** Everything of this area hangs below one key, so that a lost stream can make all of it new. */
export const VISITS = ['visits'] as const
export const keys = {
  boards: (clinic: string) => [...VISITS, 'board', clinic] as const,
  board: (clinic: string, day: string) => [...VISITS, 'board', clinic, day] as const,
  today: (clinic: string) => [...VISITS, 'today', clinic] as const,
  visit: (id: string) => [...VISITS, 'visit', id] as const,
  ofPatient: (id: string) => [...VISITS, 'patient', id] as const,
  lists: (clinic: string) => [...VISITS, 'lists', clinic] as const,
  waitlist: (clinic: string) => [...VISITS, 'waitlist', clinic] as const,
  roster: (clinic: string) => [...VISITS, 'roster', clinic] as const,
  templates: [...VISITS, 'templates'] as const,
  places: (clinic: string) => [...VISITS, 'places', clinic] as const,
}

const inDay = (clinic_id: string, day: string) => ({ params: { query: { clinic_id, ...(day ? { day } : {}) } } })
const byId = (id: string) => ({ path: { id } })
const on = (id: string, version: number) => ({ params: { ...byId(id), header: at(version) } })

/** Without a day: today at the clinic, as its server knows it. */
export async function fetchBoard(clinic: string, day: string): Promise<Board> {
  const asked = newsNow()
  return withNews(boardOf(await answer(api.GET('/api/v1/visits/board', inDay(clinic, day)))), asked)
}

export const fetchDetail = (id: string): Promise<Detail> => answer(api.GET('/api/v1/visits/bookings/{id}', { params: byId(id) }))

export const book = (body: NewVisit): Promise<Placed> => answer(api.POST('/api/v1/visits/bookings', { body }))
export const bookTogether = async (visits: NewVisit[]): Promise<Placed[]> =>
  (await answer(api.POST('/api/v1/visits/bookings/together', { body: { visits } }))).items
export const copy = (id: string, body: MoveBody): Promise<Placed> => answer(api.POST('/api/v1/visits/bookings/{id}/copy', { params: byId(id), body }))
export const move = (id: string, version: number, body: MoveBody): Promise<Placed> =>
  answer(api.POST('/api/v1/visits/bookings/{id}/move', { ...on(id, version), body }))
export const park = (id: string, version: number): Promise<Placed> => answer(api.POST('/api/v1/visits/bookings/{id}/park', on(id, version)))
export const step = (id: string, version: number, body: StepBody & { step: Step }): Promise<Placed> =>
  answer(api.POST('/api/v1/visits/bookings/{id}/steps', { ...on(id, version), body }))
export const undo = (id: string, version: number): Promise<Placed> => answer(api.POST('/api/v1/visits/bookings/{id}/undo', on(id, version)))
export const annotate = (id: string, version: number, body: Notes): Promise<Placed> =>
  answer(api.PATCH('/api/v1/visits/bookings/{id}', { ...on(id, version), body }))
export const setNextStep = (id: string, body: NextStepBody) => answer(api.PUT('/api/v1/visits/bookings/{id}/next-step', { params: byId(id), body }))
export const check = (body: NewVisit & { visit_id?: string }) => answer(api.POST('/api/v1/visits/bookings/check', { body }))
export const findFits = async (body: SearchBody, signal?: AbortSignal): Promise<Fit[]> =>
  (await answer(api.POST('/api/v1/visits/fits', { body, ...(signal ? { signal } : {}) }))).items

export function useBoard(clinic: string, day: string) {
  return useQuery({
    queryKey: keys.board(clinic, day), queryFn: () => fetchBoard(clinic, day), enabled: !!clinic,
    // Single cards follow the stream. What the clock alone changes (overrun, who will wait for whom) is read again now and then.
    // A page that only needs its places does not follow them: whoever opens the board reads it anew.
    refetchInterval: 60_000, staleTime: 0,
    // The day before stays on the screen until the next one is there.
    placeholderData: (old, query) => (query?.queryKey[2] === clinic ? old : undefined),
  })
}

export const useDetail = (id: string) => useQuery({ queryKey: keys.visit(id), queryFn: () => fetchDetail(id), enabled: !!id })

/** The kinds of visit that are offered at the clinic where one works. */
export function useTemplates() {
  const { clinic } = useDesk()
  return useQuery({
    queryKey: [...keys.templates, clinic], staleTime: 300_000, enabled: !!clinic,
    queryFn: async (): Promise<Template[]> => (await answer(api.GET('/api/v1/visits/templates', { params: { query: { clinic_id: clinic } } }))).items,
  })
}

export const useReasons = () => useQuery({ queryKey: [...VISITS, 'reasons'], staleTime: Infinity, queryFn: () => answer(api.GET('/api/v1/visits/reasons')) })

export const useVisitsOf = (patient: string) => useQuery({
  queryKey: keys.ofPatient(patient), enabled: !!patient,
  queryFn: async (): Promise<BoardVisit[]> => (await answer(api.GET('/api/v1/visits/patients/{id}', { params: byId(patient) }))).items as BoardVisit[],
})

/** Changes every board of a clinic that is in memory. */
export function eachBoard(client: QueryClient, clinic: string, fn: (b: Board) => Board): void {
  for (const [key, board] of client.getQueriesData<Board>({ queryKey: keys.boards(clinic) })) {
    if (!board) continue
    const next = fn(board)
    if (next !== board) client.setQueryData(key, next)
  }
}
