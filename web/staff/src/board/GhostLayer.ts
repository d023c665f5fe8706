import type { Landing } from './ghost'
import type { Words } from './words'

/**
 * Draws the ghost by hand, outside React: a drag step must cost a few style
 * writes, not a render.
 */
export class GhostLayer {
  private box: HTMLElement
  private say: HTMLElement

  constructor(private root: HTMLElement, private words: () => Words) {
    this.box = root.querySelector<HTMLElement>('.bd-ghost')!
    this.say = root.querySelector<HTMLElement>('.bd-ghost-say')!
  }

  /** quiet: the words stand somewhere else already. */
  show(l: Landing, copy: boolean, quiet = false): void {
    const verdict = l.hard ? 'bad' : l.clashes.length > 0 ? 'warn' : 'good'
    this.box.className = `bd-ghost ${verdict}`
    const r = l.rect
    this.box.style.cssText = `display:block;transform:translate(${r.left}px,${r.top}px);width:${r.width}px;height:${r.height}px`
    this.box.textContent = `${copy ? '＋ ' : ''}${l.title}`
    if (quiet) return
    this.say.className = `bd-ghost-say ${verdict}`
    const minutes = this.words().t('board.minutes', { n: l.end - l.start })
    this.say.textContent = [`${l.title} · ${minutes} · ${l.text || this.words().t('board.fits')}`, l.shift].filter(Boolean).join('\n')
    // The words stand beside the ghost, on the side that has room.
    const right = r.left + r.width + 270 < this.root.offsetWidth
    const x = right ? r.left + r.width + 6 : Math.max(0, r.left - 266)
    this.say.style.cssText = `display:block;transform:translate(${x}px,${r.top}px)`
  }

  hide(): void {
    this.box.style.cssText = 'display:none'
    this.say.style.cssText = 'display:none'
  }
}
