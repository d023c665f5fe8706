import { minuteAt, movable, snap, takenOn, UNIT, type BoardWaiter, type Taken } from '@archwire/domain'
import { findPart, findVisit, type Frame } from './model'
import { landingAt, type Carry, type Landing } from './ghost'
import { GhostLayer } from './GhostLayer'
import type { Words } from './words'

const SLOP = 4
const LONG_PRESS = 250
const EDGE = 36

/** What the pointer needs to know and may do; read anew at each step. */
export interface PointerHost {
  frame: () => Frame
  words: () => Words
  /** Somebody of the waiting list. */
  waiter: (id: string) => BoardWaiter | undefined
  readOnly: () => boolean
  /** A drag has begun or ended: changes from others wait meanwhile. */
  busy: (dragging: boolean) => void
  drop: (l: Landing) => void
  park: (id: string) => void
  /** A visit that cannot be carried was pulled. */
  stuck: (id: string) => void
}

interface Press {
  carry: Carry
  touch: boolean
  x0: number
  y0: number
  grip: number
  pointer: number
  timer: number
}

/**
 * The one state machine of mouse, pen and finger: idle → pressed → dragging.
 * A mouse starts to drag after 4 px, a finger after a press of 250 ms, so that
 * a swipe still scrolls. Escape always restores.
 */
export class BoardPointer {
  private press: Press | null = null
  private dragging = false
  private landing: Landing | null = null
  private taken: Taken | null = null
  /** Read once per drag: reading it at each step would lay the page out anew each time. */
  private rects: { grid: DOMRect; scroller: DOMRect; shelf: DOMRect | null; left: number; top: number; scrolls: boolean } | null = null
  private x = 0
  private y = 0
  private raf = 0
  private scroller: HTMLElement
  private grid: HTMLElement
  /** Lies over everything while dragging: it holds the cursor, so that no card must be restyled for it. */
  private veil: HTMLElement
  private shelf: HTMLElement | null = null
  private ghost: GhostLayer
  private off: (() => void)[] = []
  /** True until the click that ends a drag has passed. */
  justDragged = false

  constructor(private root: HTMLElement, private host: PointerHost) {
    this.scroller = root.querySelector<HTMLElement>('.bd-scroll')!
    this.grid = root.querySelector<HTMLElement>('.bd-grid')!
    this.veil = root.querySelector<HTMLElement>('.bd-veil')!
    this.ghost = new GhostLayer(this.grid, host.words)
    this.listen(root, 'pointerdown', (e) => this.down(e))
    this.listen(window, 'pointermove', (e) => this.move(e))
    this.listen(window, 'pointerup', (e) => this.up(e))
    this.listen(window, 'pointercancel', () => this.cancel())
    const keys = (e: KeyboardEvent) => { if (e.key === 'Escape' && this.press) { e.stopPropagation(); this.cancel() } }
    window.addEventListener('keydown', keys, true)
    const touch = (e: TouchEvent) => { if (this.dragging) e.preventDefault() }
    root.addEventListener('touchmove', touch, { passive: false })
    const menu = (e: Event) => { if (this.dragging) e.preventDefault() }
    root.addEventListener('contextmenu', menu)
    this.off.push(() => window.removeEventListener('keydown', keys, true), () => root.removeEventListener('touchmove', touch), () => root.removeEventListener('contextmenu', menu))
  }

  stop(): void {
    this.cancel()
    for (const off of this.off) off()
  }

  private listen(el: HTMLElement | Window, type: 'pointerdown' | 'pointermove' | 'pointerup' | 'pointercancel', fn: (e: PointerEvent) => void): void {
    el.addEventListener(type, fn as EventListener)
    this.off.push(() => el.removeEventListener(type, fn as EventListener))
  }

  private down(e: PointerEvent): void {
    if (e.button !== 0 || this.host.readOnly() || this.press) return
    const target = e.target as HTMLElement
    const carry = this.carryOf(target, e)
    if (!carry) return
    const card = target.closest<HTMLElement>('[data-key]')
    const touch = e.pointerType === 'touch'
    this.press = {
      carry, touch, x0: e.clientX, y0: e.clientY, pointer: e.pointerId,
      grip: card && carry.kind === 'move' ? e.clientY - card.getBoundingClientRect().top : 8,
      timer: touch ? window.setTimeout(() => this.start(), LONG_PRESS) : 0,
    }
    this.x = e.clientX
    this.y = e.clientY
  }

