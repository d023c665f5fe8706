import { createContext, useContext } from 'react'
import type { Me } from '../features/session/queries'

/** Who works here now, and for which clinic. */
export interface DeskValue {
  me: Me
  clinic: string
}

export const Desk = createContext<DeskValue | null>(null)

/** The desk of the person who is logged in. Only inside the shell. */
export function useDesk(): DeskValue {
  const desk = useContext(Desk)
  if (!desk) throw new Error('useDesk outside the shell')
  return desk
}
