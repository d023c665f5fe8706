import { CheckInDoor, CheckInPage } from './checkin'
import { WhyDoor, WhyPage, noDoor } from './door'
import { fill } from './dom'
import { Form } from './form'
import { Drafts, storage } from './kept'
import { closed, head, thanks, word } from './pages'
import { Texts, localeOf } from './texts'
import { Door, Refused, type Sheet } from './wire'

/** /m/f/<group>/<token> is a form, /m/w/… tells why a message came, /m/c/… is a check-in; anything else is none. */
const parts = /^\/m\/([cfw])\/([^/]+)\/([^/]+)\/?$/.exec(location.pathname)
const x = new Texts(localeOf(navigator.languages || [navigator.language]))
const app = document.getElementById('app')!
document.documentElement.lang = x.locale
document.title = x.t('title')

/** Another page in the place of this one, read out from its top. */
function show(page: HTMLElement): void {
  fill(app, page)
  window.scrollTo(0, 0)
  const title = page.querySelector<HTMLElement>('h1[tabindex]')
  if (title && document.hasFocus()) title.focus()
}

function unknown(): void { show(word(x.t('unknown'), x.t('unknown_help'))) }

function open(door: Door, token: string): void {
  fill(app, word(x.t('loading'), ''))
  door.read().then((s) => form(door, token, s), (e) => {
    if (e instanceof Refused && e.fate !== 'unreached') unknown()
    else show(word(x.t('offline'), x.t('offline_help'), { label: x.t('again'), do: () => open(door, token) }))
  })
}

function form(door: Door, token: string, sheet: Sheet): void {
  if (sheet.answered) return show(closed(sheet, 'used', x))
  if (sheet.over || !sheet.questions || sheet.questions.length === 0) return show(closed(sheet, 'over', x))
  const main = document.createElement('main')
  const f = new Form({
    sheet, door, texts: x, drafts: new Drafts(token, storage()),
    done: (t) => show(thanks(sheet, t, x, Date.now())),
    ended: (why) => { if (why === 'unknown') unknown(); else show(closed(sheet, why, x)) },
  })
  main.appendChild(head(sheet, x))
  main.appendChild(f.root)
  show(main)
}

function why(door: WhyDoor): void {
  document.title = x.t('door.head')
  fill(app, word(x.t('loading'), ''))
  door.read().then((d) => show(new WhyPage(door, d, x).root), (e) => {
    if (e instanceof Refused && e.fate !== 'unreached') show(noDoor(x))
    else show(word(x.t('offline'), x.t('offline_help'), { label: x.t('again'), do: () => why(door) }))
  })
}

function checkin(door: CheckInDoor, token: string): void {
  document.title = x.t('c.head')
  fill(app, word(x.t('loading'), ''))
  door.read().then((p) => show(new CheckInPage(door, p, new Drafts(token, storage()), x).root), (e) => {
    if (e instanceof Refused && e.fate !== 'unreached') show(word(x.t('c.unknown'), x.t('c.unknown_help')))
    else show(word(x.t('offline'), x.t('offline_help'), { label: x.t('again'), do: () => checkin(door, token) }))
  })
}

if (!parts) unknown()
else if (parts[1] === 'c') checkin(new CheckInDoor(decodeURIComponent(parts[2]!), decodeURIComponent(parts[3]!)), parts[3]!)
else if (parts[1] === 'w') why(new WhyDoor(decodeURIComponent(parts[2]!), decodeURIComponent(parts[3]!)))
else open(new Door(decodeURIComponent(parts[2]!), decodeURIComponent(parts[3]!)), parts[3]!)
