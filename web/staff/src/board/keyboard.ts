import { MINUTE, UNIT, movable, nextSpot, nextSteps, takenOn, type Direction, type Part, type Spot } from '@archwire/domain'
import { moveTo, type Landing } from './ghost'
import { findPart, type Frame } from './model'
import type { Words } from './words'

/** What the keys of a focused card may do. */
export interface KeyHost {
  frame: Frame
  words: Words
  focused: string
  readOnly: boolean
  focus: (key: string) => void
  open: (visit: string) => void
  drop: (l: Landing) => void
  stuck: (visit: string) => void
  status: (key: string) => void
  arrive: (visit: string) => void
  move: (key: string) => void
  park: (visit: string) => void
  create: (place: string, start: number) => void
  fits: (visit: string) => void
}

/** The cards as the arrow keys walk them. */
export function spotsOf(frame: Frame): Spot[] {
  return frame.columns.flatMap((c, column) => c.shown.map((l) => ({ key: l.item.key, column, start: l.item.start, end: l.item.end })))
}

const ARROWS: Record<string, Direction> = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right' }

/** Acts on a key that was pressed on a card. Returns false for keys that mean nothing here. */
export function boardKey(e: KeyboardEvent, h: KeyHost): boolean {
  const found = findPart(h.frame, h.focused)
  if (!found || e.ctrlKey || e.metaKey) return false
  const visit = found.part.visit
  const dir = ARROWS[e.key]
  if (dir) {
    if (e.altKey) nudge(h, found, dir)
    else h.focus(nextSpot(spotsOf(h.frame), h.focused, dir))
    return true
  }
  if (e.altKey) return false
  switch (e.key.toLowerCase()) {
    case 'enter': h.open(visit.id); return true
    case 'home': h.focus(spotsOf(h.frame)[0]?.key ?? ''); return true
  }
  if (h.readOnly) return false
  switch (e.key.toLowerCase()) {
    case 's': h.status(h.focused); return true
    case 'a': if (nextSteps(visit).includes('arrive')) h.arrive(visit.id); return true
    case 'm': if (movable(visit)) h.move(h.focused); else h.stuck(visit.id); return true
    case 'k': if (movable(visit)) h.park(visit.id); else h.stuck(visit.id); return true
    case 'r': if (movable(visit)) h.fits(visit.id); else h.stuck(visit.id); return true
    case 'n': h.create(found.part.place_id, h.frame.dayStart + found.part.free * MINUTE); return true
    default: return false
  }
}

/** Alt and an arrow: five minutes, or the next place of the same kind. */
function nudge(h: KeyHost, found: { part: Part; column: number }, dir: Direction): void {
  const { part, column } = found
  if (h.readOnly || !movable(part.visit)) return h.stuck(part.visit.id)
  const by = dir === 'up' ? -UNIT : dir === 'down' ? UNIT : 0
  const side = dir === 'left' ? -1 : dir === 'right' ? 1 : 0
  const target = Math.max(0, Math.min(h.frame.columns.length - 1, column + side))
  if (side !== 0 && (target === column || h.frame.view === 'doctors')) return
  const g = { frame: h.frame, taken: takenOn(h.frame.board), words: h.words }
  h.drop(moveTo(g, { kind: 'move', visit: part.visit, part, column, copy: false }, target, part.start + by))
}

