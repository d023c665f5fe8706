import { Suspense, lazy, useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react'
import { commonBreaks, minuteOf, yOf, type Board as BoardValue, type BoardChange, type BoardDoctor, type BoardWaiter, type Step, type View, type Zoom } from '@archwire/domain'
import { Axis } from './Axis'
import { BoardColumn } from './BoardColumn'
import type { BoardPrint } from './BoardPrint'
import { Below } from './Below'
import { Tools } from './Chrome'
import { Facts } from './Facts'
import type { Landing } from './ghost'
import { GhostLayer } from './GhostLayer'
import { HEAD, useFlash, useHover, useLatest, usePrint, useRoving, useSize, useStable, type Hot } from './hooks'
import { IconSprite } from './Icons'
import { boardKey } from './keyboard'
import { Frames, MIN_LANE, findPart, findVisit, type Frame, type OnChange, type Refusal } from './model'
import { Overlay, QuickArrive, useNow } from './Overlay'
import { BoardPointer } from './pointer'
import { slideBack } from './slide'
import type { Pop } from './Popovers'
import { useWords, type Words } from './words'
import './marks.css'
import './board.css'

export type { OnChange, Refusal } from './model'

export interface BoardProps {
  board: BoardValue
  view: View
  zoom: Zoom
  /** The visit that the rest of the page shows; '' for none. */
  selected?: string
  /** The waiting list, to be carried onto the board; absent shows none. */
  waiters?: readonly BoardWaiter[] | undefined
  /** A waiter was opened: somebody looks for a time for them. */
  onWaiter?: (w: BoardWaiter) => void
  /** The doctor who looks: where one column is shown at a time, theirs comes first. */
  me?: string
  readOnly?: boolean
  /** Lanes narrower than this fold into "+n"; default 44 px. */
  minLane?: number
  /** Stands first in the line above the grid: usually the date. */
  lead?: ReactNode
  onView: (v: View) => void
  onZoom: (z: Zoom) => void
  onOpen: (visit: string) => void
  onChange: OnChange
  /** N on a card: a new visit right after it. */
  onNew: (place: string, start: number) => void
  onDoctor?: (d: BoardDoctor) => void
  /** R on a card: other times for this visit. */
  onFits?: (visit: string) => void
  /** Whether this person made that version: only changes by others flash. */
  own?: (visit: string, version: number) => boolean
}

const popovers = () => import('./Popovers')
const Popovers = lazy(popovers)
// Not lazy(): what prints must be there in the moment in which the browser asks.
let Paper: typeof BoardPrint | null = null
const fetchPaper = () => import('./BoardPrint').then((m) => { Paper = m.BoardPrint })

const NOBODY: readonly BoardWaiter[] = []
const nobodys = (): boolean => false

const cardOf = (target: EventTarget): HTMLElement | null => (target as HTMLElement).closest<HTMLElement>('[data-key]')

/**
 * The day of a clinic: places (or doctors) as columns, visits as cards. It
 * fetches nothing: it shows a value and says what a person wants to change.
 */
export function Board(props: BoardProps) {
  const { view, zoom, selected = '', readOnly = false, onOpen, onNew } = props
  const words = useWords()
  const root = useRef<HTMLDivElement>(null)
  const [withFreed, setWithFreed] = useState(false)
  const [pop, setPop] = useState<Pop | null>(null)
  const [hot, setHot] = useState<Hot | null>(null)
  const [printing, setPrinting] = useState(false)
  const [, setPaper] = useState(false) // drawn again when it has come: somebody may print before
  // While something is carried, changes from others wait: nothing may jump under the hand.
  const [frozen, setFrozen] = useState<BoardValue | null>(null)
  const board = frozen ?? props.board
  const { frame, colours, setOnly } = useFrame(root, board, props, withFreed)
  const acts = useActs(root, board, words, props.onChange, setPop)
  const keys = useFocus(root, frame)
  const now = minuteOf(useNow(board.now), frame.dayStart)
  const pointer = usePointer(root, { frame, words, readOnly, ...acts, board: props.board, waiters: props.waiters ?? NOBODY }, (b) => { setHot(null); setFrozen(b) })
  const { hover, focus } = useHover(frame, setHot)
  usePrint(setPrinting)
  // Fetched before they are asked for: the key after M belongs to the panel, and the browser's own print waits for nothing.
  useEffect(() => { const id = setTimeout(() => { void popovers(); void fetchPaper().then(() => setPaper(true)) }, 300); return () => clearTimeout(id) }, [])
  useFlash(root, board, props.own ?? nobodys)

  const close = useCallback(() => { setPop(null); keys.focus(keys.focused.current) }, [keys])
  const fold = useStableFold(frame, setPop)
  const ghost = useGhost(root, words)
  const popAt = (kind: 'legend' | 'help') => () => {
    const r = root.current!.querySelector('.bd-tools')!.getBoundingClientRect()
    setPop({ kind, at: new DOMRect(r.right - 430, r.top, 0, r.height) })
  }
  const keyDown = (e: KeyboardEvent) => {
    const card = cardOf(e.target)
    if (pop || (e.target as HTMLElement).matches('input,select')) return
    if (e.key === '?') { e.stopPropagation(); return popAt('help')() }
    if (!card) return
    const at = card.getBoundingClientRect()
    setHot(null)
    const done = boardKey(e.nativeEvent, {
      frame, words, readOnly, focused: card.dataset.key!, focus: keys.focus, ...acts, open: onOpen, create: onNew,
      arrive: (id) => acts.status(id, 'arrive'), fits: (id) => props.onFits?.(id),
      status: (key) => setPop({ kind: 'status', key, at }), move: (key) => setPop({ kind: 'move', key, at }),
    })
    if (done) { e.preventDefault(); e.stopPropagation() }
  }
  const click = (e: MouseEvent) => {
    const key = cardOf(e.target)?.dataset.key
    const found = key && !pointer.current?.justDragged ? findPart(frame, key) : null
    if (!found) return
    setHot(null)
    onOpen(found.part.visit.id)
  }
  const context = (e: MouseEvent) => {
    const card = cardOf(e.target)
    if (!card || readOnly) return
    e.preventDefault()
    card.focus()
    setPop({ kind: 'status', key: card.dataset.key!, at: card.getBoundingClientRect() })
  }
  const opened = (id: string) => { if (!pointer.current?.justDragged) onOpen(id) }
  const facts = hot?.facts && !pop && !frozen ? findVisit(board, hot.id) : undefined
  return (
    <div ref={root} className="bd" role="region" aria-label={words.t(`board.view.${view}`)}
      onKeyDown={keyDown} onClick={click} onContextMenu={context} onPointerOver={hover} onPointerLeave={hover} onFocus={focus}>
      <IconSprite />
      <Tools board={board} view={view} zoom={zoom} withFreed={withFreed} words={words} lead={props.lead} onView={props.onView} onZoom={props.onZoom} onFreed={setWithFreed}
        onLegend={popAt('legend')} onHelp={popAt('help')} onPrint={() => void fetchPaper().then(() => { setPrinting(true); setTimeout(() => window.print(), 50) })} onDoctor={props.onDoctor} />
      {board.closed && <p className="bd-closed">{words.t('board.closed', { reason: board.closed })}</p>}
      {frame.choices.length > 1 && <OneColumn frame={frame} words={words} onPick={setOnly} />}
      <div className="bd-scroll" tabIndex={-1}>
        <Heads frame={frame} words={words} />
        <div className="bd-body">
          <Axis board={board} scale={frame.scale} dayStart={frame.dayStart} now={now} words={words} />
          <div className="bd-grid" style={gridStyle(frame, now)}>
            {frame.width > 0 && frame.columns.map((c, i) => <BoardColumn key={c.id} column={c} index={i} scale={frame.scale} colours={colours} words={words} onFold={fold} />)}
            {frame.width > 0 && <Overlay frame={frame} hot={hot?.id ?? ''} selected={selected} />}
            {hot && !pop && !frozen && !readOnly && <QuickArrive frame={frame} card={hot.key} words={words} onArrive={(id) => acts.status(id, 'arrive')} />}
            <div className="bd-ghost" style={{ display: 'none' }} />
            <div className="bd-ghost-say" style={{ display: 'none' }} />
          </div>
        </div>
      </div>
      <div className="bd-veil" style={{ display: 'none' }} />
      <Below board={board} waiters={props.waiters} readOnly={readOnly} words={words} onOpen={opened} onWaiter={(w) => { if (!pointer.current?.justDragged) props.onWaiter?.(w) }} />
      {facts && <Facts board={board} visit={facts} at={hot!.at} words={words} />}
      {pop && <Suspense fallback={null}><Popovers pop={pop} frame={frame} words={words} onClose={close} onOpen={onOpen} onStatus={acts.status} onGhost={ghost} onDrop={acts.drop} onPark={acts.park} /></Suspense>}
      <Notice notice={acts.notice} words={words} onPick={acts.run} onClose={acts.dismiss} />
      {printing && Paper && <Paper frame={frame} words={words} colours={colours} />}
    </div>
  )
}

function useFrame(root: React.RefObject<HTMLDivElement | null>, board: BoardValue, props: BoardProps, withFreed: boolean) {
  const [size, setSize] = useState({ width: 0, height: 0 })
  const frames = useRef<Frames>(null)
  frames.current ??= new Frames()
  const { view, zoom, minLane = MIN_LANE, selected = '', me = '' } = props
  const [only, setOnly] = useState(me)
  // What is opened from elsewhere comes into sight.
  const shown = useLatest(board)
  useEffect(() => {
    const v = selected ? findVisit(shown.current, selected) : undefined
    if (v) setOnly(view === 'rooms' ? v.place_id : v.doctor_id)
  }, [selected, view, shown])
  const breaks = useStable(useMemo(() => commonBreaks(board), [board]))
  const colours = useStable(useMemo(() => new Map(board.doctors.map((d) => [d.id, d.colour])), [board.doctors]))
  const frame = useMemo(
    () => frames.current!.make({ board, view, zoom, ...size, withFreed, minLane, breaks, only }),
    [board, view, zoom, size, withFreed, minLane, breaks, only],
  )
  useSize(root, setSize)
  return { frame: size.width > 0 ? frame : { ...frame, width: 0 }, colours, setOnly }
}

/** What the board asks for, and what came of it in words. */
function useActs(root: React.RefObject<HTMLElement | null>, board: BoardValue, words: Words, onChange: OnChange, setPop: (p: Pop | null) => void) {
  const [notice, setNotice] = useState<Refusal | null>(null)
  const run = useCallback<OnChange>(async (change, soft) => {
    setPop(null)
    setNotice(null)
    const refused = await onChange(change, soft)
    if (refused) setNotice(refused)
    return refused
  }, [onChange, setPop])
  const drop = useCallback((l: Landing) => {
    if (l.hard) setNotice({ text: words.t('board.refused', { why: l.text }), fits: [] })
    else void run(l.change, l.clashes).then((refused) => { if (refused && 'id' in l.change) slideBack(root.current, l) })
  }, [root, run, words])
  const park = useCallback((id: string) => void run({ kind: 'park', id }, []), [run])
  const status = useCallback((id: string, step: Step) => void run({ kind: 'step', id, step, place_id: '' }, []), [run])
  const stuck = useCallback((id: string) => {
    const v = findVisit(board, id)
    if (!v) return
    const who = v.patient.name
    setNotice({ text: words.t('board.cannot_move', { who, state: words.state[v.state] }), fits: [] })
  }, [board, words])
  const dismiss = useCallback(() => setNotice(null), [])
  return { run, drop, park, status, stuck, notice, dismiss }
}

function useFocus(root: React.RefObject<HTMLDivElement | null>, frame: Frame) {
  const focused = useRef('')
  useRoving(root, focused, frame)
  return useMemo(() => ({
    focused,
    focus: (key: string) => {
      const el = root.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)
      el?.focus()
      el?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    },
  }), [root])
}

