import { useQuery } from '@tanstack/react-query'
import { answer, at, type Schemas } from '@archwire/api'
import { api } from '../../app/api'

export type Message = Schemas['MessagesMessageBody']
export type Shown = Schemas['MessagesShownBody']
export type Send = Schemas['MessagesSendBody']
export type Heard = Schemas['MessagesHeardBody']
export type Why = Schemas['MessagesWhy']
export type PassportOf = Schemas['MessagesPassportBody']
export type Words = Schemas['MessagesSentenceBody']
export type Card = Schemas['MessagesCardBody']
export type CardPatient = Schemas['MessagesCardPatientBody']
export type Ready = Schemas['MessagesReadyBody']
export type Share = Schemas['MessagesShareBody']
export type Missing = Schemas['MessagesMissingBody']
export type Reach = Schemas['MessagesReachBody']
export type Bound = Schemas['MessagesBoundBody']
export type OptOut = Schemas['MessagesOptOutBody']
export type NewOptOut = Schemas['MessagesOptOutInBody']
export type Contact = Schemas['MessagesContactBody']
export type Invited = Schemas['MessagesInvitedBody']
export type Whose = Schemas['MessagesBindInBody']['whose']
export type Suggestion = Schemas['MessagesSuggestionBody']
export type Would = Schemas['MessagesWouldLineBody']
export type Account = Schemas['MessagesAccountBody']
export type AccountIn = Schemas['MessagesAccountIn']
export type NewAccount = Schemas['MessagesNewAccountInBody']
export type Purposes = Schemas['MessagesPurposesBody']
export type Purpose = Schemas['MessagesPurposeBody']
/** An account as far as who writes texts sees it: its name and signature, nothing that opens it. */
export type Way = Schemas['MessagesWayBody']
export type Trial = Schemas['MessagesTryInBody']
export type Template = Schemas['MessagesTemplateBody']
export type TemplateIn = Schemas['MessagesTemplateInBody']
export type Pot = Schemas['MessagesPotBody']
export type UseLine = Schemas['MessagesUseLineBody']
export type State = Message['state']
export type Class = Message['class']
export type Channel = Send['channel']
export type Kind = Account['kind']

export const STATES = ['planned', 'sending', 'waits_staff', 'unknown', 'accepted', 'delivered', 'failed', 'dropped', 'expired'] as const satisfies readonly State[]
export const CLASSES = ['care', 'service', 'relation', 'marketing', 'staff'] as const satisfies readonly Class[]
export const CHANNELS = ['mini_subscribe', 'official_subscribe', 'official_template', 'official_service', 'wecom_task', 'wecom_welcome', 'wecom_app', 'sms'] as const satisfies readonly Channel[]
export const KINDS = ['wecom', 'official', 'mini', 'aliyun', 'tencent'] as const satisfies readonly Kind[]
export const WHOSE = ['self', 'mother', 'father', 'grandparent', 'spouse', 'child', 'other'] as const satisfies readonly Whose[]

export const MESSAGES = ['messages'] as const
export const keys = {
  list: (clinic: string, f: Filter) => [...MESSAGES, 'list', clinic, f] as const,
  open: (clinic: string) => [...MESSAGES, 'open', clinic] as const,
  one: (id: string) => [...MESSAGES, 'one', id] as const,
  log: (id: string) => [...MESSAGES, 'one', id, 'log'] as const,
  passport: (id: string) => [...MESSAGES, 'one', id, 'passport'] as const,
  of: (patient: string) => [...MESSAGES, 'of', patient] as const,
  history: (patient: string) => [...MESSAGES, 'of', patient, 'history'] as const,
  would: (patient: string, clinic: string) => [...MESSAGES, 'of', patient, 'would', clinic] as const,
  customer: (account: string, external: string) => [...MESSAGES, 'customer', account, external] as const,
  ready: (patient: string, clinic: string) => [...MESSAGES, 'ready', patient, clinic] as const,
  shares: (clinic: string) => [...MESSAGES, 'contacts', clinic, 'shares'] as const,
  missing: (clinic: string) => [...MESSAGES, 'contacts', clinic, 'missing'] as const,
  fetches: [...MESSAGES, 'accounts', 'fetches'] as const,
  contacts: (clinic: string) => [...MESSAGES, 'contacts', clinic] as const,
  /** A contact stands in the list before WeCom has told its name, by which it is looked for. */
  suggestions: (contact: string, ...names: string[]) => [...MESSAGES, 'suggestions', contact, ...names] as const,
  accounts: [...MESSAGES, 'accounts'] as const,
  userids: [...MESSAGES, 'userids'] as const,
  purposes: [...MESSAGES, 'purposes'] as const,
  quota: [...MESSAGES, 'quota'] as const,
  journal: (clinic: string) => [...MESSAGES, 'quota', 'journal', clinic] as const,
  use: (from: number, to: number) => [...MESSAGES, 'use', from, to] as const,
}

