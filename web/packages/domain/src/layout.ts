import type { Span } from './board'

/** An item with its lane among the lanes of its cluster of overlapping items. */
export interface Laid<T> {
  item: T
  lane: number
  lanes: number
}

/**
 * Interval partitioning: every item gets the first free lane, and all items
 * that hang together by overlap share the same number of lanes. An item counts
 * as at least minLength long, because its card is drawn at least that high.
 * Items must be sorted by start.
 */
export function lay<T extends Span>(items: readonly T[], minLength = 0): Laid<T>[] {
  const out: Laid<T>[] = []
  let cluster: Laid<T>[] = []
  let ends: number[] = []
  let clusterEnd = -Infinity
  const close = () => {
    for (const l of cluster) l.lanes = ends.length
    cluster = []
    ends = []
  }
  for (const item of items) {
    const end = Math.max(item.end, item.start + minLength)
    if (item.start >= clusterEnd) {
      close()
      clusterEnd = end
    }
    let lane = ends.findIndex((e) => e <= item.start)
    if (lane < 0) lane = ends.push(end) - 1
    else ends[lane] = end
    clusterEnd = Math.max(clusterEnd, end)
    const laid = { item, lane, lanes: 1 }
    cluster.push(laid)
    out.push(laid)
  }
  close()
  return out
}

/** Items that found no lane wide enough, drawn as one "+n" in the last lane. */
export interface Fold<T> extends Span {
  items: T[]
  lane: number
  lanes: number
}

/**
 * Keeps lanes at least minLane wide: where a cluster needs more lanes than fit
 * into width, the surplus is folded into "+n" boxes in the last lane.
 */
export function fold<T extends Span>(laid: readonly Laid<T>[], width: number, minLane: number): { shown: Laid<T>[]; folds: Fold<T>[] } {
  const most = Math.max(1, Math.floor(width / minLane))
  const shown: Laid<T>[] = []
  const folds: Fold<T>[] = []
  for (const l of laid) {
    if (l.lanes <= most) {
      shown.push(l)
      continue
    }
    const keep = Math.max(1, most - 1)
    if (l.lane < keep && most > 1) {
      shown.push({ item: l.item, lane: l.lane, lanes: most })
      continue
    }
    const last = folds[folds.length - 1]
    if (last && l.item.start < last.end) {
      last.items.push(l.item)
      last.end = Math.max(last.end, l.item.end)
    } else {
      folds.push({ items: [l.item], start: l.item.start, end: l.item.end, lane: most - 1, lanes: most })
    }
  }
  return { shown, folds }
}

/** The largest number of lanes that any cluster needs; 1 for an empty column. */
export function mostLanes<T extends Span>(items: readonly T[], minLength = 0): number {
  return lay(items, minLength).reduce((n, l) => Math.max(n, l.lanes), 1)
}
