import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { hhmm, lockedStep, nextSteps, sameKind, stateAfter, takenOn, type BoardVisit, type Part, type Step } from '@archwire/domain'
import { moveTo, type Landing } from './ghost'
import { Icon } from './Icons'
import type { Frame } from './model'
import type { Words } from './words'

/** A small box beside a card. Escape and a click elsewhere close it; focus returns to the card. */
export function Popover({ at, label, role = 'dialog', onClose, children }: { at: DOMRect; label: string; role?: 'dialog' | 'menu'; onClose: () => void; children: ReactNode }) {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const el = ref.current!
    const first = el.querySelector<HTMLElement>('[role=menuitem]:not(:disabled),select,input,button')
    ;(first ?? el).focus()
    const out = (e: PointerEvent) => { if (!el.contains(e.target as Node)) onClose() }
    window.addEventListener('pointerdown', out)
    return () => window.removeEventListener('pointerdown', out)
  }, [onClose])
  const keys = (e: KeyboardEvent) => {
    if (e.key === 'Escape') { e.stopPropagation(); onClose() }
    if (role !== 'menu' || (e.key !== 'ArrowDown' && e.key !== 'ArrowUp')) return
    e.preventDefault()
    const items = [...ref.current!.querySelectorAll<HTMLElement>('[role=menuitem]:not(:disabled)')]
    const i = items.indexOf(document.activeElement as HTMLElement)
    items[(i + (e.key === 'ArrowDown' ? 1 : items.length - 1)) % items.length]?.focus()
  }
  const left = Math.max(4, Math.min(at.left, window.innerWidth - 250))
  const below = at.bottom + 230 < window.innerHeight
  return (
    <div ref={ref} className="bd-pop" role={role} aria-label={label} tabIndex={-1} onKeyDown={keys}
      style={{ left, ...(below ? { top: at.bottom + 4 } : { bottom: window.innerHeight - at.top + 4 }) }}>
      {children}
    </div>
  )
}

interface StatusProps {
  frame: Frame
  visit: BoardVisit
  at: DOMRect
  words: Words
  onPick: (s: Step) => void
  onClose: () => void
}

/** The steps that may follow. A red visit without its doctor says why it cannot be finished. */
export function StatusMenu({ frame, visit, at, words, onPick, onClose }: StatusProps) {
  const { t } = words
  const steps = nextSteps(visit)
  const doctor = frame.board.doctors.find((d) => d.id === visit.doctor_id)
  return (
    <Popover at={at} label={t('board.status_of', { who: visit.patient.name })} role="menu" onClose={onClose}>
      <h4>{visit.patient.name} · {words.state[visit.state]}</h4>
      {steps.map((s) => {
        const locked = lockedStep(visit, doctor, s)
        return (
          <button key={s} type="button" role="menuitem" disabled={locked} className="bd-item" onClick={() => onPick(s)}>
            <Icon name={locked ? 'lock' : stateAfter(visit.state, s)} /> {t(`board.do.${s}`)}{locked && <small>{t('board.locked', { doctor: doctor?.name ?? '' })}</small>}
            {s === 'arrive' && <kbd>A</kbd>}
          </button>
        )
      })}
      {steps.length === 0 && <p>{t('board.no_step')}</p>}
    </Popover>
  )
}

/** The far side of the screen, so that the panel never covers the way of the ghost. */
const aside = (at: DOMRect): DOMRect => new DOMRect(at.left < window.innerWidth / 2 ? window.innerWidth - 290 : 150, 110, 0, 0)

interface MoveProps {
  frame: Frame
  part: Part
  column: number
  at: DOMRect
  words: Words
  onGhost: (l: Landing | null) => void
  onDrop: (l: Landing) => void
  onPark: () => void
  onClose: () => void
}

/**
 * Moving without a pointer: pick a place and a time, or steer the ghost with
 * the arrow keys; Enter drops it, Escape leaves everything as it was.
 */
export function MovePanel({ frame, part, column, at, words, onGhost, onDrop, onPark, onClose }: MoveProps) {
  const { t } = words
  const [target, setTarget] = useState({ column, minute: part.start })
  const taken = useMemo(() => takenOn(frame.board), [frame.board])
  const landing = moveTo({ frame, taken, words }, { kind: 'move', visit: part.visit, part, column, copy: false }, target.column, target.minute)
  useEffect(() => onGhost(landing))
  useEffect(() => () => onGhost(null), [onGhost])
  const kind = frame.columns[column]!.place
  const choices = frame.columns.map((c, i) => ({ c, i })).filter(({ c, i }) => (frame.view === 'rooms' ? sameKind(kind ?? undefined, c.place ?? undefined) : i === column))
  const step = (e: KeyboardEvent) => {
    const d = { ArrowUp: -5, ArrowDown: 5, PageUp: -30, PageDown: 30 }[e.key]
    const side = { ArrowLeft: -1, ArrowRight: 1 }[e.key]
    if (e.key === 'Enter' && (e.target as HTMLElement).tagName !== 'BUTTON') { e.preventDefault(); drop() }
    if (!d && !side) return
    e.preventDefault()
    e.stopPropagation()
    const k = choices.findIndex(({ i }) => i === target.column)
    const next = choices[Math.max(0, Math.min(choices.length - 1, k + (side ?? 0)))]!
    setTarget((m) => ({ column: next.i, minute: Math.max(frame.scale.from, Math.min(frame.scale.to - 5, m.minute + (d ?? 0))) }))
  }
  const drop = () => { if (!landing.hard) onDrop(landing) }
  return (
    <Popover at={aside(at)} label={t('board.move_of', { who: part.visit.patient.name })} onClose={onClose}>
      <div className="bd-move" onKeyDown={step}>
        <h4>{t('board.move_of', { who: part.visit.patient.name })}</h4>
        <label>{t('board.place')} <select value={target.column} onChange={(e) => setTarget({ ...target, column: Number(e.target.value) })}>
          {choices.map(({ c, i }) => <option key={c.id} value={i}>{c.name}</option>)}
        </select></label>
        <label>{t('board.time')} <input type="text" inputMode="numeric" key={target.minute} defaultValue={hhmm(target.minute)} onBlur={(e) => {
          const m = /^(\d{1,2})[:：]?(\d{2})$/.exec(e.target.value.trim())
          if (m) setTarget({ ...target, minute: Number(m[1]) * 60 + Math.round(Number(m[2]) / 5) * 5 })
        }} /></label>
        <p className={landing.hard ? 'red' : landing.clashes.length ? 'amber' : 'green'} role="status">{landing.title} · {landing.text || t('board.fits')}</p>
        <p className="bd-acts">
          <button type="button" className="bd-btn primary" disabled={landing.hard} onClick={drop}>{t('board.move_here')}</button>
          <button type="button" className="bd-btn" onClick={onPark}>{t('board.to_shelf')}</button>
          <button type="button" className="bd-btn" onClick={onClose}>{t('board.cancel')}</button>
        </p>
        <small>{t('board.move_keys')}</small>
      </div>
    </Popover>
  )
}

