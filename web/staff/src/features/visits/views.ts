import { useCallback, useMemo, useState } from 'react'
import type { Board, View, Zoom } from '@archwire/domain'

/** What of a clinic's day one wants to see; empty lists show everything. */
export interface Saved {
  name: string
  view: View
  zoom: Zoom
  places: string[]
  doctors: string[]
}

/** How somebody looks at the board of a clinic, kept in this browser. */
export interface Views {
  view: View
  zoom: Zoom
  places: string[]
  doctors: string[]
  /** At most nine, on the keys 1 to 9. */
  saved: Saved[]
  setView: (v: View) => void
  setZoom: (z: Zoom) => void
  show: (what: Pick<Saved, 'places' | 'doctors'>) => void
  keep: (name: string) => void
  drop: (index: number) => void
  pick: (index: number) => void
  /** The board with the chosen places and doctors only. */
  shown: (b: Board) => Board
}

interface Kept {
  now: Omit<Saved, 'name'>
  saved: Saved[]
}

const EMPTY: Kept = { now: { view: 'rooms', zoom: 'fit', places: [], doctors: [] }, saved: [] }
const MOST = 9

function read(key: string): Kept {
  try {
    return { ...EMPTY, ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Kept>) }
  } catch {
    return EMPTY // what somebody else wrote there is not ours
  }
}

export function useViews(person: string, clinic: string): Views {
  const key = `archwire.board.${person}.${clinic}`
  const [state, setState] = useState({ key, kept: read(key) })
  const kept = state.key === key ? state.kept : read(key)
  const put = useCallback((fn: (k: Kept) => Kept) => setState((old) => {
    const next = fn(old.key === key ? old.kept : read(key))
    localStorage.setItem(key, JSON.stringify(next))
    return { key, kept: next }
  }), [key])
  const now = useCallback((change: Partial<Kept['now']>) => put((k) => ({ ...k, now: { ...k.now, ...change } })), [put])
  const { places, doctors } = kept.now
  const shown = useMemo(() => filtering(places, doctors), [places, doctors])
  return useMemo(() => ({
    ...kept.now, saved: kept.saved, shown,
    setView: (view) => now({ view }), setZoom: (zoom) => now({ zoom }), show: (what) => now(what),
    keep: (name) => put((k) => ({ ...k, saved: [...k.saved.filter((s) => s.name !== name), { name, ...k.now }].slice(-MOST) })),
    drop: (index) => put((k) => ({ ...k, saved: k.saved.filter((_, i) => i !== index) })),
    pick: (index) => put((k) => {
      const s = k.saved[index]
      return s ? { ...k, now: { view: s.view, zoom: s.zoom, places: s.places, doctors: s.doctors } } : k
    }),
  }), [kept, shown, now, put])
}

/**
 * Remembers its last answer: the board redraws only what changed. Visits stay,
 * so that a hidden one still stands against a drop.
 */
function filtering(places: string[], doctors: string[]): (b: Board) => Board {
  let last: { in: Board; out: Board } | null = null
  return (b) => {
    if (places.length === 0 && doctors.length === 0) return b
    if (last?.in === b) return last.out
    const out = {
      ...b,
      places: places.length > 0 ? b.places.filter((p) => places.includes(p.id)) : b.places,
      doctors: doctors.length > 0 ? b.doctors.filter((d) => doctors.includes(d.id)) : b.doctors,
    }
    last = { in: b, out: out.places.length > 0 ? out : b }
    return last.out
  }
}
