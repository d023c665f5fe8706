/** Whether this is a page that WeCom's client shows, /wx/…; it has its own way of logging in. */
export const isWithinWeCom = (): boolean => window.location.pathname.startsWith('/wx/')

/** Where somebody comes back from WeCom with a code: /wx/back/<group>. */
export function cameBack(): { group: string; code: string; state: string } | null {
  const [, wx, back, group] = window.location.pathname.split('/')
  const q = new URLSearchParams(window.location.search)
  const code = q.get('code')
  const state = q.get('state')
  return wx === 'wx' && back === 'back' && group && code && state ? { group, code, state } : null
}