/** Which messages of a clinic are listed; '' = any. */
export interface Filter {
  state: State | ''
  purpose: string
  class: Class | ''
  channel: Channel | ''
}

const asked = (f: Filter, cursor: string) => ({
  ...(f.state ? { state: f.state } : {}), ...(f.purpose ? { purpose: f.purpose } : {}), ...(f.class ? { class: f.class } : {}), ...(f.channel ? { channel: f.channel } : {}), ...(cursor ? { cursor } : {}),
})
const by = (id: string) => ({ params: { path: { id } } })

export const list = (clinic_id: string, f: Filter, cursor: string) => answer(api.GET('/api/v1/messages/messages', { params: { query: { clinic_id, limit: 50, ...asked(f, cursor) } } }))
/** How many messages of a clinic are open, by state. */
export const openOnes = async (clinic_id: string): Promise<Record<string, number>> => (await answer(api.GET('/api/v1/messages/messages', { params: { query: { clinic_id, limit: 1 } } }))).open
export const one = (id: string) => answer(api.GET('/api/v1/messages/messages/{id}', by(id)))
export const logOf = async (id: string): Promise<Heard[]> => (await answer(api.GET('/api/v1/messages/messages/{id}/log', by(id)))).heard
export const passport = (id: string) => answer(api.GET('/api/v1/messages/messages/{id}/passport', by(id)))
export const decisions = {
  take_sent: (id: string) => answer(api.POST('/api/v1/messages/messages/{id}/take-sent', by(id))),
  send_again: (id: string) => answer(api.POST('/api/v1/messages/messages/{id}/send-again', by(id))),
  remind: (id: string) => answer(api.POST('/api/v1/messages/messages/{id}/remind', by(id))),
  stop: (id: string) => answer(api.POST('/api/v1/messages/messages/{id}/stop', by(id))),
}
export type Decision = keyof typeof decisions

export const history = (id: string, cursor: string) => answer(api.GET('/api/v1/messages/patients/{id}', { params: { path: { id }, query: { limit: 20, ...(cursor ? { cursor } : {}) } } }))
export const useReach = (id: string) => useQuery({ queryKey: keys.of(id), queryFn: () => answer(api.GET('/api/v1/messages/patients/{id}/reach', by(id))) })
export const would = async (id: string, clinic_id: string): Promise<Would[]> => (await answer(api.GET('/api/v1/messages/patients/{id}/would', { params: { path: { id }, query: { clinic_id } } }))).purposes
export const optOut = (id: string, body: NewOptOut) => answer(api.POST('/api/v1/messages/patients/{id}/optouts', { ...by(id), body }))
export const optIn = (id: string, optout: string) => answer(api.DELETE('/api/v1/messages/patients/{id}/optouts/{optout}', { params: { path: { id, optout } } }))
export const bind = (id: string, contact_id: string, whose: Whose) => answer(api.POST('/api/v1/messages/patients/{id}/contacts', { ...by(id), body: { contact_id, whose } }))
export const unbind = (id: string, contact: string) => answer(api.DELETE('/api/v1/messages/patients/{id}/contacts/{contact}', { params: { path: { id, contact } } }))
/** A code by which somebody binds their own WeChat; its link is told this once. */
export const invite = (id: string, clinic_id: string) => answer(api.POST('/api/v1/messages/patients/{id}/invites', { ...by(id), body: { clinic_id } }))
export const invitation = (id: string) => answer(api.GET('/api/v1/messages/invites/{id}', by(id)))
export const endInvitation = (id: string) => answer(api.DELETE('/api/v1/messages/invites/{id}', by(id)))
export const contacts = (clinic_id: string) => answer(api.GET('/api/v1/messages/contacts', { params: { query: { clinic_id } } }))
export const suggestions = async (id: string): Promise<Suggestion[]> => (await answer(api.GET('/api/v1/messages/contacts/{id}/suggestions', by(id)))).suggestions