interface PointerNeeds {
  frame: Frame
  words: Words
  readOnly: boolean
  board: BoardValue
  waiters: readonly BoardWaiter[]
  drop: (l: Landing) => void
  park: (id: string) => void
  stuck: (id: string) => void
}

function usePointer(root: React.RefObject<HTMLDivElement | null>, needs: PointerNeeds, freeze: (b: BoardValue | null) => void) {
  const live = useLatest({ ...needs, freeze })
  const pointer = useRef<BoardPointer>(null)
  useEffect(() => {
    const p = new BoardPointer(root.current!, {
      frame: () => live.current.frame, words: () => live.current.words, waiter: (id) => live.current.waiters.find((w) => w.id === id), readOnly: () => live.current.readOnly,
      busy: (on) => live.current.freeze(on ? live.current.board : null),
      drop: (l) => live.current.drop(l), park: (id) => live.current.park(id), stuck: (id) => live.current.stuck(id),
    })
    pointer.current = p
    return () => p.stop()
  }, [root, live])
  return pointer
}

function useStableFold(frame: Frame, setPop: (p: Pop) => void) {
  const live = useLatest(frame)
  return useCallback((c: number, i: number, el: HTMLElement) => {
    const f = live.current.columns[c]?.folds[i]
    if (f) setPop({ kind: 'fold', fold: f, at: el.getBoundingClientRect() })
  }, [live, setPop])
}

