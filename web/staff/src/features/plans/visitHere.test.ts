import { expect, it } from 'vitest'
import type { BoardVisit } from '@archwire/domain'
import { visitsHere } from './visitHere'

const visit = (id: string, day: string, state: string, starts_at: number, clinic_id = 'c') => ({ id, day, state, starts_at, clinic_id }) as BoardVisit

it('offers the visit in the chair first, then the latest in which somebody came', () => {
  const list = [
    visit('old', '2026-11-10', 'left', 1), visit('left', '2026-11-22', 'left', 2), visit('chair', '2026-11-22', 'in_place', 3), visit('booked', '2026-11-22', 'booked', 4),
    visit('before', '2026-11-20', 'left', 5), visit('elsewhere', '2026-11-22', 'in_place', 6, 'd'), visit('missed', '2026-11-21', 'no_show', 7), visit('next', '2026-11-23', 'booked', 8),
  ]
  expect(visitsHere(list, 'c', '2026-11-19', '2026-11-22').map((v) => v.id)).toEqual(['chair', 'left', 'before'])
})
