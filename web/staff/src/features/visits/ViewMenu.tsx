import { Suspense, lazy, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Board } from '@archwire/domain'
import type { Views } from './views'

const ViewBox = lazy(() => import('./ViewBox'))

/** Which columns, and the saved views on the keys 1 to 9. */
export function ViewMenu({ board, views }: { board: Board; views: Views }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const root = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (!open) return
    const out = (e: PointerEvent) => { if (!root.current!.contains(e.target as Node)) setOpen(false) }
    window.addEventListener('pointerdown', out)
    return () => window.removeEventListener('pointerdown', out)
  }, [open])
  const part = views.places.length + views.doctors.length > 0
  return (
    <span ref={root} className="vm" onKeyDown={(e) => { if (e.key === 'Escape') { e.stopPropagation(); setOpen(false) } }}>
      <button type="button" className="bd-btn" aria-expanded={open} aria-haspopup="dialog" onClick={() => setOpen(!open)}>{t('visits.screen.columns')}{part && ' •'}</button>
      {open && <Suspense fallback={null}><ViewBox board={board} views={views} /></Suspense>}
    </span>
  )
}
