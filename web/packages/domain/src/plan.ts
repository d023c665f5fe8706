import { MINUTE, UNIT, type PlaceKind, type Segment, type Who } from './board'

/**
 * Patterns in the server's written form, "K:T X:II K:DDDTTT": one stay after
 * another, each a kind of place, a colon and a letter for each five minutes.
 */
export type CellWho = Exclude<Who, 'turnover'>
export type CellWhere = 'K' | 'X' | 'C' | 'Y' | 'desk' | 'online'
export const CELL_WHO: readonly CellWho[] = ['D', 'A', 'H', 'T', 'I', '-']
export const CELL_WHERE: readonly CellWhere[] = ['C', 'K', 'X', 'Y', 'desk', 'online']

const LETTERS: Record<PlaceKind, CellWhere> = { chair: 'C', consult: 'K', imaging: 'X', training: 'Y', desk: 'desk', online: 'online' }

/** A place in each stay of a pattern that happens in a place of its kind, '' in the others. */
export function placesOf(text: string, place: { id: string; kind: PlaceKind }): string[] {
  const stays = cellsOf(text).map((c) => c.where).filter((w, i, all) => w !== all[i - 1])
  return stays.map((w) => (w === LETTERS[place.kind] ? place.id : ''))
}

/** Five minutes of a pattern. */
export interface Cell {
  who: CellWho
  where: CellWhere
}

/** The longest pattern, in units. */
export const MAX_CELLS = 96

/** A written pattern as cells; none where it cannot be read. */
export function cellsOf(text: string): Cell[] {
  const out: Cell[] = []
  for (const stay of text.trim().split(/\s+/)) {
    const [where, letters] = stay.split(':')
    if (!letters || !CELL_WHERE.includes(where as CellWhere)) return []
    for (const l of letters) {
      if (!CELL_WHO.includes(l as CellWho)) return []
      out.push({ who: l as CellWho, where: where as CellWhere })
    }
  }
  return out
}

/** Cells in the written form. */
export function patternText(cells: readonly Cell[]): string {
  let out = ''
  let last = ''
  for (const c of cells) {
    if (c.where !== last) out += `${out ? ' ' : ''}${c.where}:`
    last = c.where
    out += c.who
  }
  return out
}

/** What a written pattern takes: minutes in all and of the doctor's hands, and how many stays. */
export function patternOf(text: string): { minutes: number; hands: number; stays: number } {
  const cells = cellsOf(text)
  return {
    minutes: cells.length * UNIT,
    hands: cells.filter((c) => c.who === 'D').length * UNIT,
    stays: cells.filter((c, i) => c.where !== cells[i - 1]?.where).length,
  }
}

/** A written pattern on the clock, from start (an instant), each stay in its place; without turnover. */
export function planSegments(text: string, places: readonly string[], start: number): Segment[] {
  const cells = cellsOf(text)
  const out: Segment[] = []
  let stay = -1
  cells.forEach((c, i) => {
    const moves = c.where !== cells[i - 1]?.where
    if (moves) stay++
    const last = out[out.length - 1]
    const at = start + i * UNIT * MINUTE
    if (last && !moves && last.who === c.who) last.end = at + UNIT * MINUTE
    else out.push({ who: c.who, place_id: places[stay] ?? '', start: at, end: at + UNIT * MINUTE })
  })
  return out
}

/** Cells from..to (either way round) with another person or place; beyond the end the pattern grows. */
export function paint(cells: readonly Cell[], from: number, to: number, brush: Partial<Cell>): Cell[] {
  const lo = Math.max(0, Math.min(from, to))
  const hi = Math.min(MAX_CELLS - 1, Math.max(from, to))
  const out = cells.slice()
  while (out.length <= hi) out.push({ ...(out[out.length - 1] ?? { who: 'A', where: 'C' }) })
  return out.map((c, i) => (i >= lo && i <= hi ? { ...c, ...brush } : c))
}
