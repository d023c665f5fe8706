import { describe, expect, it } from 'vitest'
import { leftOf, tellKey, toneOf } from './tell'

const r = { state: 'asked', said: '', code: '', kind: 'payment', late: false, closing: false, next_at: 1 } as const

describe('what is told of a request', () => {
  it('says of each state what it means', () => {
    expect(tellKey(r)).toBe('gateways.tell.asked')
    expect(tellKey({ ...r, said: 'unreached' })).toBe('gateways.tell.unreached')
    expect(tellKey({ ...r, state: 'sent' })).toBe('gateways.tell.sent_payment')
    expect(tellKey({ ...r, state: 'sent', kind: 'invoice' })).toBe('gateways.tell.sent')
    expect(tellKey({ ...r, state: 'sent', closing: true })).toBe('gateways.tell.closing')
    expect(tellKey({ ...r, state: 'unknown', said: 'silent' })).toBe('gateways.tell.unknown')
    expect(tellKey({ ...r, state: 'unknown', said: 'silent', next_at: 0 })).toBe('gateways.tell.given_up')
    expect(tellKey({ ...r, state: 'unknown', said: 'absent' })).toBe('gateways.tell.absent')
    expect(tellKey({ ...r, state: 'unknown', code: 'amount_differs' })).toBe('gateways.tell.amount')
    expect(tellKey({ ...r, state: 'done', late: true })).toBe('gateways.tell.late')
    expect(tellKey({ ...r, state: 'done', kind: 'invoice_red' })).toBe('gateways.tell.issued')
    expect(tellKey({ ...r, state: 'refused' })).toBe('gateways.tell.refused')
    expect(toneOf('unknown')).toBe('bad')
  })
  it('counts down to nothing', () => {
    expect(leftOf(245_000, 0)).toBe('4:05')
    expect(leftOf(0, 5000)).toBe('0:00')
  })
})
