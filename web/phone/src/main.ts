import { WhyDoor, WhyPage, noDoor } from './door'
import { fill } from './dom'
import { Form } from './form'
import { Drafts, storage } from './kept'
import { closed, head, thanks, word } from './pages'
import { Texts, localeOf } from './texts'
import { Door, Refused, type Sheet } from './wire'

/** /m/f/<group>/<token> is a form, /m/w/… tells why a message came; anything else is neither. */
const parts = /^\/m\/([fw])\/([^/]+)\/([^/]+)\/?$/.exec(location.pathname)
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

if (!parts) unknown()
else if (parts[1] === 'w') why(new WhyDoor(decodeURIComponent(parts[2]!), decodeURIComponent(parts[3]!)))
else open(new Door(decodeURIComponent(parts[2]!), decodeURIComponent(parts[3]!)), parts[3]!)
