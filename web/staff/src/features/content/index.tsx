import type { RouteObject } from 'react-router'
import { needTexts } from '@archwire/i18n'

/** What patients are given to read and to hold; the way there are the pages of the message centre. */
export const contentRoutes: RouteObject[] = [{
  path: '/content/:part?/:key?',
  lazy: async () => {
    const [m] = await Promise.all([import('./ContentPage'), needTexts('content'), needTexts('messages')])
    return { Component: m.default }
  },
}]
