import { createApi } from '@archwire/api'
import { preferredLocale } from '@archwire/i18n'

/** Tells whoever listens that the server knows nobody here any more. */
export const sessionOver = new EventTarget()

/** How far the server's clock is ahead of this computer's. */
let ahead = 0

/** Now, as the server knows it: the clock at a desk may be wrong. */
export const serverNow = (): number => Date.now() + ahead

/** The header has whole seconds, so small differences are none. */
function hearClock(now: number): void {
  const apart = now - Date.now()
  if (Math.abs(apart - ahead) > 1500) ahead = apart
}

/** The server, for every screen. */
export const api = createApi({
  onLoggedOut: () => sessionOver.dispatchEvent(new Event('over')),
  locale: preferredLocale,
  onClock: hearClock,
})
