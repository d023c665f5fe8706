import { useEffect, useRef } from 'react'

const INSIDE = 'input,textarea,select,button,a,[contenteditable],[role=combobox],[role=dialog] *,[role=menu] *,tr[tabindex]'

/** Single keys of a page at the desk; they sleep while something is typed or a drawer is open. */
export function useDeskKeys(act: (key: string) => boolean): void {
  const latest = useRef(act)
  useEffect(() => { latest.current = act })
  useEffect(() => {
    const keys = (e: KeyboardEvent) => {
      const on = e.target as HTMLElement
      if (e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented || on.matches(INSIDE) || document.querySelector('.ant-drawer-open')) return
      if (latest.current(e.key.toLowerCase())) e.preventDefault()
    }
    window.addEventListener('keydown', keys)
    return () => window.removeEventListener('keydown', keys)
  }, [])
}
