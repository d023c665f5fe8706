import type { ReactNode } from 'react'
import { civilDay, clock, type Board, type BoardDoctor, type View, type Zoom } from '@archwire/domain'
import { Icon, type IconName } from './Icons'
import { useNow } from './Overlay'
import type { Words } from './words'

interface ToolsProps {
  board: Board
  view: View
  zoom: Zoom
  withFreed: boolean
  words: Words
  lead?: ReactNode
  onView: (v: View) => void
  onZoom: (z: Zoom) => void
  onFreed: (on: boolean) => void
  onLegend: () => void
  onHelp: () => void
  onPrint: () => void
  onDoctor?: ((d: BoardDoctor) => void) | undefined
}

/** The line above the grid: which view, how high, who is on site. */
export function Tools(p: ToolsProps) {
  const { t } = p.words
  return (
    <div className="bd-tools">
      {p.lead}
      <div className="bd-seg" role="group" aria-label={t('board.view')}>
        {(['rooms', 'doctors'] as const).map((v) => (
          <button key={v} type="button" aria-pressed={p.view === v} onClick={() => p.onView(v)}>{t(`board.view.${v}`)}</button>
        ))}
      </div>
      <div className="bd-doctors">
        {p.board.doctors.map((d) => <DoctorChip key={d.id} board={p.board} doctor={d} words={p.words} onDoctor={p.onDoctor} />)}
      </div>
      <span className="bd-gap" />
      <label className="bd-check"><input type="checkbox" checked={p.withFreed} onChange={(e) => p.onFreed(e.target.checked)} /> {t('board.with_freed')}</label>
      <select aria-label={t('board.zoom')} value={String(p.zoom)} onChange={(e) => p.onZoom(e.target.value === 'fit' ? 'fit' : (Number(e.target.value) as 16 | 24 | 36))}>
        {(['fit', 16, 24, 36] as const).map((z) => <option key={z} value={z}>{t(`board.zoom.${z}`)}</option>)}
      </select>
      <button type="button" className="bd-btn" onClick={p.onLegend}>{t('board.legend')}</button>
      <button type="button" className="bd-btn" onClick={p.onPrint}>{t('board.print')}</button>
      <button type="button" className="bd-btn" onClick={p.onHelp} aria-label={t('board.help')}>?</button>
    </div>
  )
}

function DoctorChip({ board, doctor: d, words, onDoctor }: { board: Board; doctor: BoardDoctor; words: Words; onDoctor?: ((d: BoardDoctor) => void) | undefined }) {
  const now = useNow(board.now)
  const waiting = board.visits.filter((v) => v.doctor_id === d.id && v.waits_for_doctor).length
  const away = d.presence === 'away'
  const minutes = away && d.away_since ? Math.max(0, Math.round((now - d.away_since) / 60_000)) : 0
  // Where a doctor is, is known of today alone; of other days it is when they work.
  const hours = d.shifts.map((s) => `${clock(s.start, board.zone)}–${clock(s.end, board.zone)}`).join(' ')
  const today = civilDay(now, board.zone) === board.day
  const text = [
    today ? words.t(`board.presence.${d.presence}`) : hours || words.t('board.presence.off'),
    away && words.t('board.minutes', { n: minutes }),
    away && d.back_at > 0 && words.t('board.back_at', { at: clock(d.back_at, board.zone) }),
    waiting > 0 && words.t('board.n_wait', { n: waiting }),
  ].filter(Boolean).join(' ')
  return (
    <button type="button" className={`bd-doc p-${d.presence}`} onClick={() => onDoctor?.(d)} disabled={!onDoctor}>
      <i style={{ background: d.colour }} />{d.name} <small>{text}</small>
    </button>
  )
}

/** What colour, bar, shape and outline mean. */
export function Legend({ words }: { words: Words }) {
  const { t } = words
  const icons: IconName[] = ['booked', 'confirmed', 'arrived', 'waiting', 'in_place', 'treated', 'left', 'no_show', 'cancelled', 'suspected', 'lock', 'alert', 'star', 'pin']
  return (
    <div className="bd-legend">
      <h4>{t('board.legend.colours')}</h4>
      {(['red', 'orange', 'green', 'blue', 'purple'] as const).map((c) => <p key={c}><em className={`bd-dot c-${c}`} /> {t(`board.colour.${c}`)}</p>)}
      <h4>{t('board.legend.shapes')}</h4>
      <div className="bd-two">{icons.map((n) => <p key={n}><Icon name={n} /> {t(`board.icon.${n}`)}</p>)}</div>
      <h4>{t('board.legend.rest')}</h4>
      <p><i className="bd-lg hands" /> {t('board.legend.hands')}</p>
      <p><i className="bd-lg turn" /> {t('board.legend.turn')}</p>
      <p><i className="bd-lg shut" /> {t('board.legend.shut')}</p>
      <p><i className="bd-lg off" /> {t('board.legend.off')}</p>
      <p><i className="bd-lg load" /> {t('board.legend.load')}</p>
    </div>
  )
}

const KEYS = ['arrows', 'alt', 'enter', 'm', 'r', 's', 'a', 'n', 'k', 'undo', 'drag', 'esc'] as const

/** All keys of the board. */
export function Help({ words }: { words: Words }) {
  return (
    <dl className="bd-help">
      {KEYS.map((k) => (
        <div key={k}><dt>{words.t(`board.key.${k}`).split('|')[0]}</dt><dd>{words.t(`board.key.${k}`).split('|')[1]}</dd></div>
      ))}
    </dl>
  )
}
