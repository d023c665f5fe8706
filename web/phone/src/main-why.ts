import { WhyDoor, WhyPage, noDoor, words } from './door'
import { Frame } from './frame'

const frame = new Frame('door.head', words)

let door: WhyDoor
frame.open('w', (group, token) => door = new WhyDoor(group, token), (d) => new WhyPage(door, d, frame.x).root, () => frame.show(noDoor(frame.x)))
