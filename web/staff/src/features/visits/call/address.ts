/** The secret address of a call-in screen, /call/<group>/<secret>; null elsewhere. */
export function callAddress(): { group: string; secret: string } | null {
  const [, page, group, secret] = window.location.pathname.split('/')
  return page === 'call' && group && secret ? { group, secret } : null
}
