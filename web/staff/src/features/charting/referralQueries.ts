import { useQuery } from '@tanstack/react-query'
import { answer, at, type Schemas } from '@archwire/api'
import { api } from '../../app/api'

export type Referral = Schemas['ChartingReferralBody']
export type NewReferral = Schemas['ChartingReferInBody']
export type ReferralStep = Schemas['ChartingReferralStepInBody']['step']
export type Box = 'to_me' | 'sent' | 'clinic'

/** Everything about referrals is read again when one moves on. */
export const REFERRALS = ['referrals'] as const
const ofPatient = (patient: string) => [...REFERRALS, 'patient', patient] as const

const byId = (id: string) => ({ params: { path: { id } } })

export const useReferralsOf = (patient: string, enabled = true) =>
  useQuery({ queryKey: ofPatient(patient), enabled: enabled && patient !== '', queryFn: async () => (await answer(api.GET('/api/v1/charting/patients/{id}/referrals', byId(patient)))).items })

export const useReferralBox = (clinic: string, box: Box) =>
  useQuery({ queryKey: [...REFERRALS, 'box', clinic, box], enabled: clinic !== '', queryFn: async () => (await answer(api.GET('/api/v1/charting/referrals', { params: { query: { clinic_id: clinic, box } } }))).items })

export const useReferral = (id: string) =>
  useQuery({ queryKey: [...REFERRALS, 'one', id], enabled: id !== '', queryFn: () => answer(api.GET('/api/v1/charting/referrals/{id}', byId(id))) })

export const useReceivers = (enabled: boolean) =>
  useQuery({ queryKey: ['charting', 'receivers'], enabled, staleTime: 300_000, queryFn: async () => (await answer(api.GET('/api/v1/charting/receivers'))).items })

export const refer = (body: NewReferral) => answer(api.POST('/api/v1/charting/referrals', { body }))
export const moveReferral = (r: Referral, body: { step: ReferralStep; text?: string; visit_id?: string; did?: string }) =>
  answer(api.POST('/api/v1/charting/referrals/{id}/step', { params: { path: { id: r.id }, header: at(r.version) }, body }))

/** Whether somebody still has to treat the patient. */
export const isOpen = (r: Referral): boolean => r.state === 'asked' || r.state === 'taken'

