import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { addDays, civilDay, type Board } from '@archwire/domain'
import { ViewMenu } from './ViewMenu'
import type { Views } from './views'
import { dayText } from './words'

interface Props {
  board: Board
  /** The day in the address; '' = today. */
  asked: string
  views: Views
  onDay: (day: string) => void
  onNew?: () => void
}

/** Which day: back, the calendar, on, today; and a new visit. */
export function DayBar({ board, asked, views, onDay, onNew }: Props) {
  const { t } = useTranslation()
  const input = useRef<HTMLInputElement>(null)
  const today = civilDay(board.now, board.zone)
  const go = (day: string) => onDay(day === today ? '' : day)
  return (
    <div className="vp-day">
      <button type="button" className="bd-btn" aria-label={t('visits.screen.day_before')} title="←" onClick={() => go(addDays(board.day, -1))}>‹</button>
      <button type="button" className="vp-date" aria-label={t('visits.screen.pick_day', { day: dayText(board.day) })} onClick={() => input.current?.showPicker()}>
        {dayText(board.day)}
        <input ref={input} type="date" tabIndex={-1} aria-hidden="true" value={board.day} onChange={(e) => { if (e.target.value) go(e.target.value) }} />
      </button>
      <button type="button" className="bd-btn" aria-label={t('visits.screen.day_after')} title="→" onClick={() => go(addDays(board.day, 1))}>›</button>
      <button type="button" className="bd-btn" disabled={board.day === today && !asked} onClick={() => onDay('')}>{t('day.today')} <kbd>T</kbd></button>
      {onNew && <button type="button" className="bd-btn primary" onClick={onNew}>{t('visits.screen.book')} <kbd>N</kbd></button>}
      <ViewMenu board={board} views={views} />
    </div>
  )
}
