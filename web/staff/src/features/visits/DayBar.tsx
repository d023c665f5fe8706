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
  // The address is ahead of the board while the next day is on its way.
  const shown = asked || today
  const go = (day: string) => onDay(day === today ? '' : day)
  return (
    <div className="vp-day">
      <button type="button" className="bd-btn" aria-label={t('visits.screen.day_before')} title="←" onClick={() => go(addDays(shown, -1))}>‹</button>
      <span className="vp-date">
        <button type="button" aria-label={t('visits.screen.pick_day', { day: dayText(shown) })} onClick={() => input.current?.showPicker()}>{dayText(shown)}</button>
        <input ref={input} type="date" tabIndex={-1} aria-hidden="true" value={shown} onChange={(e) => { if (e.target.value) go(e.target.value) }} />
      </span>
      <button type="button" className="bd-btn" aria-label={t('visits.screen.day_after')} title="→" onClick={() => go(addDays(shown, 1))}>›</button>
      <button type="button" className="bd-btn" disabled={shown === today} onClick={() => onDay('')}>{t('day.today')} <kbd>T</kbd></button>
      {onNew && <button type="button" className="bd-btn primary" onClick={onNew}>{t('visits.screen.book')} <kbd>N</kbd></button>}
      <ViewMenu board={board} views={views} />
    </div>
  )
}
