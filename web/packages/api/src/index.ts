/**
 * The typed door to the server. Every answer that is not a success becomes a
 * thrown Problem with the server's code and arguments; the screens turn the
 * code into a sentence.
 */
import createClient, { type Client, type Middleware } from 'openapi-fetch'
import type { paths } from './schema'

export type { components, operations, paths } from './schema'

/** One value that the server refused. location is a path such as body.phone. */
export interface ProblemDetail {
  location: string
  code: string
  args: Record<string, unknown>
}

/** A refusal or failure. code is 'app.offline' when the server was not reached. */
export class Problem extends Error {
  readonly code: string
  readonly status: number
  readonly args: Record<string, unknown>
  readonly details: ProblemDetail[]

  constructor(status: number, code: string, args: Record<string, unknown> = {}, details: ProblemDetail[] = []) {
    super(code)
    this.name = 'Problem'
    this.status = status
    this.code = code
    this.args = args
    this.details = details
  }
}

interface WireProblem {
  code?: string
  args?: Record<string, unknown>
  errors?: { location?: string; code?: string; message?: string; args?: Record<string, unknown> }[]
}

/** Reads an answer that is not a success. Bodies that are no problem get a code by status. */
export async function problemOf(response: Response): Promise<Problem> {
  let body: WireProblem = {}
  try {
    body = (await response.clone().json()) as WireProblem
  } catch {
    // A proxy may answer with a page; the status says enough.
  }
  const details = (body.errors ?? []).map((e) => ({ location: e.location ?? '', code: e.code ?? e.message ?? '', args: e.args ?? {} }))
  return new Problem(response.status, body.code ?? `app.http_${response.status}`, body.args, details)
}

export interface ApiOptions {
  baseUrl?: string
  fetch?: (request: Request) => Promise<Response>
  /** Called when the server says that nobody is logged in. */
  onLoggedOut?: () => void
}

/** A client of the server's API. */
export function createApi({ baseUrl = '', fetch, onLoggedOut }: ApiOptions = {}): Client<paths> {
  const problems: Middleware = {
    onRequest({ request }) {
      // A repeated POST (a double click, a retry after a lost answer) must act once.
      if (request.method === 'POST' && !request.headers.has('Idempotency-Key')) {
        request.headers.set('Idempotency-Key', newKey())
      }
      return request
    },
    async onResponse({ response }) {
      if (response.ok) return response
      if (response.status === 401) onLoggedOut?.()
      throw await problemOf(response)
    },
    onError({ error }) {
      return error instanceof Problem ? error : new Problem(0, 'app.offline')
    },
  }
  const client = createClient<paths>({ baseUrl, ...(fetch ? { fetch } : {}), credentials: 'same-origin' })
  client.use(problems)
  return client
}

/** randomUUID exists on secure origins only; a clinic's plain network address is not one. */
function newKey(): string {
  const b = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(b, (x) => x.toString(16).padStart(2, '0')).join('')
}

/** One request outside the typed paths, with the same refusals. body is sent as JSON. */
export async function send<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
  if (method === 'POST') headers['Idempotency-Key'] = newKey()
  const init: RequestInit = { method, headers, credentials: 'same-origin', ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
  const response = await fetch(path, init).catch(() => { throw new Problem(0, 'app.offline') })
  if (!response.ok) throw await problemOf(response)
  return (response.status === 204 ? undefined : await response.json()) as T
}
