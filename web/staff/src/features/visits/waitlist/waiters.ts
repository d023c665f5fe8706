import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { BoardWaiter } from '@archwire/domain'
import { useLive } from '../../../app/live'
import type { Draft } from '../booking/draft'
import { keys, useTemplates } from '../queries'
import { useWaitlist, type Waiter } from './queries'

/** Somebody of the waiting list below the board, with the entry behind it. */
export interface Listed extends BoardWaiter {
  entry: Waiter
}

/** Who waits at the clinic, the urgent first, then who has waited longest; undefined while nobody knows, or where it is not wanted. */
export function useWaiters(clinic: string, wanted: boolean): readonly Listed[] | undefined {
  const client = useQueryClient()
  const entries = useWaitlist(wanted ? clinic : '').data
  const kinds = useTemplates().data
  useLive('waitlist', () => void client.invalidateQueries({ queryKey: keys.waitlist(clinic) }))
  return useMemo(() => entries && kinds && inOrder(entries).map((w) => {
    const kind = kinds.find((k) => k.id === w.template.id)
    return { id: w.id, name: w.patient.name, template: w.template as BoardWaiter['template'], pattern: kind?.pattern ?? '', minutes: kind?.minutes ?? 15, doctors: w.doctors, urgent: w.urgent, entry: w }
  }), [entries, kinds])
}

/** Those who still wait, in the order in which a desk reads them. */
export const inOrder = (list: readonly Waiter[]): Waiter[] =>
  list.filter((w) => w.state === 'open' || w.state === 'offered').sort((a, b) => Number(b.urgent) - Number(a.urgent) || a.since - b.since)

/** The booking that serves an entry; nothing where it is not on the list any more. */
export function serve(list: readonly Listed[] | undefined, id: string | undefined): Draft {
  const w = list?.find((x) => x.id === id)?.entry
  return w ? draftOf(w) : {}
}

/** What a booking for an entry begins with. */
export const draftOf = (w: Waiter): Draft => ({
  wait: w.id, patient: w.patient.id, template: w.template.id, ...(w.visit_id ? { move: w.visit_id } : {}), ...(w.doctors[0] ? { doctor: w.doctors[0] } : {}),
})
