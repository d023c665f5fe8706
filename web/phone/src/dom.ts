type Child = Node | string | null | false | undefined

/** An element with its attributes and what stands in it; a function is listened with. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, with_: Record<string, unknown> = {}, ...inside: Child[]): HTMLElementTagNameMap[K] {
  const e = document.createElement(tag)
  for (const k of Object.keys(with_)) {
    const v = with_[k]
    if (typeof v === 'function') e.addEventListener(k, v as EventListener)
    else if (v === true) e.setAttribute(k, '')
    else if (v !== false && v !== null && v !== undefined) e.setAttribute(k, String(v))
  }
  for (const c of inside) if (c) e.appendChild(typeof c === 'string' ? document.createTextNode(c) : c)
  return e
}

/** Puts something in the place of what stood there. */
export function fill(at: HTMLElement, ...inside: Child[]): void {
  while (at.firstChild) at.removeChild(at.firstChild)
  for (const c of inside) if (c) at.appendChild(typeof c === 'string' ? document.createTextNode(c) : c)
}
