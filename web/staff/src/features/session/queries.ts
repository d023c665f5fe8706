import { LOGGED_OUT, Problem, answer, type Schemas } from '@archwire/api'
import { api } from '../../app/api'
import { listen } from '../../app/live'

/** Who is at the desk, where they may work and what they may do there. */
export type Me = Schemas['OrgMeBody']
export type Device = Schemas['OrgDeviceBody']
/** What a one-time link is for. */
export type LinkSeen = Schemas['OrgLinkSeenBody']
export type Locale = Me['locale']

export interface Credentials {
  group: string
  login: string
  password: string
}

/** What a log-in came to: somebody is in, or the second step is due. */
export type LoginResult = { kind: 'in'; me: Me } | { kind: 'second' }

/** The door to the session; a value, so that the screens can be shown without a server. */
export interface SessionDoor {
  /** null when nobody is logged in. */
  me: () => Promise<Me | null>
  login: (c: Credentials) => Promise<LoginResult>
  /** code is the authenticator's, or a recovery code. */
  second: (code: string) => Promise<Me>
  logout: () => Promise<void>
  setLocale: (l: Locale) => Promise<void>
  /** Begins to hear what changes, for an account; the answer ends it. */
  listen: (account: string) => () => void
}

const me = () => answer(api.GET('/api/v1/org/me'))

/** The session of the server, kept in its own cookie. */
export const serverSession: SessionDoor = {
  me: () => me().catch((e: unknown) => {
    if (e instanceof Problem && e.code === LOGGED_OUT) return null
    throw e
  }),
  async login(body) {
    const s = await answer(api.POST('/api/v1/org/session', { body }))
    return s.needs_code ? { kind: 'second' } : { kind: 'in', me: await me() }
  },
  async second(code) {
    await answer(api.POST('/api/v1/org/session/second-factor', { body: { code } }))
    return me()
  },
  logout: () => answer(api.DELETE('/api/v1/org/session')),
  setLocale: (locale) => answer(api.PUT('/api/v1/org/me/locale', { body: { locale } })),
  listen,
}

export const changePassword = (present: string, next: string) => answer(api.PUT('/api/v1/org/me/password', { body: { present, next } }))
export const devices = async (): Promise<Device[]> => (await answer(api.GET('/api/v1/org/me/sessions'))).items
export const revokeDevice = (id: string) => answer(api.DELETE('/api/v1/org/me/sessions/{id}', { params: { path: { id } } }))
export const revokeOthers = () => answer(api.DELETE('/api/v1/org/me/sessions'))
export const enrolFactor = (password: string) => answer(api.POST('/api/v1/org/me/factor', { body: { password } }))
export const confirmFactor = (code: string) => answer(api.POST('/api/v1/org/me/factor/confirm', { body: { code } }))
export const dropFactor = (password: string) => answer(api.POST('/api/v1/org/me/factor/drop', { body: { password } }))
export const lookAtLink = (link: string) => answer(api.POST('/api/v1/org/invitation/look', { body: { link } }))
export const acceptLink = (link: string, password: string) => answer(api.POST('/api/v1/org/invitation/accept', { body: { link, password } }))
