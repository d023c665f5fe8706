import { useEffect, type RefObject } from 'react'

/** The rows of a table that can be opened. */
export const ROWS = '.ant-table-row[tabindex]'

/** Arrow keys walk the rows. */
export function useArrows(table: RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    const box = table.current
    const keys = (e: globalThis.KeyboardEvent) => {
      const step = e.key === 'ArrowDown' ? 1 : e.key === 'ArrowUp' ? -1 : 0
      const all = [...(box?.querySelectorAll<HTMLElement>(ROWS) ?? [])]
      const at = all.indexOf(document.activeElement as HTMLElement)
      if (!step || at < 0) return
      e.preventDefault()
      all[Math.max(0, Math.min(all.length - 1, at + step))]!.focus()
    }
    box?.addEventListener('keydown', keys)
    return () => box?.removeEventListener('keydown', keys)
  }, [table])
}
