import { CheckInDoor, CheckInPage, words } from './checkin'
import { Frame } from './frame'
import { Drafts, storage } from './kept'
import { word } from './pages'

const frame = new Frame('c.head', words)
const x = frame.x

let door: CheckInDoor
frame.open('c', (group, token) => door = new CheckInDoor(group, token), (p, token) => new CheckInPage(door, p, new Drafts(token, storage()), x).root,
  () => frame.show(word(x.t('c.unknown'), x.t('c.unknown_help'))))
