import { memo } from 'react'
import { hhmm, movable, type ColumnBox, type Laid, type Part, type Scale } from '@archwire/domain'
import { Icon } from './Icons'
import { laneRect } from './model'
import type { Words } from './words'

interface CardProps {
  laid: Laid<Part>
  box: ColumnBox
  scale: Scale
  colour: string
  words: Words
}

/** The doctor's minutes as stripes of the bar at the card's left edge. */
export function handsBar(p: Part, colour: string): string {
  const length = p.end - p.start
  const pct = (m: number): string => `${(((m - p.start) / length) * 100).toFixed(2)}%`
  const stops = p.hands.map((h) => `transparent ${pct(h.start)},${colour} ${pct(h.start)} ${pct(h.end)},transparent ${pct(h.end)}`)
  return stops.length > 0 ? `linear-gradient(to bottom,${stops.join(',')})` : 'none'
}

/** What a screen reader says of a card. */
export function cardLabel(p: Part, words: Words): string {
  const v = p.visit
  const flags = [
    v.suspected_no_show && words.suspected, v.waits_for_doctor && words.waitsForDoctor,
    v.patient.important && words.important, v.patient.alerts.length > 0 && `${words.alert} ${v.patient.alerts.join(' ')}`,
  ].filter(Boolean)
  return [v.patient.name, v.template.name, `${hhmm(p.start)}–${hhmm(p.end)}`, v.doctor_name, words.state[v.state], ...flags].join(' ')
}

/** One visit in one column. Colour tells the template, icon and outline the state. */
export const Card = memo(function Card({ laid, box, scale, colour, words }: CardProps) {
  const p = laid.item
  const v = p.visit
  const r = laneRect({ left: 0, width: box.width }, scale, p, laid)
  const last = p.index === p.count - 1
  return (
    <>
      <button
        type="button" tabIndex={-1} data-key={p.key} aria-label={cardLabel(p, words)}
        className={`bd-card c-${v.template.colour} s-${v.suspected_no_show ? 'suspected' : v.state}${v.waits_for_doctor ? ' waits' : ''}${r.width < 64 ? ' narrow' : ''}${r.height < 14 ? ' tiny' : ''}`}
        style={{ left: r.left, width: r.width, top: r.top, height: r.height, ['--lh' as string]: `${r.height < 14 ? r.height : Math.min(19, r.height - 2)}px` }}
      >
        <i className="bd-hands" style={{ backgroundImage: handsBar(p, colour), backgroundColor: `color-mix(in srgb,${colour} 22%,white)` }} />
        <span className="bd-line">
          <Icon name={v.suspected_no_show ? 'suspected' : v.state} />
          <b>{v.patient.name}</b>
          {v.waits_for_doctor && <Icon name="lock" className="red" />}
          {v.patient.alerts.length > 0 && <Icon name="alert" className="red" />}
          {v.patient.important && <Icon name="star" className="gold" />}
          {v.time_locked && <Icon name="pin" />}
          {v.patient.first_visit && <em className="bd-new">{words.firstVisit}</em>}
          {v.overrun_minutes > 0 && last && <em className="bd-over">+{v.overrun_minutes}</em>}
          <span className="bd-label">{v.template.label}</span>
        </span>
        {r.height >= 33 && r.width >= 70 && <span className="bd-line2">{hhmm(p.start)}–{hhmm(p.end)} {v.template.name}</span>}
        {r.height >= 48 && r.width >= 70 && v.patient.introducer && <span className="bd-line2">{words.t('board.introduced_by', { who: v.patient.introducer })}</span>}
        {last && movable(v) && <i className="bd-edge" />}
      </button>
      {p.free > p.end && <i className="bd-turn" style={{ left: r.left, width: r.width, top: r.top + r.height, height: Math.max(0, (p.free - p.start) * scale.px - r.height) }} />}
    </>
  )
})
