import type { Landing } from './ghost'

/** What was refused goes back from where it was dropped to where it is, so that the eye can follow. */
export function slideBack(root: HTMLElement | null, l: Landing): void {
  if (!root || !('id' in l.change) || matchMedia('(prefers-reduced-motion: reduce)').matches) return
  const id = l.change.id
  requestAnimationFrame(() => {
    const grid = root.querySelector<HTMLElement>('.bd-grid')
    const card = root.querySelector<HTMLElement>(`[data-key^="${CSS.escape(id)}:"]`)
    if (!grid || !card) return
    const g = grid.getBoundingClientRect()
    const c = card.getBoundingClientRect()
    const ghost = document.createElement('div')
    ghost.className = 'bd-ghost bad'
    ghost.setAttribute('aria-hidden', 'true')
    ghost.textContent = l.title
    ghost.style.cssText = `width:${l.rect.width}px;height:${l.rect.height}px`
    grid.append(ghost)
    const from = `translate(${l.rect.left}px,${l.rect.top}px)`
    const to = `translate(${c.left - g.left}px,${c.top - g.top}px)`
    ghost.animate([{ transform: from }, { transform: to }], { duration: 260, easing: 'ease-in-out' }).finished.finally(() => ghost.remove())
  })
}
