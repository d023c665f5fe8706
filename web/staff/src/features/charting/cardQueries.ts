import { useQuery } from '@tanstack/react-query'
import { answer, at, type Schemas } from '@archwire/api'
import { api } from '../../app/api'

export type Card = Schemas['ChartingCardBody']
export type CardFields = Schemas['ChartingCardFields']

/** What stands below ['charting', 'cards', patient] is read again after a card was written. */
export const cardsKey = (patient: string) => ['charting', 'cards', patient] as const
const cardKey = (patient: string, visit: string) => [...cardsKey(patient), visit] as const

export const useCards = (patient: string) =>
  useQuery({ queryKey: cardsKey(patient), queryFn: async () => (await answer(api.GET('/api/v1/charting/patients/{id}/cards', { params: { path: { id: patient } } }))).items })

export const useVisitCard = (patient: string, visit: string) =>
  useQuery({ queryKey: cardKey(patient, visit), enabled: visit !== '', queryFn: () => answer(api.GET('/api/v1/charting/visits/{id}/card', { params: { path: { id: visit } } })) })

export const writeCard = (visit: string, version: number, body: CardFields) =>
  answer(api.PUT('/api/v1/charting/visits/{id}/card', { params: { path: { id: visit }, header: at(version) }, body }))
