import { needTexts } from '@archwire/i18n'
import { Suspense, lazy, useRef, useState, type ReactNode } from 'react'
import { withTeeth, type Texts } from './parts'
import type { Part } from './recordQueries'

const TeethDrawer = lazy(async () => { const [m] = await Promise.all([import('./TeethDrawer'), needTexts('teeth')]); return m })

interface Teeth {
  /** Opens the chart for the part where one was writing. */
  open: () => void
  /** One was writing there, and left. */
  left: (part: Part, caret: number) => void
  /** Back to the text, where one was writing. */
  goOn: () => void
  drawer: ReactNode
}

/** The chart of teeth beside a record's text: what is chosen is put where one was writing last. */
export function useTeeth(patient: string, texts: Texts, change: (next: Texts) => void): Teeth {
  const spot = useRef<{ part: Part; caret: number }>({ part: 'examination', caret: Infinity })
  const [part, setPart] = useState<Part | null>(null)
  const goOn = () => focusAt(spot.current.part, spot.current.caret)
  const close = () => { setPart(null); goOn() }
  const put = (named: string) => {
    const { part, caret } = spot.current
    const next = withTeeth(texts[part], caret, named)
    change({ ...texts, [part]: next.text })
    spot.current = { part, caret: next.caret }
    close()
  }
  return {
    open: () => setPart(spot.current.part),
    left: (part, caret) => { spot.current = { part, caret } },
    goOn,
    drawer: part && <Suspense fallback={null}><TeethDrawer patient={patient} part={part} onTake={put} onClose={close} /></Suspense>,
  }
}

function focusAt(part: Part, caret: number): void {
  requestAnimationFrame(() => {
    const area = document.getElementById(`part-${part}`) as HTMLTextAreaElement | null
    if (!area) return
    const at = Math.min(caret, area.value.length)
    area.focus()
    area.setSelectionRange(at, at)
  })
}
