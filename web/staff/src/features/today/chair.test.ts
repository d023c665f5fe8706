import { expect, it } from 'vitest'
import type { BoardVisit } from '@archwire/domain'
import { chairDay, minutes } from './chair'

const visit = (id: string, state: string, starts_at: number, arrived_at = 0, doctor_id = 'd') => ({ id, state, starts_at, doctor_id, actual: { arrived_at, in_place_at: starts_at } }) as BoardVisit

it('puts the day in the order of a doctor', () => {
  const day = chairDay([
    visit('late', 'waiting', 10, 50), visit('early', 'arrived', 40, 5), visit('longest', 'waiting', 20, 15), visit('chair', 'in_place', 5, 1), visit('next', 'booked', 60),
    visit('after', 'confirmed', 90), visit('was', 'treated', 1, 1), visit('gone', 'left', 3, 1), visit('other', 'waiting', 1, 1, 'x'), visit('off', 'cancelled', 2),
  ], 'd')
  expect(Object.values(day).map((list: BoardVisit[]) => list.map((v) => v.id))).toEqual([['chair'], ['longest', 'early', 'late'], ['next', 'after'], ['gone', 'was']])
  expect([minutes(0, 119_000), minutes(60_000, 0)]).toEqual([1, 0])
})
