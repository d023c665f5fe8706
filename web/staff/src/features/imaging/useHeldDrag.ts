import { useEffect, useRef, useState } from 'react'

/** How long a finger rests before it takes hold: shorter is scrolling, longer feels stuck. */
const HOLD = 280
/** How far a finger may slip meanwhile, in points of the screen. */
const SLIP = 8

export interface Held {
  id: string
  x: number
  y: number
  /** The place below the finger, '' = none. */
  over: string
}

/**
 * Dragging by finger or pen, which the browser's own dragging does not do: a finger that rests takes hold of an
 * element with data-drag, and lets it go over one with data-drop. A mouse drags as ever.
 */
export function useHeldDrag(onDrop: (id: string, place: string) => void) {
  const box = useRef<HTMLDivElement>(null)
  const [held, setHeld] = useState<Held | null>(null)
  const drop = useRef(onDrop)
  useEffect(() => { drop.current = onDrop })
  useEffect(() => {
    const el = box.current
    if (!el) return
    let now: Held | null = null
    let waits: { timer: number; x: number; y: number } | null = null
    let dropped = 0
    const show = (h: Held | null) => { now = h; setHeld(h) }
    const stop = () => { if (waits) clearTimeout(waits.timer); waits = null }
    const placeAt = (x: number, y: number): string => {
      const at = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-drop]')
      return at && el.contains(at) ? at.dataset['drop']! : ''
    }
    const down = (e: TouchEvent) => {
      stop()
      const id = (e.target as HTMLElement).closest<HTMLElement>('[data-drag]')?.dataset['drag']
      const f = e.touches[0]
      if (!id || !f || e.touches.length > 1) return
      const { clientX: x, clientY: y } = f
      waits = { x, y, timer: window.setTimeout(() => { waits = null; show({ id, x, y, over: '' }) }, HOLD) }
    }
    const move = (e: TouchEvent) => {
      const f = e.touches[0]
      if (!f) return
      if (now) {
        e.preventDefault() // the page stands still meanwhile
        show({ ...now, x: f.clientX, y: f.clientY, over: placeAt(f.clientX, f.clientY) })
      } else if (waits && Math.hypot(f.clientX - waits.x, f.clientY - waits.y) > SLIP) stop()
    }
    const up = (e: TouchEvent) => {
      stop()
      if (!now) return
      e.preventDefault() // no click comes of it
      dropped = e.timeStamp
      if (now.over) drop.current(now.id, now.over)
      show(null)
    }
    const cancel = () => { stop(); show(null) }
    const menu = (e: Event) => { if (now || e.timeStamp - dropped < 500) e.preventDefault() }
    el.addEventListener('touchstart', down, { passive: true })
    el.addEventListener('touchmove', move, { passive: false })
    el.addEventListener('touchend', up)
    el.addEventListener('touchcancel', cancel)
    el.addEventListener('contextmenu', menu)
    return () => {
      stop()
      el.removeEventListener('touchstart', down)
      el.removeEventListener('touchmove', move)
      el.removeEventListener('touchend', up)
      el.removeEventListener('touchcancel', cancel)
      el.removeEventListener('contextmenu', menu)
    }
  }, [])
  return { box, held }
}
