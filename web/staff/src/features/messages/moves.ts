import { answer, type Schemas } from '@archwire/api'
import { api } from '../../app/api'
import { MESSAGES } from './queries'

export type Move = Schemas['MessagesMoveBody']
export type Mover = Schemas['MessagesMoverBody']
export type MoveCustomer = Schemas['MessagesMoveCustomerBody']
export type AskMoves = Schemas['MessagesAskMovesInBody']

export const moveKeys = {
  all: (clinic: string) => [...MESSAGES, 'moves', clinic] as const,
  list: (clinic: string) => [...MESSAGES, 'moves', clinic, 'list'] as const,
  movers: (clinic: string) => [...MESSAGES, 'moves', clinic, 'movers'] as const,
  customers: (clinic: string, account: string, userid: string) => [...MESSAGES, 'moves', clinic, 'customers', account, userid] as const,
}

export const moves = async (clinic_id: string): Promise<Move[]> => (await answer(api.GET('/api/v1/messages/moves', { params: { query: { clinic_id } } }))).moves
export const movers = async (clinic_id: string): Promise<Mover[]> => (await answer(api.GET('/api/v1/messages/moves/colleagues', { params: { query: { clinic_id } } }))).colleagues
export const moveCustomers = async (clinic_id: string, account_id: string, userid: string): Promise<MoveCustomer[]> =>
  (await answer(api.GET('/api/v1/messages/moves/customers', { params: { query: { clinic_id, account_id, userid } } }))).customers
export const askMoves = (body: AskMoves) => answer(api.POST('/api/v1/messages/moves', { body }))
export const askAgain = (id: string) => answer(api.POST('/api/v1/messages/moves/{id}/again', { params: { path: { id } } }))

/** Whether a customer can be moved, of a colleague who is here or who left: a customer on the way cannot; who was moved twice can only from one who left. */
export const movable = (c: MoveCustomer, kind: Move['kind']): boolean => c.why === '' || (c.why === 'twice' && kind === 'resigned')
