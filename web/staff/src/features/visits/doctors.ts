import { useMemo } from 'react'
import { civilDay } from '@archwire/domain'
import { serverNow } from '../../app/api'
import { useDesk } from '../../app/desk'
import { useWhen } from '../../ui/when'
import { useRoster } from './roster/queries'

/** The doctors of the clinic by id, also those who are off today. */
export function useDoctors(): Map<string, string> {
  const { clinic } = useDesk()
  const { zone } = useWhen()
  const today = civilDay(serverNow(), zone)
  const people = useRoster(clinic, today, today).data?.people
  return useMemo(() => new Map((people ?? []).filter((p) => p.who === 'D').map((p) => [p.id, p.name])), [people])
}
