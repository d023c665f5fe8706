import { useEffect, useState } from 'react'
import { civilDay, waits, type BoardVisit, type Wait } from '@archwire/domain'
import { findPart, rectOf, type Frame, type Rect } from './model'
import type { Words } from './words'

/** The clock of the clinic: the server's now, carried on by the time since it came. */
export function useNow(serverNow: number): number {
  const [now, setNow] = useState(serverNow)
  useEffect(() => {
    const begun = performance.now()
    const tick = () => setNow(serverNow + (performance.now() - begun))
    tick()
    const id = setInterval(tick, 15_000)
    return () => clearInterval(id)
  }, [serverNow])
  return now
}

/** The ways of the visit in hand between its places, and who waits for whom. */
export function Overlay({ frame, hot, selected }: { frame: Frame; hot: string; selected: string }) {
  const list = waits(frame.board)
  return (
    <>
      <svg className="bd-over-svg" width={frame.width} height={frame.height} aria-hidden="true">
        {selected && <Ways frame={frame} id={selected} kind="sel" />}
        {hot && hot !== selected && <Ways frame={frame} id={hot} kind="hot" />}
        {groups(list).map((g) => <Bus key={g[0]!.visit.id} frame={frame} list={g} />)}
      </svg>
    </>
  )
}

interface QuickProps {
  frame: Frame
  /** The card under the mouse. */
  card: string
  words: Words
  onArrive: (visit: string) => void
}

/** Checking in with one click: a button in the corner of the card under the mouse, while its patient is expected today. */
export function QuickArrive({ frame, card, words, onArrive }: QuickProps) {
  const { board } = frame
  const v = findPart(frame, card)?.part.visit
  const r = rectOf(frame, card)
  if (!v || !r || r.width < 90 || (v.state !== 'booked' && v.state !== 'confirmed') || civilDay(board.now, board.zone) !== board.day) return null
  return (
    <button type="button" data-quick={v.id} className="bd-quick" tabIndex={-1} style={{ left: r.left + r.width - 2, top: r.top + 1, height: Math.min(20, r.height - 2) }}
      onClick={(e) => { e.stopPropagation(); onArrive(v.id) }}>{words.t('board.quick_arrive')}</button>
  )
}

const keysOf = (frame: Frame, v: BoardVisit): string[] =>
  frame.columns.flatMap((c) => c.parts.filter((p) => p.visit.id === v.id)).sort((a, b) => a.index - b.index).map((p) => p.key)

/** An outline around each card of a visit and a line from one to the next. */
function Ways({ frame, id, kind }: { frame: Frame; id: string; kind: 'sel' | 'hot' }) {
  const visit = frame.board.visits.find((v) => v.id === id)
  const rects = visit ? keysOf(frame, visit).map((k) => rectOf(frame, k)).filter((r): r is Rect => r !== null) : []
  const line = rects.slice(1).map((b, i) => {
    const a = rects[i]!
    const right = b.left > a.left
    return `M${right ? a.left + a.width : a.left} ${a.top + a.height - 4}L${right ? b.left : b.left + b.width} ${b.top + 5}`
  })
  return (
    <g className={`bd-way ${kind}`}>
      {rects.map((r) => <rect key={`${r.left} ${r.top}`} x={r.left - 1} y={r.top - 1} width={r.width + 2} height={r.height + 2} rx="4" />)}
      {line.length > 0 && <path d={line.join('')} />}
    </g>
  )
}

/** Waits for the same hands belong on one line. */
function groups(list: Wait[]): Wait[][] {
  const m = new Map<string, Wait[]>()
  for (const w of list) {
    const k = w.at ? w.at.id : `away ${w.doctor_id}`
    m.set(k, [...(m.get(k) ?? []), w])
  }
  return [...m.values()]
}

/**
 * A dashed line from the doctor's hands (or, when away, from the edge of the
 * board) to each patient who waits. It runs in the gutters between the columns
 * and along the top, so that it never strikes a name through.
 */
function Bus({ frame, list }: { frame: Frame; list: Wait[] }) {
  const rects = (v: BoardVisit) => keysOf(frame, v).map((k) => rectOf(frame, k)).filter((r): r is Rect => r !== null)
  const ends = list.flatMap((w) => rects(w.visit).slice(0, 1))
  const at = list[0]!.at
  const from = at ? rects(at)[0] : undefined
  if (ends.length === 0) return null
  const gutter = (r: Rect) => r.left - 1
  const xs = [from ? gutter(from) : 0, ...ends.map(gutter)]
  const up = (r: Rect) => `M${gutter(r)} 2V${r.top + 7}`
  const d = [`M${Math.min(...xs)} 2H${Math.max(...xs)}`, ...ends.map(up), from ? up(from) : ''].join('')
  return (
    <g className="bd-bus">
      <path d={d} />
      {ends.map((r) => <circle key={`${r.left} ${r.top}`} cx={gutter(r) + 1} cy={r.top + 7} r="3.5" />)}
      {from && <rect x={gutter(from) - 2} y={from.top + 4} width="6" height="6" />}
    </g>
  )
}
