import { useEffect, useRef } from 'react'

/** What the keys of the desk do. */
export interface CallKeys {
  next: () => void
  previous: () => void
  open: () => void
  unanswered: () => void
  number: () => void
  complaint: () => void
  book: () => void
  save: () => void
  leave: () => void
  help: () => void
  down: () => void
  up: () => void
}

const KEYS: Record<string, keyof CallKeys> = { j: 'next', k: 'previous', Enter: 'open', n: 'unanswered', v: 'number', c: 'complaint', b: 'book', '?': 'help', Escape: 'leave', ArrowDown: 'down', ArrowUp: 'up' }

const typing = (on: HTMLElement): boolean => on.matches('input:not([type=checkbox]),textarea,select,[contenteditable],[role=combobox]')

/** What a key means where it was pressed; undefined where it belongs to something else. */
function meaning(e: KeyboardEvent): keyof CallKeys | undefined {
  const on = e.target as HTMLElement
  if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) return 'save'
  if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return undefined
  const what = KEYS[e.key.length === 1 ? e.key.toLowerCase() : e.key]
  if (!what) return undefined
  if (typing(on)) return what === 'leave' || ((what === 'down' || what === 'up') && on.tagName === 'INPUT' && !on.matches('[role=combobox]')) ? what : undefined
  if (on.closest<HTMLElement>('[data-keys]')?.dataset['keys']?.includes(e.key.toLowerCase())) return undefined
  if (e.key === 'Enter' && on.matches('button,a,label,input')) return undefined
  return what
}

/** The desk is worked by single keys; they come before the shell's own, but for what follows its G. */
export function useCallKeys(active: boolean, keys: CallKeys): void {
  const latest = useRef(keys)
  useEffect(() => { latest.current = keys })
  useEffect(() => {
    if (!active) return
    let afterG = -Infinity
    const hear = (e: KeyboardEvent) => {
      if (e.key === 'g' && !typing(e.target as HTMLElement)) afterG = e.timeStamp
      const what = meaning(e)
      if (!what || e.timeStamp - afterG < 1000 || document.querySelector('[role=dialog][aria-modal=true], .ant-drawer-open, .ant-picker-dropdown:not(.ant-picker-dropdown-hidden), .pl')) return
      e.preventDefault()
      e.stopPropagation()
      latest.current[what]()
    }
    window.addEventListener('keydown', hear, true)
    return () => window.removeEventListener('keydown', hear, true)
  }, [active])
}
