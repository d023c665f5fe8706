import { answer } from '@archwire/api'
import { api } from '../../../app/api'
import { cameBack } from './address'

const BROWSER = 'archwire.wx.browser'
const BACK = 'archwire.wx.back'

/** A secret of this browser: what it begins, only it can finish. */
function browser(): string {
  const there = sessionStorage.getItem(BROWSER)
  if (there) return there
  const made = Array.from(crypto.getRandomValues(new Uint8Array(20)), (b) => (b % 36).toString(36)).join('')
  sessionStorage.setItem(BROWSER, made)
  return made
}

const pause = (ms: number) => new Promise((r) => setTimeout(r, ms))

/** Sends the browser to WeCom, which asks who it is; the page is left. */
export async function begin(group: string, account_id: string): Promise<void> {
  sessionStorage.setItem(BACK, window.location.pathname + window.location.search)
  const { url } = await answer(api.POST('/api/v1/messages/logins', { body: { group, account_id, browser: browser() } }))
  window.location.assign(url)
}

/** How often the server is asked whether WeCom has answered. */
const EVERY = 400
const TRIES = 40

/** Ends what was begun, with the code in the address; true = a second factor is still to come. */
export async function finish(): Promise<boolean> {
  const came = cameBack()
  if (!came) throw new Error('not back from WeCom')
  const path = { group: came.group, state: came.state }
  await answer(api.PUT('/api/v1/messages/logins/{group}/{state}', { params: { path }, body: { browser: browser(), code: came.code } }))
  for (let i = 0; i < TRIES; i++) {
    const r = await answer(api.POST('/api/v1/messages/logins/{group}/{state}', { params: { path }, body: { browser: browser() } }))
    if (!r.waiting) return r.needs_code
    await pause(EVERY)
  }
  throw new Error('WeCom did not answer')
}

/** Goes on where the log-in was begun. */
export function goOn(): void {
  const to = sessionStorage.getItem(BACK)
  sessionStorage.removeItem(BACK)
  window.location.replace(to && to.startsWith('/wx/') ? to : '/')
}