export const openContact = (account: string, external_userid: string) => answer(api.POST('/api/v1/messages/sidebar/{id}/contact', { ...by(account), body: { external_userid } }))
export const readyTexts = async (id: string, clinic_id: string): Promise<Ready[]> => (await answer(api.GET('/api/v1/messages/patients/{id}/texts', { params: { path: { id }, query: { clinic_id } } }))).texts
export const say = (contact: string, body: Schemas['MessagesSaidInBody']) => answer(api.POST('/api/v1/messages/contacts/{id}/said', { ...by(contact), body }))
export const unsay = (id: string) => answer(api.DELETE('/api/v1/messages/said/{id}', by(id)))
export const shares = async (clinic_id: string): Promise<Share[]> => (await answer(api.GET('/api/v1/messages/contacts/shares', { params: { query: { clinic_id } } }))).shares
export const missing = async (clinic_id: string): Promise<Missing[]> => (await answer(api.GET('/api/v1/messages/contacts/missing', { params: { query: { clinic_id } } }))).patients
export const fetches = async () => (await answer(api.GET('/api/v1/messages/fetches'))).fetches
export const fetchContacts = (id: string) => answer(api.POST('/api/v1/messages/accounts/{id}/fetch', by(id)))

export const accounts = async (): Promise<Account[]> => (await answer(api.GET('/api/v1/messages/accounts'))).accounts
export const addAccount = (body: NewAccount) => answer(api.POST('/api/v1/messages/accounts', { body }))
export const changeAccount = (a: Account, body: AccountIn) => answer(api.PUT('/api/v1/messages/accounts/{id}', { params: { path: { id: a.id }, header: at(a.version) }, body }))
export const testAccount = (id: string) => answer(api.POST('/api/v1/messages/accounts/{id}/test', by(id)))
export const tryAccount = (id: string, body: Trial) => answer(api.POST('/api/v1/messages/accounts/{id}/try', { ...by(id), body }))
export const userids = async () => (await answer(api.GET('/api/v1/messages/userids'))).userids
export const setUserid = (account: string, staff_id: string, userid: string) => answer(api.PUT('/api/v1/messages/accounts/{id}/userids', { ...by(account), body: { staff_id, userid } }))

/** What messages are for and how they read, with the accounts through which they go. */
export const purposes = (): Promise<Purposes> => answer(api.GET('/api/v1/messages/purposes'))
export const setTemplate = (body: TemplateIn) => answer(api.PUT('/api/v1/messages/templates', { body }))

export const pots = async (): Promise<Pot[]> => (await answer(api.GET('/api/v1/messages/quota'))).pots
export const journal = (clinic_id: string, cursor: string) => answer(api.GET('/api/v1/messages/quota/journal', { params: { query: { limit: 20, ...(clinic_id ? { clinic_id } : {}), ...(cursor ? { cursor } : {}) } } }))
export const use = async (from: number, to: number): Promise<UseLine[]> => (await answer(api.GET('/api/v1/messages/use', { params: { query: { from, to } } }))).lines
export const buy = (amount: number, note: string) => answer(api.POST('/api/v1/messages/quota/buy', { body: { amount, ...(note ? { note } : {}) } }))
export const allot = (clinic_id: string, amount: number, note: string) => answer(api.POST('/api/v1/messages/quota/allot', { body: { clinic_id, amount, ...(note ? { note } : {}) } }))