function useGhost(root: React.RefObject<HTMLDivElement | null>, words: Words) {
  return useCallback((l: Landing | null) => {
    const grid = root.current?.querySelector<HTMLElement>('.bd-grid')
    if (!grid) return
    const layer = new GhostLayer(grid, () => words)
    if (l) layer.show(l, false, true)
    else layer.hide()
  }, [root, words])
}

const gridStyle = (f: Frame, now: number): React.CSSProperties => ({
  ['--now' as string]: `${now >= f.scale.from && now <= f.scale.to ? yOf(f.scale, now) : -9}px`,
  width: f.width, height: f.height, ['--q' as string]: `${15 * f.scale.px}px`, ['--shift' as string]: `${-(f.scale.from % 60) * f.scale.px}px`,
})

function Heads({ frame, words }: { frame: Frame; words: Words }) {
  return (
    <div className="bd-heads" style={{ height: HEAD }}>
      <div className="bd-corner"><span title={words.t('board.head_hands')}>{words.t('board.head_d')}</span><span title={words.t('board.head_assistants')}>{words.t('board.head_a')}</span></div>
      {frame.columns.map((c) => (
        <div key={c.id} className={`bd-head k-${c.place?.kind ?? 'doctor'} ${c.place?.area ?? ''}`} style={{ width: c.box.width }}>
          <b>{c.name}</b> <small>{c.parts.length}</small>
        </div>
      ))}
    </div>
  )
}

