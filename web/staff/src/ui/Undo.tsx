import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { faultText } from '@archwire/i18n'
import { asProblem } from './attempt'

/** A step that can be taken back: what was done, in words, and how. */
export interface Step {
  label: string
  undo: () => Promise<void> | void
}

interface UndoDoor {
  /** Shows the step for ten seconds; Ctrl+Z takes it back later as well. */
  offer: (s: Step) => void
  undo: () => void
  /** Marks a change as under way: an undo that is asked meanwhile waits for it, and takes it back. */
  during: <T>(change: Promise<T>) => Promise<T>
  /** Says for a moment that something is done. */
  say: (text: string) => void
}

const Context = createContext<UndoDoor>({ offer: () => {}, undo: () => {}, during: (change) => change, say: () => {} })
const SHOWN = 10_000
const KEPT = 30

export const useUndo = (): UndoDoor => useContext(Context)

/** Holds the last steps of this person on this screen. Undo instead of "are you sure". */
export function UndoProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const steps = useRef<Step[]>([])
  const underWay = useRef(new Set<Promise<unknown>>())
  const [shown, setShown] = useState<{ id: number; step: Step | null; text: string } | null>(null)
  const count = useRef(0)

  const show = useCallback((step: Step | null, text: string) => setShown({ id: ++count.current, step, text }), [])
  const during = useCallback(<T,>(change: Promise<T>): Promise<T> => {
    const over = () => { underWay.current.delete(change) }
    underWay.current.add(change)
    change.then(over, over)
    return change
  }, [])
  const undo = useCallback(() => {
    // One after the other, each upon what the one before it made.
    void during(Promise.allSettled(underWay.current).then(async () => {
      const step = steps.current.pop()
      if (!step) return show(null, t('undo.nothing'))
      try {
        await step.undo()
        show(null, `${t('undo.done')} · ${step.label}`)
      } catch (e) {
        const p = asProblem(e)
        show(null, `${t('undo.failed')} · ${faultText(p.code, p.args)}`)
      }
    }))
  }, [during, show, t])
  const offer = useCallback((step: Step) => {
    steps.current = [...steps.current.slice(1 - KEPT), step]
    show(step, step.label)
  }, [show])
  const say = useCallback((text: string) => show(null, text), [show])
  const door = useMemo(() => ({ offer, undo, during, say }), [offer, undo, during, say])

  useEffect(() => {
    if (!shown) return
    const id = setTimeout(() => setShown(null), shown.step ? SHOWN : 3000)
    return () => clearTimeout(id)
  }, [shown])
  useEffect(() => {
    const keys = (e: KeyboardEvent) => {
      if (!(e.ctrlKey || e.metaKey) || e.shiftKey || e.key.toLowerCase() !== 'z') return
      if ((e.target as HTMLElement).matches('input,textarea,[contenteditable]')) return
      e.preventDefault()
      undo()
    }
    window.addEventListener('keydown', keys)
    return () => window.removeEventListener('keydown', keys)
  }, [undo])

  return (
    <Context value={door}>
      {children}
      <div role="status" aria-live="polite">
        {shown && (
          <div className="ud" key={shown.id}>
            <span>{shown.text}</span>
            {shown.step && <button type="button" onClick={undo}>{t('undo.undo')} (Ctrl+Z)</button>}
            <button type="button" className="ud-x" aria-label={t('undo.close')} onClick={() => setShown(null)}>✕</button>
            {shown.step && <i />}
          </div>
        )}
      </div>
    </Context>
  )
}
