import { expect, it } from 'vitest'
import type { Board, BoardVisit } from '@archwire/domain'
import { newsNow, told, withNews } from './patch'

const day = '2026-11-23'
const visit = (id: string, version: number, place: string, on = day) =>
  ({ id, version, day: on, clinic_id: 'c', state: 'confirmed', parked_at: 0, starts_at: 0, place_id: place, doctor_id: '', forecast: { end: 0 }, segments: [{ place_id: place }] }) as unknown as BoardVisit
const board = (...visits: BoardVisit[]) => ({ clinic_id: 'c', day, zone: 'Asia/Shanghai', now: 0, places: [], doctors: [], visits, shelf: [] }) as unknown as Board

it('a day that was asked for before a visit moved does not carry the visit back', () => {
  const asked = newsNow()
  told(visit('a', 2, 'six'), 1000)
  expect(withNews(board(visit('a', 1, 'three'), visit('b', 1, 'one')), asked).visits.map((v) => [v.id, v.version, v.place_id])).toEqual([['a', 2, 'six'], ['b', 1, 'one']])
  // What the day itself knows newer stays.
  expect(withNews(board(visit('a', 3, 'two')), asked).visits[0]!.place_id).toBe('two')
  // What went to another day is not shown on this one.
  told(visit('b', 2, 'one', '2026-11-24'), 1000)
  expect(withNews(board(visit('a', 2, 'six'), visit('b', 1, 'one')), asked).visits.map((v) => v.id)).toEqual(['a'])
})

it('a day that was asked for afterwards is taken as it is', () => {
  told(visit('a', 9, 'six'), 1000)
  expect(withNews(board(visit('a', 8, 'three')), newsNow()).visits[0]!.version).toBe(8)
})
