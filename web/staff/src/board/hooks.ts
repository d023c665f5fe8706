import { useCallback, useEffect, useLayoutEffect, useRef, type Dispatch, type FocusEvent, type PointerEvent, type RefObject, type SetStateAction } from 'react'
import type { Board } from '@archwire/domain'
import { AXIS } from './Axis'
import { findPart, type Frame } from './model'

export const HEAD = 28

export interface Size {
  width: number
  height: number
}

export interface Hot {
  id: string
  /** The card itself. */
  key: string
  at: DOMRect
  /** The pointer has rested long enough for the facts. */
  facts: boolean
}

/** Keeps the old value while the new one says the same. */
export function useStable<T extends object>(value: T): T {
  const kept = useRef({ value, text: '' })
  const text = JSON.stringify(value instanceof Map ? [...value] : value)
  if (text !== kept.current.text) kept.current = { value, text }
  return kept.current.value
}

/** The newest value, for listeners that live longer than a render. */
export function useLatest<T>(value: T): RefObject<T> {
  const ref = useRef(value)
  useLayoutEffect(() => { ref.current = value })
  return ref
}

/** The room that the grid has inside its scroller. */
export function useSize(root: RefObject<HTMLElement | null>, set: Dispatch<SetStateAction<Size>>): void {
  useLayoutEffect(() => {
    const el = root.current!.querySelector<HTMLElement>('.bd-scroll')!
    const read = () => {
      const next = { width: el.clientWidth - AXIS, height: el.clientHeight - HEAD }
      set((old) => (old.width === next.width && old.height === next.height ? old : next))
    }
    read()
    const observer = new ResizeObserver(read)
    observer.observe(el)
    return () => observer.disconnect()
  }, [root, set])
}

/** Draws the sheets of paper while the browser prints, from the button or from Ctrl+P. */
export function usePrint(set: (on: boolean) => void): void {
  useEffect(() => {
    const before = () => set(true)
    const after = () => set(false)
    window.addEventListener('beforeprint', before)
    window.addEventListener('afterprint', after)
    return () => {
      window.removeEventListener('beforeprint', before)
      window.removeEventListener('afterprint', after)
    }
  }, [set])
}

/** A card that somebody else changed flashes in place, so that nobody wonders what moved. */
export function useFlash(root: RefObject<HTMLElement | null>, board: Board, own: (visit: string, version: number) => boolean): void {
  const seen = useRef<Map<string, number> | null>(null)
  const day = useRef('')
  const mine = useLatest(own)
  useEffect(() => {
    if (day.current !== board.clinic_id + board.day) seen.current = null
    day.current = board.clinic_id + board.day
    const old = seen.current
    seen.current = new Map(board.visits.map((v) => [v.id, v.version]))
    if (!old || matchMedia('(prefers-reduced-motion: reduce)').matches) return
    for (const v of board.visits) {
      if (old.get(v.id) === v.version || mine.current(v.id, v.version)) continue
      for (const el of root.current?.querySelectorAll<HTMLElement>(`[data-key^="${CSS.escape(v.id)}:"]`) ?? []) {
        el.animate?.([{ boxShadow: '0 0 0 3px #f59e0b' }, { boxShadow: '0 0 0 0 #f59e0b00' }], { duration: 1500, easing: 'ease-out' })
      }
    }
  }, [root, board, mine])
}

/** Exactly one card can be reached by Tab; a card that was redrawn elsewhere keeps the focus. */
export function useRoving(root: RefObject<HTMLElement | null>, focused: RefObject<string>, frame: Frame): void {
  const element = useRef<HTMLElement | null>(null)
  useEffect(() => {
    const el = root.current!
    const focusin = (e: globalThis.FocusEvent) => {
      const card = (e.target as HTMLElement).closest<HTMLElement>('[data-key]')
      if (!card) return
      element.current?.setAttribute('tabindex', '-1')
      card.setAttribute('tabindex', '0')
      element.current = card
      focused.current = card.dataset.key!
    }
    el.addEventListener('focusin', focusin)
    return () => el.removeEventListener('focusin', focusin)
  }, [root, focused])
  useLayoutEffect(() => {
    const grid = root.current!.querySelector('.bd-grid')!
    const here = focused.current ? grid.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused.current)}"]`) : null
    const card = here ?? grid.querySelector<HTMLElement>('[data-key]')
    if (!card) return
    const lost = element.current !== null && !element.current.isConnected && document.activeElement === document.body
    if (element.current !== card) element.current?.setAttribute('tabindex', '-1')
    card.setAttribute('tabindex', '0')
    element.current = card
    if (lost && here) card.focus({ preventScroll: true })
  }, [root, focused, frame])
}

/** The visit under a resting mouse, or where the keyboard is: its ways show at once, its facts after a moment. */
export function useHover(frame: Frame, set: Dispatch<SetStateAction<Hot | null>>): { hover: (e: PointerEvent) => void; focus: (e: FocusEvent) => void } {
  const timer = useRef(0)
  const key = useRef('')
  const show = useCallback((card: HTMLElement | null, wait: number) => {
    clearTimeout(timer.current)
    const found = card ? findPart(frame, card.dataset.key!) : null
    set(found && card ? { id: found.part.visit.id, key: card.dataset.key!, at: card.getBoundingClientRect(), facts: false } : null)
    if (found) timer.current = window.setTimeout(() => set((h) => h && { ...h, facts: true }), wait)
  }, [frame, set])
  const hover = useCallback((e: PointerEvent) => {
    if (e.type !== 'pointerleave' && (e.target as HTMLElement).closest('[data-quick]')) return
    const card = e.type === 'pointerleave' ? null : (e.target as HTMLElement).closest<HTMLElement>('[data-key]')
    const next = card?.dataset.key ?? ''
    if (next === key.current || e.pointerType === 'touch' || e.buttons > 0) return
    key.current = next
    show(card, 350)
  }, [show])
  const focus = useCallback((e: FocusEvent) => {
    const card = (e.target as HTMLElement).closest<HTMLElement>('[data-key]:focus-visible')
    if (card) show(card, 700)
  }, [show])
  return { hover, focus }
}
