import { useQuery } from '@tanstack/react-query'
import { answer, at, type Schemas } from '@archwire/api'
import { api } from '../../app/api'

export type Complaint = Schemas['ComplaintsComplaintView']
export type Step = Schemas['ComplaintsStepView']
export type NewComplaint = Schemas['ComplaintsRaiseInBody']
export type Deed = Schemas['ComplaintsDoInBody']
export type Ending = Schemas['ComplaintsCloseInBody']
export type Figures = Schemas['ComplaintsFiguresBody']
export type Sum = Schemas['ComplaintsSumBody']

export const ABOUTS = ['visit', 'doctor', 'item', 'money', 'waiting', 'service', 'other'] as const
export const SEVERITIES = ['minor', 'normal', 'serious'] as const
/** How somebody at the desk may have heard it; what came up in a follow-up call is written down there. */
export const WAYS = ['in_person', 'phone', 'message', 'review', 'authority', 'call'] as const
export const RESULTS = ['explained', 'apologised', 'redone', 'refunded', 'compensated', 'unfounded', 'withdrawn'] as const
export const CONTENTS = ['yes', 'no', 'unknown'] as const

export const COMPLAINTS = ['complaints'] as const
export const keys = {
  list: (clinic: string, state: string, about: string) => [...COMPLAINTS, 'list', clinic, state, about] as const,
  of: (patient: string) => [...COMPLAINTS, 'of', patient] as const,
  one: (id: string) => [...COMPLAINTS, 'one', id] as const,
  figures: (clinic: string, months: number) => [...COMPLAINTS, 'figures', clinic, months] as const,
}

/** What a list shows: 'late' are the open ones that have waited too long. */
export type Shown = 'open' | 'late' | 'closed'

export const list = (clinic: string, shown: Shown, about: string, cursor: string) => answer(api.GET('/api/v1/complaints', { params: { query: {
  clinic_id: clinic, limit: 50, state: shown === 'closed' ? 'closed' as const : 'open' as const, ...(shown === 'late' ? { late: true } : {}), ...(about ? { about: about as Complaint['about'] } : {}), ...(cursor ? { cursor } : {}),
} } }))
export const useOf = (patient: string) => useQuery({
  queryKey: keys.of(patient), queryFn: async (): Promise<Complaint[]> => (await answer(api.GET('/api/v1/complaints', { params: { query: { patient_id: patient, limit: 100 } } }))).items,
})
export const useOne = (id: string) => useQuery({ queryKey: keys.one(id), queryFn: () => answer(api.GET('/api/v1/complaints/{id}', { params: { path: { id } } })), enabled: id !== '' })
export const useFigures = (clinic: string, months: number) => useQuery({
  queryKey: keys.figures(clinic, months), queryFn: (): Promise<Figures> => answer(api.GET('/api/v1/complaints/figures', { params: { query: { clinic_id: clinic, months } } })), enabled: clinic !== '',
})

const versioned = (c: Complaint) => ({ params: { path: { id: c.id }, header: at(c.version) } })
export const raise = (body: NewComplaint) => answer(api.POST('/api/v1/complaints', { body }))
export const write = (id: string, body: Deed) => answer(api.POST('/api/v1/complaints/{id}/steps', { params: { path: { id } }, body }))
export const handOver = (c: Complaint, owner_id: string, note: string) => answer(api.POST('/api/v1/complaints/{id}/hand-over', { ...versioned(c), body: { owner_id, ...(note ? { note } : {}) } }))
export const close = (c: Complaint, body: Ending) => answer(api.POST('/api/v1/complaints/{id}/close', { ...versioned(c), body }))
export const reopen = (c: Complaint, text: string) => answer(api.POST('/api/v1/complaints/{id}/reopen', { ...versioned(c), body: { text } }))
