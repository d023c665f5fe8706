import { useTranslation } from 'react-i18next'
import { UNIT, cellsOf, handsOnMinutes, planSegments, type Colour, type Part } from '@archwire/domain'
import { handsBar } from '../../../board/Card'

interface Props {
  pattern: string
  colour: Colour
  label: string
  name: string
}

/** What the kind will look like on the board: one card for each stay, as high as it is long. */
export function PatternPreview({ pattern, colour, label, name }: Props) {
  const { t } = useTranslation()
  const cells = cellsOf(pattern)
  if (cells.length === 0) return null
  const segments = planSegments(pattern, [], 0)
  const stays: { where: string; from: number; to: number }[] = []
  cells.forEach((c, i) => {
    const last = stays.at(-1)
    if (last && last.where === c.where) last.to = i + 1
    else stays.push({ where: c.where, from: i, to: i + 1 })
  })
  return (
    <div className="pv" role="img" aria-label={t('roster.preview', { n: cells.length * UNIT, hands: handsOnMinutes(segments) })}>
      {stays.map((s, i) => {
        const part = { start: s.from * UNIT, end: s.to * UNIT, hands: runs(cells.map((c) => c.who === 'D'), s.from, s.to) } as Part
        return (
          <div key={i} className="pv-col" style={{ paddingTop: s.from * UNIT * 1.4 }}>
            <div className={`pv-card c-${colour}`} style={{ height: Math.max(16, (s.to - s.from) * UNIT * 1.4), backgroundImage: handsBar(part, '#0f766e') }}><b>{name || label}</b> <span>{label}</span></div>
            <small>{t(`visits.place.${s.where}`)}</small>
          </div>
        )
      })}
      <p><b>{t('board.minutes', { n: cells.length * UNIT })}</b> · {t('board.hands_minutes', { n: handsOnMinutes(segments) })}</p>
    </div>
  )
}

/** Runs of true within [from, to), in minutes. */
function runs(list: boolean[], from: number, to: number): { start: number; end: number }[] {
  const out: { start: number; end: number }[] = []
  for (let i = from; i < to; i++) {
    if (!list[i]) continue
    const last = out.at(-1)
    if (last && last.end === i * UNIT) last.end += UNIT
    else out.push({ start: i * UNIT, end: (i + 1) * UNIT })
  }
  return out
}
