import type { Span } from './board'

/** The vertical scale of the board: which minutes it shows, and how high one is. */
export interface Scale {
  from: number
  to: number
  /** Pixels per minute. */
  px: number
}

export const yOf = (s: Scale, minute: number): number => (minute - s.from) * s.px
export const minuteAt = (s: Scale, y: number): number => s.from + y / s.px

/** A quarter of an hour at the fixed zooms, in pixels. */
export const ZOOMS = { 16: 16, 24: 24, 36: 36 } as const
export type Zoom = 'fit' | keyof typeof ZOOMS

/**
 * The scale for a zoom. "fit" shows the whole day in height, but never makes a
 * quarter of an hour lower than 14 px, so that its card stays legible.
 */
export function scaleFor(zoom: Zoom, hours: Span, height: number): Scale {
  const quarters = (hours.end - hours.start) / 15
  const quarter = zoom === 'fit' ? Math.max(14, Math.floor((height / quarters) * 4) / 4) : ZOOMS[zoom]
  return { from: hours.start, to: hours.end, px: quarter / 15 }
}

/** Whole hours that hold all spans; minutes after midnight. */
export function hoursOf(opens: number, closes: number, items: Iterable<Span>): Span {
  let start = opens
  let end = closes
  for (const i of items) {
    start = Math.min(start, i.start)
    end = Math.max(end, i.end)
  }
  return { start: Math.floor(start / 30) * 30, end: Math.ceil(end / 30) * 30 }
}

export interface ColumnBox {
  left: number
  width: number
}

/** Shares width among columns by weight; none gets less than min. */
export function columnBoxes(weights: readonly number[], width: number, min: number): ColumnBox[] {
  const sum = weights.reduce((a, b) => a + b, 0) || 1
  let left = 0
  return weights.map((w) => {
    const box = { left, width: Math.max(min, Math.floor((width * w) / sum)) }
    left += box.width
    return box
  })
}

/** The index of the column under x, clamped to the outermost columns; -1 when there is none. */
export function columnAt(boxes: readonly ColumnBox[], x: number): number {
  for (let i = 0; i < boxes.length; i++) {
    const b = boxes[i]!
    if (x < b.left + b.width) return i
  }
  return boxes.length - 1
}

/** A card as the arrow keys see it. */
export interface Spot extends Span {
  key: string
  column: number
}

export type Direction = 'up' | 'down' | 'left' | 'right'

/**
 * Where an arrow key leads: up and down to the neighbour in the same column,
 * left and right to the card nearest in time in the next column that has one.
 * Returns the same key at the edge, and the first card when from is unknown.
 */
export function nextSpot(spots: readonly Spot[], from: string, dir: Direction): string {
  const here = spots.find((s) => s.key === from)
  if (!here) return spots[0]?.key ?? ''
  if (dir === 'up' || dir === 'down') return vertical(spots, here, dir).key
  const step = dir === 'left' ? -1 : 1
  const columns = spots.map((s) => s.column)
  const edge = dir === 'left' ? Math.min(...columns) : Math.max(...columns)
  for (let c = here.column + step; dir === 'left' ? c >= edge : c <= edge; c += step) {
    const found = nearest(spots.filter((s) => s.column === c), here.start)
    if (found) return found.key
  }
  return from
}

function vertical(spots: readonly Spot[], here: Spot, dir: 'up' | 'down'): Spot {
  const column = spots.filter((s) => s.column === here.column).sort((a, b) => a.start - b.start || (a.key < b.key ? -1 : 1))
  const i = column.findIndex((s) => s.key === here.key)
  return column[dir === 'up' ? i - 1 : i + 1] ?? here
}

function nearest(spots: readonly Spot[], minute: number): Spot | undefined {
  let best: Spot | undefined
  for (const s of spots) {
    if (!best || Math.abs(s.start - minute) < Math.abs(best.start - minute)) best = s
  }
  return best
}
