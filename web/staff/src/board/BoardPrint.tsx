import { createPortal } from 'react-dom'
import { hhmm, type Part } from '@archwire/domain'
import { handsBar } from './Card'
import { Icon } from './Icons'
import type { Column, Frame } from './model'
import type { Words } from './words'
import './board-print.css'

const PER_SHEET = 5
/** Millimetres of an A4 sheet, landscape, that the hours may take. */
const HEIGHT = 168
const COLUMN = 51

/** The day on paper: A4 landscape, five columns a sheet. It lives beside the app so that print hides the screen. */
export function BoardPrint({ frame, words, colours }: { frame: Frame; words: Words; colours: ReadonlyMap<string, string> }) {
  const sheets: Column[][] = []
  for (let i = 0; i < frame.columns.length; i += PER_SHEET) sheets.push(frame.columns.slice(i, i + PER_SHEET))
  const { scale } = frame
  const mm = HEIGHT / (scale.to - scale.from)
  const hours: number[] = []
  for (let m = Math.ceil(scale.from / 60) * 60; m <= scale.to; m += 60) hours.push(m)
  return createPortal(
    <div className="bd-print">
      {sheets.map((columns, i) => (
        <section key={columns[0]!.id} className="bd-sheet">
          <h1>{frame.board.day} {words.t(`board.view.${frame.view}`)} <small>{words.t('board.sheet', { n: i + 1, of: sheets.length })}</small></h1>
          <div className="bd-sheet-grid">
            {hours.map((m) => <i key={m} className="bd-sheet-hour" style={{ top: `${7 + (m - scale.from) * mm}mm` }}><span>{hhmm(m)}</span></i>)}
            {columns.map((c, j) => (
              <div key={c.id} className="bd-sheet-col" style={{ left: `${12 + j * COLUMN}mm` }}>
                <h2>{c.name}</h2>
                {[...c.shown, ...c.folds.flatMap((f) => f.items.map((item) => ({ item, lane: f.lane, lanes: f.lanes })))].map((l) => (
                  <Line key={l.item.key} part={l.item} top={(l.item.start - scale.from) * mm} height={(l.item.end - l.item.start) * mm}
                    left={(COLUMN * l.lane) / l.lanes} width={COLUMN / l.lanes} colour={colours.get(l.item.visit.doctor_id) ?? '#333'} label={words.label(l.item.visit.template)} />
                ))}
              </div>
            ))}
          </div>
        </section>
      ))}
    </div>,
    document.body,
  )
}

function Line({ part, top, height, left, width, colour, label }: { part: Part; top: number; height: number; left: number; width: number; colour: string; label: string }) {
  const v = part.visit
  return (
    <div className={`bd-sheet-card c-${v.template.colour}`} style={{ top: `${7 + top}mm`, height: `${Math.max(3.6, height - 0.2)}mm`, left: `${left}mm`, width: `${width - 0.6}mm` }}>
      <i style={{ backgroundImage: handsBar(part, colour) }} />
      <Icon name={v.state} /> {hhmm(part.start)} <b>{v.patient.name}</b> {label} <small>{v.patient.record_no}</small>
    </div>
  )
}
