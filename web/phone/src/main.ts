import { Form } from './form'
import { Frame } from './frame'
import { Drafts, storage } from './kept'
import { closed, head, thanks } from './pages'
import { Door, type Sheet } from './wire'

/** The page of a form, and of every address that is none. */
const frame = new Frame('title')
const x = frame.x
const none = () => frame.unknown()

let door: Door
frame.open('f', (group, token) => door = new Door(group, token), (sheet: Sheet, token) => {
  if (sheet.answered) return closed(sheet, 'used', x)
  if (sheet.over || !sheet.questions || sheet.questions.length === 0) return closed(sheet, 'over', x)
  const main = document.createElement('main')
  const f = new Form({
    sheet, door, texts: x, drafts: new Drafts(token, storage()),
    done: (t) => frame.show(thanks(sheet, t, x, Date.now())),
    ended: (why) => { if (why === 'unknown') none(); else frame.show(closed(sheet, why, x)) },
  })
  main.appendChild(head(sheet, x))
  main.appendChild(f.root)
  return main
}, none)
