import type { Landing } from './ghost'
import type { Words } from './words'

/**
 * Draws the ghost by hand, outside React: a drag step must cost a few style
 * writes, not a render.
 */
export class GhostLayer {
  private box: HTMLElement
  private say: HTMLElement
  /** How wide the grid is: read once per drag, for reading it lays the page out. */
  private width = 0

  constructor(private root: HTMLElement, private words: () => Words) {
    this.box = root.querySelector<HTMLElement>('.bd-ghost')!
    this.say = root.querySelector<HTMLElement>('.bd-ghost-say')!
  }

  /** quiet: the words stand somewhere else already. */
  show(l: Landing, copy: boolean, quiet = false): void {
    this.width ||= this.root.offsetWidth
    const verdict = l.hard ? 'bad' : l.clashes.length > 0 ? 'warn' : 'good'
    const r = l.rect
    write(this.box, `bd-ghost ${verdict}`, `${copy ? '＋ ' : ''}${l.title}`)
    place(this.box, r.left, r.top, `width:${r.width}px;height:${r.height}px`)
    if (quiet) return
    const minutes = this.words().t('board.minutes', { n: l.end - l.start })
    write(this.say, `bd-ghost-say ${verdict}`, [`${l.title} · ${minutes} · ${l.text || this.words().t('board.fits')}`, l.shift].filter(Boolean).join('\n'))
    // The words stand beside the ghost, on the side that has room.
    const right = r.left + r.width + 270 < this.width
    place(this.say, right ? r.left + r.width + 6 : Math.max(0, r.left - 266), r.top)
  }

  hide(): void {
    this.width = 0
    this.box.style.cssText = 'display:none'
    this.say.style.cssText = 'display:none'
  }
}

/** Writes only what is new: what is written is drawn anew, what is moved is not. */
function write(el: HTMLElement, name: string, text: string): void {
  if (el.className !== name) el.className = name
  if (el.textContent !== text) el.textContent = text
}

function place(el: HTMLElement, x: number, y: number, size = ''): void {
  const css = `display: block; ${size}`
  if (el.dataset.size !== css || el.style.display === 'none') {
    el.style.cssText = css
    el.dataset.size = css
  }
  el.style.transform = `translate(${x}px,${y}px)`
}
