import {
  ColumnCache, columnBoxes, dayStart, fold, hoursOf, lay, minuteOf, mostLanes, scaleFor, yOf,
  type Board, type BoardChange, type BoardVisit, type Clash, type ColumnBox, type Fold, type Laid, type Part, type Place, type Scale, type Span, type View, type Zoom,
} from '@archwire/domain'

/** The least height of a card in pixels, where ten minutes are that high. */
export const MIN_CARD = 14
/** Layout counts every card as at least this many minutes long: a five-minute talk must be legible too. */
const MIN_MINUTES = 10
/** Lanes narrower than this are folded into "+n". */
export const MIN_LANE = 44
/** A grid narrower than this shows one column at a time: a telephone. */
const ONE_COLUMN = 400

/** One column of the board: a place, or a doctor in the doctor view. */
export interface Column {
  id: string
  name: string
  place: Place | null
  open: Span[]
  /** Breaks and blocks, with their reason where there is one. */
  shut: (Span & { reason: string })[]
  parts: Part[]
  shown: Laid<Part>[]
  folds: Fold<Part>[]
  box: ColumnBox
}

export interface Frame {
  board: Board
  view: View
  scale: Scale
  dayStart: number
  columns: Column[]
  /** All columns that may be shown, where only one of them is; empty where all are. */
  choices: { id: string; name: string; count: number }[]
  width: number
  height: number
}

/** Why a change was not taken, in words, with other places that would fit. */
export interface Refusal {
  /** The server's code, for screens that know a way on. */
  code?: string
  text: string
  fits: { label: string; change: BoardChange }[]
  /** Makes the change in spite of what stands against it, for a reason; absent where nobody here may. */
  override?: (reason: string) => BoardChange
}

/** Makes a change true. soft holds what stands against it but may be overridden. */
export type OnChange = (change: BoardChange, soft: Clash[]) => Promise<Refusal | undefined>

interface FrameInput {
  board: Board
  view: View
  zoom: Zoom
  width: number
  height: number
  withFreed: boolean
  minLane: number
  breaks: Span[]
  /** The column to show where there is room for one only; unknown shows the first. */
  only: string
}

/**
 * Turns a board into columns with geometry. It remembers the last result, so
 * that a column in which nothing changed stays the same value and is not drawn
 * again.
 */
export class Frames {
  private cache = new ColumnCache()
  private last = new Map<string, { key: string; column: Column; source: unknown }>()
  private shuts = new WeakMap<object, { breaks: Span[]; open: Span[]; shut: Column['shut'] }>()

  make(input: FrameInput): Frame {
    const { board, view } = input
    const t0 = dayStart(board.day, board.zone)
    const grouped = this.cache.group(board, view, t0, input.withFreed)
    const all = [...grouped.values()].flat()
    const hours = hoursOf(minuteOf(board.opens_at, t0), minuteOf(board.closes_at, t0), all)
    const one = input.width > 0 && input.width < ONE_COLUMN
    // A telephone scrolls the day: its cards are touched.
    const scale = scaleFor(one && input.zoom === 'fit' ? 24 : input.zoom, hours, input.height)
    const every = [...grouped.keys()].filter((id) => shows(board, view, id, grouped.get(id)!))
    const ids = one && every.length > 1 ? [every.includes(input.only) ? input.only : every[0]!] : every
    const choices = one ? every.map((id) => ({ id, name: nameOf(board, view, id), count: grouped.get(id)!.length })) : []
    const weights = ids.map((id) => (view === 'doctors' ? mostLanes(grouped.get(id)!, MIN_MINUTES) : 1))
    const boxes = columnBoxes(weights, input.width, view === 'doctors' ? 120 : 72)
    const columns = ids.map((id, i) => this.column(input, id, grouped.get(id)!, boxes[i]!, scale, t0))
    const width = boxes.reduce((n, b) => n + b.width, 0)
    return { board, view, scale, dayStart: t0, columns, choices, width, height: yOf(scale, scale.to) }
  }

