const ACCEPT = '/accept'

/** True where a one-time link led. */
export const isAccept = (): boolean => window.location.pathname === ACCEPT

/** The address to hand on. The secret stands behind #, which no server's log keeps. */
export const acceptAddress = (group: string, link: string): string =>
  `${window.location.origin}${ACCEPT}?group=${encodeURIComponent(group)}#${encodeURIComponent(link)}`
