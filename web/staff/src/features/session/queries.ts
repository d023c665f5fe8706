import { Problem, send } from '@archwire/api'

/** Who is at the desk, and where they may work. */
export interface Me {
  staff_id: string
  name: string
  group: string
  clinics: { id: string; name: string }[]
  permissions: string[]
}

export interface Credentials {
  group: string
  name: string
  password: string
}

/** What a log-in came to: somebody is in, or the second step is due. */
export type LoginResult = { kind: 'in'; me: Me } | { kind: 'second' }

/** The door to the session; a value, so that the screens can be shown without a server. */
export interface SessionDoor {
  me: () => Promise<Me | null>
  login: (c: Credentials) => Promise<LoginResult>
  second: (code: string) => Promise<Me>
  logout: () => Promise<void>
}

const PATH = '/api/v1/session'

/** The session of the server, kept in its own cookie. */
export const serverSession: SessionDoor = {
  me: () => send<Me>('GET', PATH).catch((e: unknown) => {
    if (e instanceof Problem && e.status === 401) return null
    throw e
  }),
  async login(c) {
    const answer = await send<{ second_factor: boolean; me?: Me }>('POST', PATH, c)
    return answer.second_factor || !answer.me ? { kind: 'second' } : { kind: 'in', me: answer.me }
  },
  second: (code) => send<Me>('POST', `${PATH}/second`, { code }),
  logout: () => send<void>('DELETE', PATH),
}
