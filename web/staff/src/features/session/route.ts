import type { RouteObject } from 'react-router'

/** One's own account; it has no place in the rail. */
export const accountRoute: RouteObject = { path: '/account', lazy: async () => ({ Component: (await import('./AccountPage')).default }) }
