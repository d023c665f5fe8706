/**
 * The typed door to the server. Every answer that is not a success becomes a
 * thrown Problem with the server's code and arguments; the screens turn the
 * code into a sentence.
 */
import createClient, { type Client, type Middleware } from 'openapi-fetch'
import type { components, paths } from './schema'

export type { components, operations, paths } from './schema'

/** The values that travel, by the server's names for them. */
export type Schemas = components['schemas']

/** One value that the server refused. field is a path in the body such as contacts[0].phone. */
export interface ProblemDetail {
  field: string
  code: string
  args: Record<string, unknown>
}

/** A refusal or failure. code is 'app.offline' when the server was not reached. */
export class Problem extends Error {
  readonly code: string
  readonly status: number
  readonly args: Record<string, unknown>
  readonly errors: ProblemDetail[]
  /** What a program may use: the likely records, the next three fits. */
  readonly details: unknown

  constructor(status: number, code: string, args: Record<string, unknown> = {}, errors: ProblemDetail[] = [], details: unknown = undefined) {
    super(code)
    this.name = 'Problem'
    this.status = status
    this.code = code
    this.args = args
    this.errors = errors
    this.details = details
  }
}

interface WireProblem {
  code?: string
  args?: Record<string, unknown>
  errors?: { field?: string; code?: string; args?: Record<string, unknown> }[]
  details?: unknown
}

/** Reads an answer that is not a success. Bodies that are no problem get a code by status. */
export async function problemOf(response: Response): Promise<Problem> {
  let body: WireProblem = {}
  try {
    body = (await response.clone().json()) as WireProblem
  } catch {
    // A proxy may answer with a page; the status says enough.
  }
  const errors = (body.errors ?? []).map((e) => ({ field: e.field ?? '', code: e.code ?? '', args: e.args ?? {} }))
  return new Problem(response.status, body.code ?? `app.http_${response.status}`, body.args, errors, body.details)
}

/** The code by which the server says that nobody is logged in, or no longer. */
export const LOGGED_OUT = 'auth.unauthenticated'

export interface ApiOptions {
  baseUrl?: string
  fetch?: (request: Request) => Promise<Response>
  /** Called when the server says that nobody is logged in. */
  onLoggedOut?: () => void
  /** The language in which the server shall write what it writes in words. */
  locale?: () => string
  /** Hears the server's clock with each answer: epoch milliseconds, whole seconds. */
  onClock?: (now: number) => void
}

/** A client of the server's API. */
export function createApi({ baseUrl = '', fetch, onLoggedOut, locale, onClock }: ApiOptions = {}): Client<paths> {
  const keys = new Keys()
  const problems: Middleware = {
    async onRequest({ request }) {
      if (locale) request.headers.set('Accept-Language', locale())
      if (request.method === 'POST' && !request.headers.has('Idempotency-Key')) {
        request.headers.set('Idempotency-Key', await keys.of(request))
      }
      return request
    },
    async onResponse({ request, response }) {
      keys.answered(request)
      const clock = Date.parse(response.headers.get('Date') ?? '')
      if (clock) onClock?.(clock)
      if (response.ok) return response
      const problem = await problemOf(response)
      if (problem.code === LOGGED_OUT) onLoggedOut?.()
      throw problem
    },
    onError({ error }) {
      return error instanceof Problem || (error instanceof DOMException && error.name === 'AbortError') ? error : new Problem(0, 'app.offline')
    },
  }
  const client = createClient<paths>({ baseUrl, ...(fetch ? { fetch } : {}), credentials: 'same-origin' })
  client.use(problems)
  return client
}

/**
 * The keys of POSTs. Each intended act has a fresh one; a request that is sent
 * again because its answer was lost keeps its key, so that it acts once.
 */
class Keys {
  private readonly open = new Map<string, string>()

  async of(request: Request): Promise<string> {
    if (!request.headers.get('content-type')?.includes('json')) return newKey() // a file is not sent again by itself
    const act = `${request.url}\n${await request.clone().text()}`
    const key = this.open.get(act) ?? newKey()
    this.open.set(act, key)
    return key
  }

  answered(request: Request): void {
    const key = request.headers.get('Idempotency-Key')
    for (const [act, k] of this.open) if (k === key) this.open.delete(act)
  }
}

/** randomUUID exists on secure origins only; a clinic's plain network address is not one. */
function newKey(): string {
  const b = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(b, (x) => x.toString(16).padStart(2, '0')).join('')
}

/** The body of an answer; what is refused was thrown before. */
export async function answer<T>(request: Promise<{ data?: T }>): Promise<T> {
  return (await request).data as T
}

/** The header of a change made against a version. */
export const at = (version: number): { 'If-Match': string } => ({ 'If-Match': `"${version}"` })
