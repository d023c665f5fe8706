import { useQuery } from '@tanstack/react-query'
import { answer, type Schemas } from '@archwire/api'
import { api } from '../../app/api'
import { useLiveQueries } from '../../app/live'

export type Account = Schemas['BillingAccountBody']
export type Agreement = Schemas['BillingAgreementBody']
export type Bill = Schemas['BillingBillBody']
export type Line = Schemas['BillingLineBody']
export type Receipt = Schemas['BillingReceiptBody']
export type Figure = Schemas['BillingFigureBody']
export type Debtor = Schemas['BillingDebtorBody']
export type Late = Schemas['BillingLateBody']
export type Till = Schemas['BillingTillBody']
export type NewBill = Schemas['BillingNewBillIn']
export type Payment = Schemas['BillingPaymentInBody']
export type Prepayment = Schemas['BillingPrepaymentInBody']
export type Tender = Schemas['BillingTenderIn']
export type Means = Tender['means']

export const MEANS: Means[] = ['cash', 'wechat', 'alipay', 'card', 'transfer']
/** Whether money comes over the desk by it, and not through the outside world. */
export const overDesk = (means: string): means is Means => (MEANS as string[]).includes(means)

export const BILLING = ['billing'] as const
export const keys = {
  account: (patient: string) => [...BILLING, 'account', patient] as const,
  desk: (clinic: string) => [...BILLING, 'desk', clinic] as const,
  overdue: (clinic: string) => [...BILLING, 'overdue', clinic] as const,
  signals: (clinic: string, day: string) => [...BILLING, 'signals', clinic, day] as const,
  signal: (patient: string) => [...BILLING, 'signal', patient] as const,
  schedules: (agreement: string) => [...BILLING, 'schedules', agreement] as const,
  till: (clinic: string) => [...BILLING, 'till', clinic] as const,
}

/** A patient's money, kept true while it is open. */
export function useAccount(patient: string) {
  useLiveQueries('billing', BILLING)
  return useQuery({ queryKey: keys.account(patient), queryFn: () => answer(api.GET('/api/v1/billing/patients/{id}', { params: { path: { id: patient } } })) })
}

export const desk = async (clinic_id: string): Promise<Debtor[]> => (await answer(api.GET('/api/v1/billing/desk', { params: { query: { clinic_id } } }))).patients
export const overdue = async (clinic_id: string) => (await answer(api.GET('/api/v1/billing/overdue', { params: { query: { clinic_id } } }))).agreements
export const till = (clinic_id: string) => answer(api.GET('/api/v1/billing/till', { params: { query: { clinic_id } } }))
export const charge = (body: NewBill) => answer(api.POST('/api/v1/billing/bills', { body }))
export const pay = (body: Payment) => answer(api.POST('/api/v1/billing/payments', { body }))
export const prepay = (body: Prepayment) => answer(api.POST('/api/v1/billing/prepayments', { body }))
export const refund = (body: Schemas['BillingRefundInBody']) => answer(api.POST('/api/v1/billing/refunds', { body }))
export type Signal = Schemas['BillingSignalBody']
export const signals = async (clinic_id: string, day: string): Promise<Signal[]> => (await answer(api.GET('/api/v1/billing/signals', { params: { query: { clinic_id, day } } }))).patients
export const signal = (id: string): Promise<Signal> => answer(api.GET('/api/v1/billing/patients/{id}/signal', { params: { path: { id } } }))
export const callOverdue = (id: string) => answer(api.POST('/api/v1/billing/agreements/{id}/call', { params: { path: { id } } }))

const versioned = (a: Agreement) => ({ params: { path: { id: a.id }, header: { 'If-Match': `"${a.version}"` } } })
export const agreeSchedule = (a: Agreement, instalments: Schemas['BillingInstalmentIn'][]) => answer(api.PUT('/api/v1/billing/agreements/{id}/instalments', { ...versioned(a), body: { instalments } }))
export const schedules = async (id: string) => (await answer(api.GET('/api/v1/billing/agreements/{id}/instalments', { params: { path: { id } } }))).revisions
export const reachProduction = (a: Agreement) => answer(api.PUT('/api/v1/billing/agreements/{id}/production', versioned(a)))
export const paidBy = (a: Agreement, payer_id: string) => answer(api.PUT('/api/v1/billing/agreements/{id}/payer', { ...versioned(a), body: { payer_id } }))
export const settle = (id: string, body: Schemas['BillingSettlementInBody']) => answer(api.POST('/api/v1/billing/agreements/{id}/settlement', { params: { path: { id } }, body }))
export const closeTill = (body: Schemas['BillingCloseInBody']) => answer(api.POST('/api/v1/billing/closings', { body }))
export const voidReceipt = (id: string, reason: string) => answer(api.POST('/api/v1/billing/receipts/{id}/void', { params: { path: { id } }, body: { reason } }))
export const voidBill = (id: string, reason: string) => answer(api.POST('/api/v1/billing/bills/{id}/void', { params: { path: { id } }, body: { reason } }))