  private carryOf(target: HTMLElement, e: PointerEvent): Carry | null {
    const frame = this.host.frame()
    const parked = target.closest<HTMLElement>('[data-parked]')
    if (parked) {
      const visit = findVisit(frame.board, parked.dataset.parked!)
      return visit ? { kind: 'unpark', visit } : null
    }
    const waits = target.closest<HTMLElement>('[data-waits]')
    if (waits) {
      const waiter = this.host.waiter(waits.dataset.waits!)
      return waiter ? { kind: 'wait', waiter } : null
    }
    const card = target.closest<HTMLElement>('[data-key]')
    if (card) {
      const found = findPart(frame, card.dataset.key!)
      if (!found) return null
      const base = { visit: found.part.visit, part: found.part, column: found.column }
      const edge = e.pointerType === 'touch' ? 9 : 5
      const atEdge = card.classList.contains('elastic') && card.getBoundingClientRect().bottom - e.clientY <= edge
      return atEdge ? { kind: 'resize', ...base } : { kind: 'move', ...base, copy: e.shiftKey }
    }
    const column = target.closest<HTMLElement>('[data-column]')
    if (!column || target.closest('button')) return null
    const y = e.clientY - this.grid.getBoundingClientRect().top
    return { kind: 'create', column: Number(column.dataset.column), start: snap(minuteAt(frame.scale, y) - UNIT / 2, UNIT) }
  }

  private start(): void {
    const p = this.press
    if (!p) return
    if ((p.carry.kind === 'move' || p.carry.kind === 'resize') && !movable(p.carry.visit) && !(p.carry.kind === 'move' && p.carry.copy)) {
      this.press = null
      this.host.stuck(p.carry.visit.id)
      return
    }
    this.dragging = true
    this.taken = takenOn(this.host.frame().board)
    this.shelf = this.root.querySelector<HTMLElement>('.bd-shelf')
    this.rects = this.readRects()
    this.host.busy(true)
    this.veil.style.cssText = `display:block;cursor:${p.carry.kind === 'resize' ? 'ns-resize' : 'grabbing'}`
    if (p.touch) navigator.vibrate?.(15)
    else this.root.setPointerCapture(p.pointer)
    this.step()
  }

  private move(e: PointerEvent): void {
    const p = this.press
    if (!p || e.pointerId !== p.pointer) return
    this.x = e.clientX
    this.y = e.clientY
    if (!this.dragging) {
      if (Math.hypot(e.clientX - p.x0, e.clientY - p.y0) < SLOP) return
      if (p.touch) {
        clearTimeout(p.timer)
        this.press = null
        return
      }
      this.start()
      return
    }
    if (!this.raf) this.raf = requestAnimationFrame(() => { this.raf = 0; this.step() })
  }

  private step(): void {
    const p = this.press
    if (!p || !this.dragging || !this.taken) return
    this.scrollAtEdge()
    const over = this.overShelf()
    this.shelf?.classList.toggle('over', over && p.carry.kind === 'move')
    const r = this.rects!
    const x = this.x - r.grid.left + this.scroller.scrollLeft - r.left
    const y = this.y - r.grid.top + this.scroller.scrollTop - r.top
    this.landing = over ? null : landingAt({ frame: this.host.frame(), taken: this.taken, words: this.host.words() }, p.carry, x, y, p.grip)
    if (this.landing) this.ghost.show(this.landing, p.carry.kind === 'move' && p.carry.copy)
    else this.ghost.hide()
  }

  private readRects() {
    const s = this.scroller
    return {
      grid: this.grid.getBoundingClientRect(), scroller: s.getBoundingClientRect(), shelf: this.shelf?.getBoundingClientRect() ?? null,
      left: s.scrollLeft, top: s.scrollTop, scrolls: s.scrollHeight > s.clientHeight || s.scrollWidth > s.clientWidth,
    }
  }

  private overShelf(): boolean {
    const r = this.rects?.shelf
    if (!r) return false
    return this.y >= r.top && this.y <= r.bottom && this.x >= r.left && this.x <= r.right
  }

  /** Near an edge the board scrolls on while the pointer rests. */
  private scrollAtEdge(): void {
    const s = this.scroller
    if (!this.rects!.scrolls) return
    const r = this.rects!.scroller
    const pull = (v: number, lo: number, hi: number): number => (v < lo + EDGE ? v - lo - EDGE : v > hi - EDGE ? v - hi + EDGE : 0) / 4
    const dy = pull(this.y, r.top + 28, r.bottom)
    const dx = pull(this.x, r.left + 60, r.right)
    const top = s.scrollTop
    const left = s.scrollLeft
    s.scrollBy(dx, dy)
    if ((s.scrollTop !== top || s.scrollLeft !== left) && !this.raf) this.raf = requestAnimationFrame(() => { this.raf = 0; this.step() })
  }

  private up(e: PointerEvent): void {
    const p = this.press
    if (!p || e.pointerId !== p.pointer) return
    const landing = this.landing
    const was = this.dragging
    const shelf = was && this.overShelf()
    this.cancel()
    if (!was) return
    this.justDragged = true
    setTimeout(() => { this.justDragged = false }, 0)
    if (shelf && p.carry.kind === 'move') this.host.park(p.carry.visit.id)
    else if (landing) this.host.drop(landing)
  }

  private cancel(): void {
    if (this.press) clearTimeout(this.press.timer)
    cancelAnimationFrame(this.raf)
    this.raf = 0
    this.press = null
    this.landing = null
    this.ghost.hide()
    this.veil.style.cssText = 'display:none'
    this.shelf?.classList.remove('over')
    if (this.dragging) {
      this.dragging = false
      this.host.busy(false)
    }
  }
}
