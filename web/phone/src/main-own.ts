import { Frame } from './frame'
import { OwnDoor, OwnPage, Ways, inWeChat, secret, setOut, words, wrong, type Way } from './own'
import { word } from './pages'
import { Refused } from './wire'

const frame = new Frame('own.head', words)
const x = frame.x

function session(): Storage | null {
  try {
    return window.sessionStorage
  } catch {
    return null
  }
}

const ways = new Ways(session())
const codeOf = (e: unknown): string => (e instanceof Refused && e.fate !== 'unreached' ? e.code : '')
const anew = (way: Way | null) => (way && way.from ? () => location.replace(way.from) : undefined)
const offline = (again: () => void) => frame.show(word(x.t('offline'), x.t('offline_help'), { label: x.t('again'), do: again }))

/** To WeChat, which says who it is and comes back. */
function leave(group: string, to: { token: string } | { account_id: string }): void {
  const browser = secret()
  frame.show(word(x.t('own.going'), ''))
  setOut(group, to, browser).then(({ url, within_wechat }) => {
    const state = /[?&]state=([^&#]+)/.exec(url)
    if (within_wechat && !inWeChat(navigator.userAgent)) return frame.show(wrong('outside', x))
    if (!state || !ways.write({ group, state: state[1]!, browser, from: location.pathname })) return frame.show(wrong('foreign', x))
    location.replace(url)
  }, (e) => {
    const code = codeOf(e)
    if (code || !(e instanceof Refused) || e.fate !== 'unreached') frame.show(wrong(code, x, () => leave(group, to)))
    else offline(() => leave(group, to))
  })
}

/** How often it is asked whether WeChat has answered, each after a second. */
const PATIENCE = 40

/** Back from WeChat: the code is given once, and the page opens when it is known who came. */
function arrive(way: Way, code: string): void {
  const door = new OwnDoor(way)
  const fail = (what: string) => frame.show(wrong(what, x, anew(way)))
  let left = PATIENCE
  const look = (): void => {
    door.look().then((o) => {
      if (o.waiting && left-- > 0) return void setTimeout(look, 1_000)
      if (o.waiting || o.reason) return fail(o.reason || 'unreached')
      frame.show(new OwnPage(door, o, x, fail).root)
    }, (e) => { if (codeOf(e)) fail(codeOf(e)); else offline(look) })
  }
  frame.show(word(x.t('own.asking'), ''))
  // Loaded again, the page gives the same code: what was given counts.
  const given = code ? door.give(code).then(() => undefined, (e) => { if (codeOf(e) !== 'messages.arrival_over') throw e }) : Promise.resolve()
  given.then(look, (e) => { if (codeOf(e)) fail(codeOf(e)); else offline(() => arrive(way, code)) })
}

const at = /^\/m\/b\/([^/]+)\/(?:me\/([^/]+)|([^/]+))\/?$/.exec(location.pathname)
if (!at) frame.show(wrong('', x))
else if (at[3] === 'back') {
  const asked = (name: string): string => { const m = new RegExp('[?&]' + name + '=([^&]*)').exec(location.search); return m ? decodeURIComponent(m[1]!) : '' }
  const way = ways.read()
  const state = asked('state')
  const code = asked('code')
  // The code is worth nothing to anybody else; it need not stand in the address.
  history.replaceState(null, '', location.pathname)
  if (!way || way.group !== decodeURIComponent(at[1]!) || (state && state !== way.state)) frame.show(wrong('foreign', x))
  else arrive(way, code)
} else leave(decodeURIComponent(at[1]!), at[2] ? { account_id: decodeURIComponent(at[2]) } : { token: decodeURIComponent(at[3]!) })
