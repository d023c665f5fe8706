import { useMemo } from 'react'
import { civilDay, clock } from '@archwire/domain'
import { serverNow } from '../app/api'
import { useDesk } from '../app/desk'

/** Instants as the clinic's wall clock shows them. 0 is no instant and gives ''. */
export interface When {
  zone: string
  day: (at: number) => string
  clock: (at: number) => string
  /** "2026-11-22 09:05" */
  full: (at: number) => string
  /** The civil day now. */
  today: () => string
}

/** Time in the zone of the clinic at which one works. */
export function useWhen(): When {
  const { clinics, clinic } = useDesk()
  const zone = clinics.find((c) => c.id === clinic)?.zone ?? 'Asia/Shanghai'
  return useMemo(() => ({
    zone,
    day: (at) => (at ? civilDay(at, zone) : ''),
    clock: (at) => (at ? clock(at, zone) : ''),
    today: () => civilDay(serverNow(), zone),
    full: (at) => (at ? `${civilDay(at, zone)} ${clock(at, zone)}` : ''),
  }), [zone])
}
