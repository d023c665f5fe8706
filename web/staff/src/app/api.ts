import { createApi } from '@archwire/api'
import { preferredLocale } from '@archwire/i18n'

/** Tells whoever listens that the server knows nobody here any more. */
export const sessionOver = new EventTarget()

/** The server, for every screen. */
export const api = createApi({
  onLoggedOut: () => sessionOver.dispatchEvent(new Event('over')),
  locale: preferredLocale,
})
