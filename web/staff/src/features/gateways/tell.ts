import type { Tone } from '../../ui/StatusTag'
import type { Asked } from './queries'

type What = Pick<Asked, 'state' | 'said' | 'code' | 'kind' | 'late' | 'closing' | 'next_at'>

/** The key of the sentence that says what a request's state means and what is to be done. */
export function tellKey(r: What): string {
  const say = (s: string) => `gateways.tell.${s}`
  if (r.closing && (r.state === 'sent' || r.state === 'unknown')) return say('closing')
  switch (r.state) {
    case 'asked': return say(r.said === 'unreached' ? 'unreached' : 'asked')
    case 'sent': return say(r.kind === 'payment' ? 'sent_payment' : 'sent')
    case 'unknown':
      if (r.said === 'absent') return say('absent')
      if (r.code === 'amount_differs') return say('amount')
      if (r.code === 'bad_signature') return say('bad_signature')
      return say(r.next_at > 0 ? 'unknown' : 'given_up')
    case 'done':
      if (r.kind === 'invoice' || r.kind === 'invoice_red') return say('issued')
      return say(r.late && r.kind === 'payment' ? 'late' : 'done')
    default: return say(r.state)
  }
}

/** How loudly a state is shown. */
export const toneOf = (state: Asked['state']): Tone => ({ asked: 'plain', sent: 'now', unknown: 'bad', done: 'good', refused: 'warn', closed: 'plain' } as const)[state]

/** Minutes and seconds that are left, "4:05"; "0:00" once they are over. */
export function leftOf(until: number, now: number): string {
  const s = Math.max(0, Math.floor((until - now) / 1000))
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`
}
