import { useEffect, useRef } from 'react'
import { addDays, civilDay, type Board } from '@archwire/domain'

interface Needs {
  board: Board | undefined
  /** The day in the address; '' = today. */
  asked: string
  setDay: (day: string) => void
  onNew: () => void
  /** A saved view, from 0. */
  pick: (index: number) => void
  /** Escape: closes what stands open beside the board. */
  close: () => void
}

const INSIDE = 'input,textarea,select,[contenteditable],[role=combobox],[role=dialog] *,[role=menu] *'

/** The keys of the page around the board: T, ←, →, N, 1 to 9. A card has its own arrows. */
export function useBoardKeys(needs: Needs): void {
  const live = useRef(needs)
  useEffect(() => { live.current = needs })
  // Keys may come faster than the address follows.
  const at = useRef(needs.asked)
  useEffect(() => { at.current = needs.asked }, [needs.asked])
  useEffect(() => {
    // G waits for its second letter: G T is not T.
    let chord = 0
    const keys = (e: KeyboardEvent) => {
      const { board, setDay, onNew, pick, close } = live.current
      const on = e.target as HTMLElement
      if (!board || e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented || on.matches(INSIDE) || document.querySelector('.ant-modal-wrap:not([style*="display: none"])')) return
      if (e.key === 'g') { chord = e.timeStamp; return }
      if (e.timeStamp - chord < 1000) return
      const today = civilDay(board.now, board.zone)
      const show = (d: string) => { at.current = d === today ? '' : d; setDay(at.current) }
      const go = (n: number) => show(addDays(at.current || today, n))
      const card = on.closest('[data-key]')
      if (e.key === 'ArrowLeft' && !card) go(-1)
      else if (e.key === 'ArrowRight' && !card) go(1)
      else if (e.key === 't') show(today)
      else if (e.key === 'n') onNew()
      else if (e.key === 'Escape') close()
      else if (/^[1-9]$/.test(e.key)) pick(Number(e.key) - 1)
      else return
      e.preventDefault()
    }
    window.addEventListener('keydown', keys)
    return () => window.removeEventListener('keydown', keys)
  }, [])
}
