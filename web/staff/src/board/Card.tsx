import { memo } from 'react'
import { hhmm, movable, type ColumnBox, type Laid, type Part, type Scale } from '@archwire/domain'
import { Icon } from './Icons'
import { laneRect, type Rect } from './model'
import type { Words } from './words'

interface CardProps {
  laid: Laid<Part>
  box: ColumnBox
  scale: Scale
  colour: string
  words: Words
}

/** The doctor's minutes as stripes of the bar at the card's left edge: a CSS gradient. */
export function handsBar(p: Part, colour: string): string {
  const length = p.end - p.start
  const pct = (m: number): string => `${(((m - p.start) / length) * 100).toFixed(1)}%`
  const pale = `color-mix(in srgb,${colour} 22%,white)`
  const stops = p.hands.map((h) => `${pale} ${pct(h.start)},${colour} ${pct(h.start)} ${pct(h.end)},${pale} ${pct(h.end)}`)
  return stops.length > 0 ? `linear-gradient(to bottom,${stops.join(',')})` : `linear-gradient(${pale},${pale})`
}

/** What a screen reader says of a card. */
export function cardLabel(p: Part, words: Words): string {
  const v = p.visit
  const flags = [
    v.suspected_no_show && words.suspected, v.waits_for_doctor && words.waitsForDoctor,
    v.patient.important && words.important, v.patient.alerts.length > 0 && `${words.alert} ${v.patient.alerts.join(' ')}`, v.money?.text,
  ].filter(Boolean)
  return [v.patient.name, words.name(v.template), `${hhmm(p.start)}–${hhmm(p.end)}`, v.doctor_name, words.state[v.state], ...flags].join(' ')
}

/** The classes of a card: template, state, and how much room there is. */
function classes(v: Part['visit'], r: Rect, last: boolean): string {
  const state = v.suspected_no_show ? 'suspected' : v.state
  return `bd-card c-${v.template.colour} s-${state}${v.waits_for_doctor ? ' waits' : ''}${r.width < 64 ? ' narrow' : ''}${r.height < 14 ? ' tiny' : ''}${last && movable(v) ? ' elastic' : ''}`
}

/**
 * One visit in one column. Colour tells the template, shape and outline the
 * state. It is kept to four elements, since a day may hold a thousand.
 */
export const Card = memo(function Card({ laid, box, scale, colour, words }: CardProps) {
  const p = laid.item
  const v = p.visit
  const r = laneRect({ left: 0, width: box.width }, scale, p, laid)
  const last = p.index === p.count - 1
  // A card of half an hour holds two lines, if the first is a little lower.
  const line = r.height < 14 ? r.height : Math.min(r.height >= 33 && r.height < 36 ? 16 : 19, r.height - 2)
  return (
    <button
      type="button" tabIndex={-1} data-key={p.key} aria-label={cardLabel(p, words)} className={classes(v, r, last)}
      style={{ left: r.left, width: r.width, top: r.top, height: r.height, backgroundImage: handsBar(p, colour), ['--lh' as string]: `${line}px` }}
    >
      <span className="bd-line">
        <b>{v.patient.name}</b>
        {v.waits_for_doctor && <Icon name="lock" className="red" />}
        {v.patient.alerts.length > 0 && <Icon name="alert" className="red" />}
        {v.patient.important && <Icon name="star" className="gold" />}
        {v.time_locked && <Icon name="pin" />}
        {v.patient.first_visit && <em className="bd-new">{words.firstVisit}</em>}
        {v.money && <em className={`bd-money ${v.money.tone}`}>{v.money.short}</em>}
        {v.overrun_minutes > 0 && last && <em className="bd-over">+{v.overrun_minutes}</em>}
        <span className="bd-label">{words.label(v.template)}</span>
      </span>
      {r.height >= 33 && r.width >= 70 && <span className="bd-line2">{hhmm(p.start)}–{hhmm(p.end)} {words.name(v.template)}</span>}
      {r.height >= 48 && r.width >= 70 && v.patient.introducer && <span className="bd-line2">{words.t('board.introduced_by', { who: v.patient.introducer })}</span>}
    </button>
  )
})
