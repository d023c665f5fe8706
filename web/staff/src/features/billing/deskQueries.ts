import { answer, type Schemas } from '@archwire/api'
import { api } from '../../app/api'
import { BILLING, type NewBill } from './queries'

export type Desk = Schemas['BillingDeskBody']
export type Here = Schemas['BillingHereBody']
export type Asked = Schemas['BillingAskedBody']
export type Quote = Schemas['BillingQuoteBody']
export type QuotedLine = Schemas['BillingQuotedLineBody']
export type DayBook = Schemas['BillingDayBody']
export type Count = Schemas['BillingCountBody']
export type Clearing = Schemas['BillingClearingBody']
export type WayBack = Schemas['BillingWayBackBody']

export const deskKeys = {
  desk: (clinic: string) => [...BILLING, 'desk-of', clinic] as const,
  day: (clinic: string, day: string) => [...BILLING, 'day', clinic, day] as const,
  clearing: (clinic: string, month: string) => [...BILLING, 'clearing', clinic, month] as const,
  asked: (id: string) => [...BILLING, 'asked', id] as const,
  quote: (bill: NewBill) => [...BILLING, 'quote', bill] as const,
  wayBack: (line: string, quantity: number, keep: boolean) => [...BILLING, 'way-back', line, quantity, keep] as const,
  till: (clinic: string, cashier: string) => [...BILLING, 'till', clinic, cashier] as const,
}

export const deskOf = (clinic_id: string): Promise<Desk> => answer(api.GET('/api/v1/billing/desk', { params: { query: { clinic_id } } }))
export const quote = (body: NewBill): Promise<Quote> => answer(api.POST('/api/v1/billing/quotes', { body }))
export const askBill = (bill: NewBill, why: string): Promise<Asked> => answer(api.POST('/api/v1/billing/asked-bills', { body: { bill, why } }))
export const askedBill = (id: string): Promise<Asked> => answer(api.GET('/api/v1/billing/asked-bills/{id}', { params: { path: { id } } }))
export const register = (clinic_id: string, patient_id: string, again: boolean) => answer(api.POST('/api/v1/billing/registrations', { body: { clinic_id, patient_id, again } }))
export const dayBook = (clinic_id: string, day: string): Promise<DayBook> => answer(api.GET('/api/v1/billing/day', { params: { query: { clinic_id, ...(day ? { day } : {}) } } }))
export const clearing = (clinic_id: string, month: string): Promise<Clearing> => answer(api.GET('/api/v1/billing/clearing', { params: { query: { clinic_id, month } } }))
export const noteStatement = (body: Schemas['BillingStatementInBody']) => answer(api.POST('/api/v1/billing/statements', { body }))
export const wayBack = (id: string, quantity: number, keep: boolean): Promise<WayBack> => answer(api.GET('/api/v1/billing/lines/{id}/refund', { params: { path: { id }, query: { quantity, keep } } }))
export const takeBack = (id: string, body: Schemas['BillingTakeBackInBody']) => answer(api.POST('/api/v1/billing/lines/{id}/refund', { params: { path: { id } }, body }))
export const tillOf = (clinic_id: string, cashier: string) => answer(api.GET('/api/v1/billing/till', { params: { query: { clinic_id, ...(cashier ? { cashier_id: cashier } : {}) } } }))
