import { useQuery } from '@tanstack/react-query'
import { answer, type Schemas } from '@archwire/api'
import { api } from '../../../app/api'
import { VISITS } from '../queries'
import type { Days } from './period'

export type Figures = Schemas['VisitsFigures']
export type Reason = Schemas['VisitsReasonCount']
export type Overruns = Schemas['VisitsOverruns']

export const figuresKey = (clinic: string) => [...VISITS, 'figures', clinic] as const

/** What the visits of some days came to; the days before stay on the screen until the new ones are there. */
export const useFigures = (clinic: string, days: Days) => useQuery({
  queryKey: [...figuresKey(clinic), days.from, days.to], enabled: !!clinic,
  queryFn: () => answer(api.GET('/api/v1/visits/figures', { params: { query: { clinic_id: clinic, from: days.from, to: days.to } } })),
  placeholderData: (old, query) => (query?.queryKey[2] === clinic ? old : undefined),
})