/** On a telephone: which of the columns one sees, with the way to its neighbours. */
function OneColumn({ frame, words, onPick }: { frame: Frame; words: Words; onPick: (id: string) => void }) {
  const { t } = words
  const list = frame.choices
  const at = Math.max(0, list.findIndex((c) => c.id === frame.columns[0]?.id))
  const go = (by: number) => onPick(list[(at + by + list.length) % list.length]!.id)
  return (
    <div className="bd-one">
      <button type="button" className="bd-btn" aria-label={t('board.column_before')} onClick={() => go(-1)}>‹</button>
      <select aria-label={t(`board.view.${frame.view}`)} value={list[at]!.id} onChange={(e) => onPick(e.target.value)}>
        {list.map((c) => <option key={c.id} value={c.id}>{c.name} · {c.count}</option>)}
      </select>
      <button type="button" className="bd-btn" aria-label={t('board.column_after')} onClick={() => go(1)}>›</button>
    </div>
  )
}

interface NoticeProps {
  notice: Refusal | null
  words: Words
  onPick: OnChange
  onClose: () => void
}

/** Why something was not done, with what would fit instead. */
function Notice({ notice, words, onPick, onClose }: NoticeProps) {
  return (
    <div className="bd-say" role="status">
      {notice && (
        <div className="bd-notice">
          <span>{notice.text}</span>
          {notice.fits.map((f) => <button key={f.label} type="button" className="bd-btn" onClick={() => void onPick(f.change, [])}>{f.label}</button>)}
          {notice.override && <Overriding make={notice.override} words={words} onPick={onPick} />}
          <button type="button" className="bd-btn" onClick={onClose} aria-label={words.t('board.close')}>✕</button>
        </div>
      )}
    </div>
  )
}

/** In spite of the rules, for a reason: the reason is asked for in place. */
function Overriding({ make, words, onPick }: { make: (reason: string) => BoardChange; words: Words; onPick: OnChange }) {
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  if (!asking) return <button type="button" className="bd-btn" onClick={() => setAsking(true)}>{words.t('board.override_do')}</button>
  const go = () => { if (reason.trim()) void onPick(make(reason.trim()), []) }
  return (
    <form className="bd-why" onSubmit={(e) => { e.preventDefault(); go() }}>
      <input autoFocus maxLength={200} value={reason} aria-label={words.t('board.override_why')} placeholder={words.t('board.override_why')} onChange={(e) => setReason(e.target.value)} />
      <button type="submit" className="bd-btn" disabled={!reason.trim()}>{words.t('board.override_do')}</button>
    </form>
  )
}
