import { useMemo } from 'react'
import { useDesk } from '../../../app/desk'
import { useBoard } from '../queries'

/** The doctors of today's board by id. */
export function usePlanDoctors(): Map<string, string> {
  const { clinic } = useDesk()
  const doctors = useBoard(clinic, '').data?.doctors
  return useMemo(() => new Map((doctors ?? []).map((d) => [d.id, d.name])), [doctors])
}
