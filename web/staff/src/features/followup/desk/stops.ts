/** The places of a call at which the keyboard stops, in their order. */
const stops = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('.cd-pane [data-stop]')].filter((x) => x.offsetParent !== null)

/** Goes on to the stop after an element, once what it changed is on the screen. */
export function goOn(from: HTMLElement): void {
  requestAnimationFrame(() => stops().find((x) => !from.contains(x) && (from.compareDocumentPosition(x) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0)?.focus())
}

/** Goes one stop on or back from where the focus is. */
export function step(by: 1 | -1): void {
  const all = stops()
  const on = document.activeElement
  const at = all.findIndex((x) => x === on || x.closest('[data-keys]')?.contains(on))
  all[at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + by))]?.focus()
}

/** Begins at the first stop; false where there is none yet. */
export function begin(): boolean {
  const first = stops()[0]
  first?.focus()
  return first !== undefined
}
