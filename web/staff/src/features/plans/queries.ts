import { useQuery } from '@tanstack/react-query'
import { answer, at, type Schemas } from '@archwire/api'
import { api } from '../../app/api'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'

export type Plan = Schemas['PlansPlanBody']
export type Item = Schemas['PlansItemBody']
export type Step = Schemas['PlansStepBody']
export type Content = Schemas['PlansContentBody']
export type ItemIn = Schemas['PlansItemInBody']
export type Discount = Schemas['PlansDiscountBody']
export type Execution = Schemas['PlansExecutionBody']
export type Change = Schemas['PlansChangeBody']
export type EndReason = Schemas['PlansEndInBody']['reason']
export type UndoReason = Schemas['PlansUndoInBody']['reason']

export const PLANS = ['plans'] as const
export const keys = {
  of: (patient: string) => [...PLANS, 'of', patient] as const,
  executions: (plan: string, version: number) => [...PLANS, 'executions', plan, version] as const,
  changes: (plan: string, version: number) => [...PLANS, 'changes', plan, version] as const,
  quote: (clinic: string, of: string, plan: Content) => [...PLANS, 'quote', clinic, of, plan] as const,
}

const one = (id: string) => ({ params: { path: { id } } })
const versioned = (p: Plan) => ({ params: { path: { id: p.id }, header: at(p.version) } })

/** The plans of a patient, kept true. */
export function usePlans(patient: string) {
  useLiveQueries('plans', PLANS)
  return useQuery({ queryKey: keys.of(patient), queryFn: async () => (await answer(api.GET('/api/v1/plans', { params: { query: { patient_id: patient } } }))).items })
}

export const executions = async (id: string) => (await answer(api.GET('/api/v1/plans/{id}/executions', one(id)))).items
export const changes = async (id: string) => (await answer(api.GET('/api/v1/plans/{id}/changes', one(id)))).items
/** plan_id names the accepted plan whose prices stay; '' = today's prices. */
export const quote = (clinic_id: string, plan_id: string, plan: Content) =>
  answer(api.POST('/api/v1/plans/quote', { body: { clinic_id, plan, ...(plan_id ? { plan_id } : {}) } }))
export const make = (clinic_id: string, patient_id: string, set_id: string, plan: Content) =>
  answer(api.POST('/api/v1/plans', { body: { clinic_id, patient_id, plan, ...(set_id ? { set_id } : {}) } }))
export const rewrite = (p: Plan, plan: Content) => answer(api.PUT('/api/v1/plans/{id}', { ...versioned(p), body: plan }))
export const propose = (p: Plan, why: string, plan: Content) => answer(api.POST('/api/v1/plans/{id}/changes', { ...versioned(p), body: { why, plan } }))
export const present = (p: Plan) => answer(api.POST('/api/v1/plans/{id}/presentation', versioned(p)))
export const accept = (p: Plan) => answer(api.POST('/api/v1/plans/{id}/acceptance', { ...versioned(p), body: { amount: p.amount } }))
export const decline = (p: Plan) => answer(api.POST('/api/v1/plans/{id}/decline', versioned(p)))
export const revive = (p: Plan) => answer(api.POST('/api/v1/plans/{id}/revival', versioned(p)))
export const reopen = (p: Plan) => answer(api.POST('/api/v1/plans/{id}/reopening', versioned(p)))
export const askDiscount = (p: Plan, why: string) => answer(api.POST('/api/v1/plans/{id}/discount', { ...versioned(p), body: { why } }))
export const complete = (p: Plan, note: string) => answer(api.POST('/api/v1/plans/{id}/completion', { ...versioned(p), body: note ? { note } : {} }))
export const end = (p: Plan, reason: EndReason, note: string) => answer(api.POST('/api/v1/plans/{id}/end', { ...versioned(p), body: { reason, ...(note ? { note } : {}) } }))
export const execute = (p: Plan, items: { item_id: string; steps: string[] }[], done: Schemas['PlansDoneBody']) =>
  answer(api.POST('/api/v1/plans/{id}/executions', { ...versioned(p), body: { items, done } }))
export const undo = (execution: string, reason: UndoReason, note: string) =>
  answer(api.POST('/api/v1/plans/executions/{id}/undo', { ...one(execution), body: { reason, ...(note ? { note } : {}) } }))

export type Quote = Schemas['PlansQuoteBody']
export type Stair = Quote['shares'][number]
export type Difference = Change['diff'][number]
export type Day = Schemas['PlansOfDayBody']['items'][number]
export type DayPlan = Day['plans'][number]
export type Done = Schemas['PlansDoneBody']

/** What is agreed with those who come today and still to be done, by visit; kept true. */
export function useOfDay(clinic: string, day = '') {
  const { may } = useDesk()
  const queryKey = [...PLANS, 'of_day', clinic, day] as const
  useLiveQueries('plans', queryKey)
  return useQuery({
    queryKey, enabled: !!clinic && may('plans.view'), refetchInterval: 300_000,
    queryFn: async () => (await answer(api.GET('/api/v1/plans/of-day', { params: { query: { clinic_id: clinic, ...(day ? { day } : {}) } } }))).items,
    select: byVisit,
  })
}
const byVisit = (list: Day[]): ReadonlyMap<string, Day> => new Map(list.map((d) => [d.visit_id, d]))

/** One plan with its steps; '' = none. */
export const usePlan = (id: string) => useQuery({ queryKey: [...PLANS, 'one', id], enabled: !!id, queryFn: () => answer(api.GET('/api/v1/plans/{id}', one(id))) })
export const useChange = (id: string) => useQuery({ queryKey: [...PLANS, 'change', id], queryFn: () => answer(api.GET('/api/v1/plans/changes/{id}/difference', one(id))) })
/** Makes a plan of a visit without one, accepts it and executes all of it. */
export const executeDirect = (clinic_id: string, patient_id: string, plan: Content, done: Done) =>
  answer(api.POST('/api/v1/plans/direct', { body: { clinic_id, patient_id, plan, done } }))
