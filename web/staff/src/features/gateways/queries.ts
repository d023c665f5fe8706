import { answer, type Schemas } from '@archwire/api'
import { api } from '../../app/api'

export type Asked = Schemas['GatewaysRequestBody']
export type Account = Schemas['GatewaysAccountBody']
export type AccountIn = Schemas['GatewaysAccountIn']
export type NewAccount = Schemas['GatewaysNewAccountInBody']
export type Named = Schemas['GatewaysNameBody']
export type Resolution = Asked['may'][number]
export type Outside = Schemas['BillingOutsideListBody']

export const GATEWAYS = ['gateways'] as const
export const keys = {
  open: (clinic: string) => [...GATEWAYS, 'open', clinic] as const,
  uses: (clinic: string) => [...GATEWAYS, 'uses', clinic] as const,
  accounts: (clinic: string) => [...GATEWAYS, 'accounts', clinic] as const,
  patient: (patient: string) => [...GATEWAYS, 'patient', patient] as const,
}

export const open = (clinic_id: string) => answer(api.GET('/api/v1/gateways/requests', { params: { query: { clinic_id } } }))
export const uses = async (clinic_id: string) => (await answer(api.GET('/api/v1/gateways/uses', { params: { query: { clinic_id } } }))).uses
export const outsideOf = (id: string) => answer(api.GET('/api/v1/billing/patients/{id}/outside', { params: { path: { id } } }))

const at = (id: string) => ({ params: { path: { id } } })
export const again = (id: string) => answer(api.POST('/api/v1/gateways/requests/{id}/again', at(id)))
export const close = (id: string) => answer(api.POST('/api/v1/gateways/requests/{id}/close', at(id)))
export const notDone = (id: string) => answer(api.POST('/api/v1/gateways/requests/{id}/not-done', at(id)))
export const byHand = (id: string, slip: string) => answer(api.POST('/api/v1/billing/outside/{id}/by-hand', { ...at(id), body: { slip } }))

export const askPayment = (body: Schemas['BillingOnlineInBody']) => answer(api.POST('/api/v1/billing/outside/payments', { body }))
export const askInsurance = (body: Schemas['BillingInsuranceInBody']) => answer(api.POST('/api/v1/billing/outside/insurance', { body }))
export const redeem = (body: Schemas['BillingVoucherInBody']) => answer(api.POST('/api/v1/billing/outside/vouchers', { body }))
export const undoInsurance = (id: string, reason: string) => answer(api.POST('/api/v1/billing/outside/{id}/undo', { ...at(id), body: { reason } }))
export const invoice = (id: string, body: Schemas['BillingInvoiceInBody']) => answer(api.POST('/api/v1/billing/receipts/{id}/invoice', { ...at(id), body }))
export const red = (id: string, amount: number, reason: string) => answer(api.POST('/api/v1/billing/outside/{id}/red', { ...at(id), body: { amount, reason } }))

export const accounts = async (clinic_id: string) => (await answer(api.GET('/api/v1/gateways/accounts', { params: { query: { clinic_id } } }))).accounts
export const addAccount = (body: NewAccount) => answer(api.POST('/api/v1/gateways/accounts', { body }))
export const changeAccount = (a: Account, body: AccountIn) => answer(api.PUT('/api/v1/gateways/accounts/{id}', { params: { path: { id: a.id }, header: { 'If-Match': `"${a.version}"` } }, body }))
export const testAccount = (id: string) => answer(api.POST('/api/v1/gateways/accounts/{id}/test', at(id)))