  private column(input: FrameInput, id: string, parts: Part[], box: ColumnBox, scale: Scale, t0: number): Column {
    const key = `${input.view} ${box.left} ${box.width} ${scale.px} ${scale.from} ${input.minLane}`
    const place = input.board.places.find((p) => p.id === id) ?? null
    const doctor = input.board.doctors.find((d) => d.id === id)
    const source = input.view === 'rooms' ? place : doctor
    const old = this.last.get(id)
    if (old && old.key === key && old.column.parts === parts && old.source === source) return old.column
    const laid = fold(lay(parts, MIN_MINUTES), box.width, input.minLane)
    const column: Column = { id, name: nameOf(input.board, input.view, id), place: input.view === 'rooms' ? place : null, parts, ...laid, box, ...this.times(input, source, t0) }
    this.last.set(id, { key, column, source })
    return column
  }

  private times(input: FrameInput, source: Place | Board['doctors'][number] | null | undefined, t0: number): Pick<Column, 'open' | 'shut'> {
    if (!source) return { open: [], shut: [] }
    const known = this.shuts.get(source)
    if (known && known.breaks === input.breaks) return known
    const local = (s: Span) => ({ start: minuteOf(s.start, t0), end: minuteOf(s.end, t0) })
    const open = ('open' in source ? source.open : source.shifts).map(local)
    const shut = 'blocks' in source
      ? [...input.breaks.map((b) => ({ ...local(b), reason: '' })), ...source.blocks.map((b) => ({ ...local(b), reason: b.reason }))]
      : source.breaks.map((b) => ({ ...local(b), reason: '' }))
    const made = { breaks: input.breaks, open, shut }
    this.shuts.set(source, made)
    return made
  }
}

const nameOf = (board: Board, view: View, id: string): string =>
  (view === 'rooms' ? board.places : board.doctors).find((x) => x.id === id)?.name ?? id

/** Desk and online queues take a column only on days that use them. */
function shows(board: Board, view: View, id: string, parts: Part[]): boolean {
  if (view === 'doctors') return parts.length > 0 || board.doctors.some((d) => d.id === id && d.shifts.length > 0)
  const kind = board.places.find((p) => p.id === id)?.kind
  return parts.length > 0 || (kind !== 'desk' && kind !== 'online')
}

/** Where a card is drawn, in pixels from the corner of the grid. */
export interface Rect {
  left: number
  top: number
  width: number
  height: number
}

export function rectOf(frame: Frame, key: string): Rect | null {
  for (const c of frame.columns) {
    const l = c.shown.find((s) => s.item.key === key)
    if (l) return laneRect(c.box, frame.scale, l.item, l)
    const f = c.folds.find((x) => x.items.some((p) => p.key === key))
    if (f) return laneRect(c.box, frame.scale, f, f)
  }
  return null
}

export function laneRect(box: ColumnBox, scale: Scale, s: Span, l: { lane: number; lanes: number }): Rect {
  const w = box.width - 3
  return {
    left: box.left + 1 + (w * l.lane) / l.lanes,
    width: w / l.lanes - 1,
    top: yOf(scale, s.start),
    height: Math.max(Math.min(MIN_CARD, MIN_MINUTES * scale.px), (s.end - s.start) * scale.px - 1),
  }
}

/** A visit on the board or on the shelf. */
export const findVisit = (b: Board, id: string): BoardVisit | undefined =>
  b.visits.find((v) => v.id === id) ?? b.shelf.find((v) => v.id === id)

/** The part that a key names. */
export function findPart(frame: Frame, key: string): { part: Part; column: number } | null {
  for (let i = 0; i < frame.columns.length; i++) {
    const part = frame.columns[i]!.parts.find((p) => p.key === key)
    if (part) return { part, column: i }
  }
  return null
}
