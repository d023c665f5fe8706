import { useEffect, useRef, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { civilDay, clock, type Board } from '@archwire/domain'
import type { Fit } from '../queries'
import { dayText, placeNames } from '../words'
import { slotOf, type Slot } from './form'
import { useDoctors } from '../doctors'

interface Props {
  board: Board
  fits: readonly Fit[]
  /** True while better rows are on their way: Enter waits for them. */
  stale: boolean
  chosen: Slot | null
  onChoose: (s: Slot) => void
  /** Enter on a row. */
  onTake: (s: Slot) => void
}

const same = (a: Slot | null, f: Fit): boolean => a !== null && a.start === f.start && a.doctor === f.doctor_id && a.places.join() === f.places.join()

/** Free times, the best first, each with its reasons in words. Arrows choose, Enter books. */
export function SlotList({ board, fits, stale, chosen, onChoose, onTake }: Props) {
  const { t } = useTranslation()
  const list = useRef<HTMLUListElement>(null)
  const at = fits.findIndex((f) => same(chosen, f))
  useEffect(() => { if (at >= 0) list.current?.children[at]?.scrollIntoView({ block: 'nearest' }) }, [at])
  const awaited = useRef(false)
  useEffect(() => {
    if (!awaited.current || stale) return
    awaited.current = false
    if (fits[0]) onTake(slotOf(fits[0]))
  })
  const doctors = useDoctors()
  const today = civilDay(board.now, board.zone)
  const keys = (e: KeyboardEvent) => {
    if (fits.length === 0) return
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault()
      const next = at < 0 ? 0 : (at + (e.key === 'ArrowDown' ? 1 : fits.length - 1)) % fits.length
      onChoose(slotOf(fits[next]!))
    } else if (e.key === 'Enter') {
      e.preventDefault()
      if (stale) awaited.current = true
      else onTake(slotOf(fits[Math.max(0, at)]!))
    }
  }
  return (
    <ul ref={list} className={stale ? 'sl stale' : 'sl'} aria-busy={stale} role="listbox" tabIndex={0} aria-label={t('visits.screen.times')} aria-activedescendant={at >= 0 ? `slot-${at}` : undefined} onKeyDown={keys}>
      {fits.map((f, i) => (
        <li key={`${f.start} ${f.doctor_id} ${f.places.join()}`} id={`slot-${i}`} role="option" aria-selected={i === at} onClick={() => onChoose(slotOf(f))} onDoubleClick={() => onTake(slotOf(f))}>
          <b>{dayText(f.day, today)}</b> <b>{clock(f.start, board.zone)}–{clock(f.end, board.zone)}</b>{' '}
          <span>{doctors.get(f.doctor_id)}</span> <span>{placeNames(board, f.places)}</span>{' '}
          <small>{f.reasons.map((r) => t(`visits.fit.reason.${r}`)).join(' · ')}</small>
        </li>
      ))}
    </ul>
  )
}
