import { useQuery } from '@tanstack/react-query'
import { answer, at, type Schemas } from '@archwire/api'
import i18next from 'i18next'
import { api } from '../../app/api'

export type Order = Schemas['ChartingOrderBody']
export type NewOrder = Schemas['ChartingOrderInBody']
export type OrderStep = Schemas['ChartingOrderStepInBody']['step']

export const ordersKey = (patient: string) => ['charting', 'orders', patient] as const

export const useOrders = (patient: string) =>
  useQuery({ queryKey: ordersKey(patient), queryFn: async () => (await answer(api.GET('/api/v1/charting/patients/{id}/orders', { params: { path: { id: patient } } }))).items })

/** Films, scans and records on the clinic's price list; also those that are no longer offered, for their names. */
export function useFilms(clinic: string) {
  const { data } = useQuery({
    queryKey: ['charting', 'films', clinic], staleTime: 300_000, enabled: clinic !== '',
    queryFn: async () => (await answer(api.GET('/api/v1/catalog/items', { params: { query: { clinic_id: clinic, all: true } } }))).items.filter((i) => i.category === 'I' || i.code === 'O01'),
  })
  return (data ?? []).map((i) => ({ value: i.id, label: i18next.language === 'en' ? i.name_en : i.name_zh, offered: i.offered }))
}

export const orderImaging = (body: NewOrder) => answer(api.POST('/api/v1/charting/orders', { body }))
export const moveOrder = (o: Order, step: OrderStep, text: string) =>
  answer(api.POST('/api/v1/charting/orders/{id}/step', { params: { path: { id: o.id }, header: at(o.version) }, body: { step, ...(text ? { text } : {}) } }))
