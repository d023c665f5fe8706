import { useMemo } from 'react'
import { useDesk } from '../../app/desk'
import { useBoard } from '../visits/queries'

/** What the places of the clinic are called, in the order of the board; today's board has them already. */
export function usePlaceNames(): Map<string, string> {
  const { clinic } = useDesk()
  const places = useBoard(clinic, '').data?.places
  return useMemo(() => new Map((places ?? []).map((p) => [p.id, p.name])), [places])
}
