import type { ComponentType } from 'react'
import type { RouteObject } from 'react-router'
import { needTexts } from '@archwire/i18n'
import { chineseDates } from '../../ui/dates'

const page = (load: () => Promise<{ default: ComponentType }>, ...areas: string[]) => async () => {
  const [m] = await Promise.all([load(), chineseDates(), ...['protocols', ...areas].map(needTexts)])
  return { Component: m.default }
}

/** What follow-up goes by: protocols, recalls, and how much comes. The way there is the calling desk. */
export const protocolRoutes: RouteObject[] = [
  { path: '/followup', lazy: page(() => import('./ProtocolsPage')) },
  { path: '/followup/protocols', lazy: page(() => import('./ProtocolsPage')) },
  { path: '/followup/protocols/:key', lazy: page(() => import('./EditorPage')) },
  { path: '/followup/recalls', lazy: page(() => import('./RecallsPage'), 'patients') },
  { path: '/followup/load', lazy: page(() => import('./LoadPage')) },
]
