import { useQuery } from '@tanstack/react-query'
import { answer } from '@archwire/api'
import { api } from '../../../app/api'
import { MESSAGES } from '../queries'

interface Answer { err_msg: string; userId?: string }

/** What WeCom's client puts into a page. */
interface Wx {
  config: (c: Record<string, unknown>) => void
  ready: (f: () => void) => void
  error: (f: (e: { errMsg: string }) => void) => void
  agentConfig: (c: Record<string, unknown>) => void
  invoke: (name: string, body: unknown, back: (a: Answer) => void) => void
}

const client = (): Wx | undefined => (window as unknown as { wx?: Wx }).wx
const pause = (ms: number) => new Promise((r) => setTimeout(r, ms))
const CALLS = ['getContext', 'getCurExternalContact', 'sendChatMessage']

async function keysOf(id: string) {
  for (let i = 0; i < 20; i++) {
    const k = await answer(api.POST('/api/v1/messages/sidebar/{id}/keys', { params: { path: { id } }, body: { url: window.location.href.split('#')[0]! } }))
    if (k.ready) return k
    await pause(300)
  }
  throw new Error('no ticket')
}

function script(src: string): Promise<void> {
  return new Promise((done, failed) => {
    if (document.querySelector(`script[src="${src}"]`)) { done(); return }
    const s = document.createElement('script')
    s.src = src
    s.onload = () => done()
    s.onerror = () => failed(new Error('the client did not answer'))
    document.head.appendChild(s)
  })
}

/** Asks the client something. */
export function invoke(name: string, body: unknown = {}): Promise<Answer> {
  return new Promise((done, failed) => {
    const wx = client()
    if (!wx) { failed(new Error('no client')); return }
    wx.invoke(name, body, (a) => { if (a.err_msg === `${name}:ok`) done(a); else failed(new Error(a.err_msg)) })
  })
}

/** Proves the page to the client, and learns whose chat is open. */
async function meet(account: string): Promise<string> {
  const k = await keysOf(account)
  for (const s of k.scripts ?? []) await script(s)
  const wx = client()
  if (!wx) throw new Error('no client')
  await new Promise<void>((done, failed) => {
    wx.config({ beta: true, debug: false, appId: k.corp_id, timestamp: k.config.timestamp, nonceStr: k.config.nonce, signature: k.config.signature, jsApiList: CALLS })
    wx.ready(done)
    wx.error((e) => failed(new Error(e.errMsg)))
  })
  await new Promise<void>((done, failed) => wx.agentConfig({
    corpid: k.corp_id, agentid: k.agent_id, timestamp: k.agent.timestamp, nonceStr: k.agent.nonce, signature: k.agent.signature, jsApiList: CALLS,
    success: () => done(), fail: (e: { errMsg: string }) => failed(new Error(e.errMsg)),
  }))
  const { userId } = await invoke('getCurExternalContact')
  if (!userId) throw new Error('no contact')
  return userId
}

/** Who stands before the colleague, as the client names them. */
export const useCustomer = (account: string) => useQuery({ queryKey: [...MESSAGES, 'customer', account], queryFn: () => meet(account), staleTime: Infinity, retry: false })

/** Puts a text into the chat that is open: the colleague's own tap. */
export const sendText = (content: string) => invoke('sendChatMessage', { msgtype: 'text', enterChat: true, text: { content } })
