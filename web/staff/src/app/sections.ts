import type { ReactNode } from 'react'
import type { RouteObject } from 'react-router'

/** One area of the program: its place in the rail and its lazily loaded routes. */
export interface Section {
  name: 'today' | 'board' | 'patients' | 'waitlist' | 'roster' | 'settings'
  path: string
  icon: ReactNode
  /** The permission without which it does not show; '' for everybody. */
  permission: string
  routes: RouteObject[]
}

/** What a search gives: enough to tell two people of one name apart. */
export interface Found {
  id: string
  title: string
  detail: string
  to: string
}

/** Looks for patients as one types. Aborted when the text changes. */
export type Search = (text: string, signal: AbortSignal) => Promise<Found[]>
