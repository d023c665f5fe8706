import { createContext, useContext } from 'react'
import type { Locale, Me } from '../features/session/queries'

export type Clinic = Me['clinics'][number]['clinic']

/** Who works here now, for which clinic, and what they may do. */
export interface DeskValue {
  me: Me
  /** Id of the clinic at which one works now; '' for somebody without any. */
  clinic: string
  /** The clinics in which this person may do anything. */
  clinics: Clinic[]
  /** Whether this person holds a right in the clinic at which they work now. */
  may: (permission: string) => boolean
  /** Whether they hold it for the whole group. */
  mayInGroup: (permission: string) => boolean
  /** Whether they hold it in any clinic. */
  mayAnywhere: (permission: string) => boolean
  onClinic: (id: string) => void
  onLocale: (l: Locale) => void
  onLogout: () => void
  /** Something about oneself changed (a password, a second factor): read it again. */
  onChanged: () => Promise<void>
}

export interface DeskInput extends Pick<DeskValue, 'me' | 'onClinic' | 'onLocale' | 'onLogout' | 'onChanged'> {
  /** The clinic that was chosen last; another one where it is not to be had. */
  chosen: string
}

/** What a screen may know of the person and the place. */
export function deskOf({ me, chosen, ...doors }: DeskInput): DeskValue {
  const open = me.clinics.filter((c) => c.clinic.closed_at === 0)
  const here = me.clinics.find((c) => c.clinic.id === chosen) ?? open[0] ?? me.clinics[0]
  const group = new Set(me.permissions)
  const held = new Set([...me.permissions, ...(here?.permissions ?? [])])
  return {
    me, ...doors, clinic: here?.clinic.id ?? '', clinics: me.clinics.map((c) => c.clinic),
    may: (p) => held.has(p),
    mayInGroup: (p) => group.has(p),
    mayAnywhere: (p) => group.has(p) || me.clinics.some((c) => c.permissions.includes(p)),
  }
}

export const Desk = createContext<DeskValue | null>(null)

/** The desk of the person who is logged in. Only inside the shell. */
export function useDesk(): DeskValue {
  const desk = useContext(Desk)
  if (!desk) throw new Error('useDesk outside the shell')
  return desk
}
