import { useQuery } from '@tanstack/react-query'
import { answer, type Schemas } from '@archwire/api'
import { api } from '../../app/api'

export type Chart = Schemas['ChartingChartBody']
export type Charted = Schemas['ChartingFindingBody']
export type NewFindings = Schemas['ChartingNoteFindingsInBody']
export type NewFinding = NewFindings['findings'][number]

export const chartKey = (patient: string) => ['charting', 'chart', patient] as const

export const useChart = (patient: string) =>
  useQuery({ queryKey: chartKey(patient), queryFn: () => answer(api.GET('/api/v1/charting/patients/{id}/chart', { params: { path: { id: patient } } })) })

export const noteFindings = (body: NewFindings) => answer(api.POST('/api/v1/charting/findings', { body }))
export const strikeFinding = (id: string, reason: string) => answer(api.POST('/api/v1/charting/findings/{id}/strike', { params: { path: { id } }, body: { reason } }))
