import type { ComponentType, ReactNode } from 'react'
import type { RouteObject } from 'react-router'

/** One area of the program: its place in the rail and its lazily loaded routes. */
export interface Section {
  name: 'today' | 'board' | 'patients' | 'cashier' | 'waitlist' | 'tasks' | 'calls' | 'checkin' | 'messages' | 'segments' | 'journeys' | 'roster' | 'figures' | 'records' | 'settings'
  path: string
  icon: ReactNode
  /** The permission without which it does not show; '' for everybody. */
  permission: string
  routes: RouteObject[]
  /** A number on the icon, such as what is late. */
  badge?: ComponentType
}

/** What one can do with somebody found without opening them. */
export interface FoundAction {
  key: string
  label: string
  to: string
}

/** What a search gives: enough to tell two people of one name apart. */
export interface Found {
  id: string
  title: string
  /** After the name: age, marks. */
  marks?: ReactNode
  detail: ReactNode
  to: string
  actions: FoundAction[]
}

/** Looks for patients as one types. Aborted when the text changes. */
export type Search = (text: string, signal: AbortSignal) => Promise<Found[]>
