import { memo } from 'react'
import { handsLoad, hhmm, minuteOf, poolLoad, yOf, type Board, type Load, type Scale } from '@archwire/domain'
import type { Words } from './words'

export const AXIS = 76

interface AxisProps {
  board: Board
  scale: Scale
  dayStart: number
  /** Minutes after midnight. */
  now: number
  words: Words
}

/** The hours, and how full each half hour is: the doctors' hands and the assistants. */
export const Axis = memo(function Axis({ board, scale, dayStart, now, words }: AxisProps) {
  const hours: number[] = []
  for (let m = Math.ceil(scale.from / 60) * 60; m < scale.to; m += 60) hours.push(m)
  const assistants = poolLoad(board, 'A')
  const hands = handsLoad(board)
  return (
    <div className="bd-axis" style={{ height: yOf(scale, scale.to) }}>
      {hours.map((m) => <span key={m} className="bd-hour" style={{ top: yOf(scale, m) }}>{hhmm(m)}</span>)}
      {now >= scale.from && now <= scale.to && <span className="bd-nowtag" style={{ top: yOf(scale, now) }}>{hhmm(now)}</span>}
      <Strip name="D" list={hands} scale={scale} dayStart={dayStart} say={(l) => words.t('board.load_hands', { need: Math.round(l.need), have: Math.round(l.have) })} />
      <Strip name="A" list={assistants} scale={scale} dayStart={dayStart} say={(l) => words.t('board.load_assistants', { need: l.need, have: l.have })} />
    </div>
  )
})

interface StripProps {
  name: 'D' | 'A'
  list: Load[]
  scale: Scale
  dayStart: number
  say: (l: Load) => string
}

function Strip({ name, list, scale, dayStart, say }: StripProps) {
  return list.map((l) => {
    if (l.have <= 0 && l.need <= 0) return null
    const share = l.have > 0 ? l.need / l.have : 2
    const level = share > 1.001 ? 'over' : share > 0.85 ? 'high' : 'calm'
    const start = minuteOf(l.start, dayStart)
    return (
      <i key={`${name}${l.start}`} className={`bd-load load-${name} ${level}`} title={`${hhmm(start)} ${say(l)}`}
        style={{ top: yOf(scale, start) + 1, height: 30 * scale.px - 2 }}>
        <u style={{ height: `${Math.min(100, Math.round(share * 100))}%` }} />
      </i>
    )
  })
}
