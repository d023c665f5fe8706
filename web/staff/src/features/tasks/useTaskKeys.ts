import { useEffect, useRef } from 'react'

/** What the keys of the list do; each gets nothing and decides by what is marked. */
export interface TaskKeys {
  next: () => void
  previous: () => void
  open: () => void
  mark: () => void
  done: () => void
  snooze: () => void
  handOver: () => void
  fresh: () => void
  help: () => void
  clear: () => void
}

const KEYS: Record<string, keyof TaskKeys> = {
  j: 'next', ArrowDown: 'next', k: 'previous', ArrowUp: 'previous', Enter: 'open', x: 'mark', d: 'done', s: 'snooze', h: 'handOver', n: 'fresh', '?': 'help', Escape: 'clear',
}

/** True where letters are text, or where a key belongs to what has the focus. */
const elsewhere = (e: KeyboardEvent): boolean => {
  const on = e.target as HTMLElement
  return on.matches('input:not([type=checkbox]),textarea,select,[contenteditable],[role=combobox]') || ((e.key === 'Enter' || e.key.startsWith('Arrow')) && on.matches('button,a,label,input'))
}

/** The list is worked by single keys while nothing lies over it. They come before the shell's own, but for what follows its G. */
export function useTaskKeys(active: boolean, keys: TaskKeys): void {
  const latest = useRef(keys)
  useEffect(() => { latest.current = keys })
  useEffect(() => {
    if (!active) return
    let afterG = -Infinity
    const hear = (e: KeyboardEvent) => {
      const what = KEYS[e.key.length === 1 ? e.key.toLowerCase() : e.key]
      if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || elsewhere(e)) return
      if (e.key === 'g') afterG = e.timeStamp
      if (!what || e.timeStamp - afterG < 1000 || document.querySelector('[role=dialog][aria-modal=true], .ant-drawer-open, .pl')) return
      e.preventDefault()
      latest.current[what]()
    }
    // Before the shell hears it: ? lists these keys here.
    window.addEventListener('keydown', hear, true)
    return () => window.removeEventListener('keydown', hear, true)
  }, [active])
}
