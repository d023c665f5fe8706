import { memo } from 'react'
import { yOf, type Scale } from '@archwire/domain'
import { Card } from './Card'
import { laneRect, type Column } from './model'
import type { Words } from './words'

interface Props {
  column: Column
  index: number
  scale: Scale
  /** Colour by doctor id. */
  colours: ReadonlyMap<string, string>
  words: Words
  onFold: (column: number, fold: number, el: HTMLElement) => void
}

/** One column: its open hours, its pauses, its cards. Drawn again only when something in it changed. */
export const BoardColumn = memo(function BoardColumn({ column, index, scale, colours, words, onFold }: Props) {
  const band = (start: number, end: number) => ({ top: yOf(scale, start), height: (end - start) * scale.px })
  return (
    <div className="bd-col" data-column={index} role="group" aria-label={column.name} style={{ left: column.box.left, width: column.box.width }}>
      {column.open.map((s) => <i key={`o${s.start}`} className="bd-open" style={band(s.start, s.end)} />)}
      {column.shut.map((s) => (
        <i key={`s${s.start}`} className="bd-shut" style={band(s.start, s.end)}>{s.reason && <span>{s.reason}</span>}</i>
      ))}
      <i className="bd-rules" />
      <Turnovers column={column} scale={scale} />
      {column.shown.map((l) => (
        <Card key={l.item.key} laid={l} box={column.box} scale={scale} words={words} colour={colours.get(l.item.visit.doctor_id) ?? '#475569'} />
      ))}
      {column.folds.map((f, i) => {
        const r = laneRect({ left: 0, width: column.box.width }, scale, f, f)
        return (
          <button
            key={`f${f.start}`} type="button" className="bd-fold" aria-haspopup="true" style={{ left: r.left, width: r.width, top: r.top, height: r.height }}
            aria-label={words.t('board.more', { n: f.items.length })} onClick={(e) => onFold(index, i, e.currentTarget)}
          >+{f.items.length}</button>
        )
      })}
    </div>
  )
})

/** Turnovers of a column as one shape: the chair is being cleaned, nobody sits in it. */
function Turnovers({ column, scale }: { column: Column; scale: Scale }) {
  const d = column.shown.map((l) => {
    const r = laneRect({ left: 0, width: column.box.width }, scale, l.item, l)
    const end = yOf(scale, l.item.free)
    const top = r.top + r.height
    return l.item.free > l.item.end && end > top ? `M${r.left + 1} ${top}h${r.width - 2}V${end}h${2 - r.width}Z` : ''
  }).join('')
  return d ? <svg className="bd-turns" aria-hidden="true"><path d={d} /></svg> : null
}
