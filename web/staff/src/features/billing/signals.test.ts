import { expect, it } from 'vitest'
import type { Board, BoardVisit } from '@archwire/domain'
import type { Signal } from './queries'
import { flagsOf, moneyLayer, signalText } from './signals'

const t = (key: string, args?: Record<string, unknown>) => `${key}${args ? JSON.stringify(args) : ''}`
const signal = (over: Partial<Signal>): Signal => ({ patient_id: 'p', state: '', owed: 0, overdue: 0, since: '', days: 0, charged: 0, left: 0, ...over })
const visit = (id: string, patient: string, state: string) => ({ id, patient: { id: patient }, state }) as unknown as BoardVisit
const board = (visits: BoardVisit[]) => ({ visits, shelf: [] }) as unknown as Board

it('says what is late before what is owed', () => {
  expect(signalText(t, signal({ state: 'overdue', overdue: 50667, days: 32, owed: 12000 })))
    .toBe('billing.signal.overdue{"amount":"506.67","days":32}app.commabilling.signal.owed{"amount":"120.00"}')
  expect(signalText(t, signal({ state: 'settled', charged: 100 }))).toContain('billing.signal.settled')
})

it('leaves every visit without a flag as it is, and draws none twice', () => {
  const lay = moneyLayer(flagsOf(t, [signal({ state: 'owed', owed: 1 }), signal({ patient_id: 'q', state: 'settled', charged: 1 }), signal({ patient_id: 'r' })]))
  const all = [visit('1', 'p', 'booked'), visit('2', 'q', 'booked'), visit('3', 'q', 'left'), visit('4', 'r', 'left')]
  const one = board(all)
  const first = lay(one)
  expect(first.visits.map((v) => v.money?.tone)).toEqual(['owed', undefined, 'settled', undefined])
  expect(first.visits[1]).toBe(all[1])
  expect(lay(one)).toBe(first)
  expect(lay(board(all)).visits[0]).toBe(first.visits[0])
})
