import { useEffect, useState } from 'react'
import { useDesk } from '../../app/desk'
import type { PatientRecord } from './queries'

/** Somebody whose record was opened here lately. */
export interface Recent { id: string; name: string; record_no: string }

const MOST = 10
// For as long as the tab is open: a list of names has no place on the disk of a desk that many use.
const place = (account: string) => `archwire.recent.${account}`

function read(account: string): Recent[] {
  try {
    return JSON.parse(sessionStorage.getItem(place(account)) ?? '[]') as Recent[]
  } catch {
    return []
  }
}

/** The records opened last by this person in this tab, the latest first. */
export function useRecent(): Recent[] {
  const { me } = useDesk()
  return useState(() => read(me.id))[0]
}

/** Notes that a record was opened. */
export function useRemember({ id, name, record_no, state }: PatientRecord): void {
  const { me } = useDesk()
  useEffect(() => {
    const others = read(me.id).filter((r) => r.id !== id)
    const list = state === 'active' ? [{ id, name, record_no }, ...others].slice(0, MOST) : others
    sessionStorage.setItem(place(me.id), JSON.stringify(list))
  }, [me.id, id, name, record_no, state])
}
