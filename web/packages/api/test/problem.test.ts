import { describe, expect, it } from 'vitest'
import { Problem, createApi } from '../src'

type AnyClient = { GET: (path: string) => Promise<unknown>; POST: (path: string, o: unknown) => Promise<unknown> }

function answering(answer: (r: Request) => Response | Promise<Response>, onLoggedOut?: () => void): AnyClient {
  return createApi({ baseUrl: 'http://clinic.test', fetch: async (r) => answer(r), ...(onLoggedOut ? { onLoggedOut } : {}) }) as unknown as AnyClient
}

const problem = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json' } })

describe('the client', () => {
  it('throws the code and arguments of a refusal', async () => {
    const api = answering(() => problem(409, { code: 'visits.chair_taken', args: { holder: '王乐' } }))
    await expect(api.GET('/x')).rejects.toMatchObject({ code: 'visits.chair_taken', status: 409, args: { holder: '王乐' } })
  })
  it('keeps which field was refused', async () => {
    const api = answering(() => problem(422, { code: 'app.invalid', errors: [{ field: 'name', code: 'http.too_long', args: { max: 60 } }] }))
    const err = await api.GET('/x').catch((e: Problem) => e) as Problem
    expect(err.errors).toEqual([{ field: 'name', code: 'http.too_long', args: { max: 60 } }])
  })
  it('gives a code to an answer that is no problem', async () => {
    await expect(answering(() => new Response('<html>', { status: 502 })).GET('/x')).rejects.toMatchObject({ code: 'app.http_502' })
  })
  it('says that the server was not reached', async () => {
    const api = answering(() => { throw new TypeError('fetch failed') })
    await expect(api.GET('/x')).rejects.toMatchObject({ code: 'app.offline', status: 0 })
  })
  it('tells when nobody is logged in', async () => {
    let out = 0
    await expect(answering(() => problem(401, { code: 'auth.unauthenticated' }), () => out++).GET('/x')).rejects.toBeInstanceOf(Problem)
    expect(out).toBe(1)
    await expect(answering(() => problem(401, { code: 'auth.wrong_code' }), () => out++).GET('/x')).rejects.toBeInstanceOf(Problem)
    expect(out).toBe(1)
  })
  it('sends a fresh idempotency key with each POST', async () => {
    const keys: (string | null)[] = []
    const api = answering((r) => { keys.push(r.headers.get('Idempotency-Key')); return new Response('{}', { status: 200, headers: { 'content-type': 'application/json' } }) })
    await api.POST('/x', { body: {} })
    await api.POST('/x', { body: {} })
    await api.GET('/x')
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
    expect(keys[1]).not.toBe(keys[0])
    expect(keys[2]).toBeNull()
  })
  it('keeps the key of a POST whose answer was lost, so that it acts once', async () => {
    const keys: (string | null)[] = []
    let lost = true
    const api = answering((r) => {
      keys.push(r.headers.get('Idempotency-Key'))
      if (lost) throw new TypeError('connection reset')
      return new Response('{}', { status: 200, headers: { 'content-type': 'application/json' } })
    })
    await expect(api.POST('/x', { body: { name: 'a' } })).rejects.toMatchObject({ code: 'app.offline' })
    lost = false
    await api.POST('/x', { body: { name: 'b' } })
    await api.POST('/x', { body: { name: 'a' } })
    await api.POST('/x', { body: { name: 'a' } })
    expect(keys[2]).toBe(keys[0])
    expect(new Set(keys).size).toBe(3)
  })
  it('says in which language the server shall write', async () => {
    let asked: string | null = ''
    const api = createApi({ baseUrl: 'http://clinic.test', locale: () => 'en', fetch: async (r) => { asked = r.headers.get('Accept-Language'); return new Response('{}', { headers: { 'content-type': 'application/json' } }) } })
    await (api as unknown as AnyClient).GET('/x')
    expect(asked).toBe('en')
  })
})
