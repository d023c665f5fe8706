import { useQueryClient } from '@tanstack/react-query'
import type { BoardVisit } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { refresh } from '../visits/live'
import { VISITS, step } from '../visits/queries'

/** Says that the treatment of a visit in the chair is done; undefined where it is not to be said here. */
export function useFinish(visit: BoardVisit | undefined): (() => Promise<void>) | undefined {
  const client = useQueryClient()
  const { may } = useDesk()
  if (!visit || visit.state !== 'in_place' || !may('visits.step')) return undefined
  return async () => {
    await step(visit.id, visit.version, { step: 'treat' })
    await refresh(client, visit.id)
    await client.invalidateQueries({ queryKey: VISITS, predicate: (q) => q.queryKey[1] !== 'board' && q.queryKey[1] !== 'templates' })
  }
}
