import { Button, Input, Space } from 'antd'
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { CELL_WHERE, CELL_WHO, MAX_CELLS, UNIT, cellsOf, hhmm, paint, patternText, type Cell, type CellWhere, type CellWho } from '@archwire/domain'

interface Props {
  id?: string
  value?: string
  onChange?: (pattern: string) => void
}

const WHERE_KEYS: Record<string, CellWhere> = { k: 'K', x: 'X', c: 'C', y: 'Y' }
const WHO_KEYS: Record<string, CellWho> = { d: 'D', a: 'A', h: 'H', t: 'T', i: 'I', '-': '-' }

/**
 * A pattern as a strip of five-minute cells: who is needed above, where below.
 * Painted with the mouse by a brush, or from the keyboard by the letters
 * themselves; the written form can be typed as well.
 */
export function PatternPainter({ value = '', onChange }: Props) {
  const { t } = useTranslation()
  const cells = cellsOf(value)
  const [brush, setBrush] = useState<Partial<Cell>>({ who: 'D' })
  const [range, draw] = useState({ from: 0, to: 0 })
  // What is chosen, also between two keys that come before the next drawing.
  const chosen = useRef(range)
  const setRange = (r: typeof range) => { chosen.current = r; draw(r) }
  const focused = (i: number) => {
    const { from, to } = chosen.current
    if (i < Math.min(from, to) || i > Math.max(from, to)) setRange({ from: i, to: i })
  }
  const strip = useRef<HTMLDivElement>(null)
  const painting = useRef<{ from: number; before: Cell[] } | null>(null)
  const put = (next: readonly Cell[]) => onChange?.(patternText(next))
  const cell = (i: number) => strip.current?.querySelector<HTMLElement>(`[data-cell="${i}"]`)
  // A cell that is only about to be drawn gets the focus once it is there.
  const focus = (i: number) => { if (cell(i)) cell(i)!.focus(); else requestAnimationFrame(() => cell(i)?.focus()) }
  const cellAt = (e: PointerEvent): number => {
    const el = document.elementFromPoint(e.clientX, e.clientY)?.closest<HTMLElement>('[data-cell]')
    return el ? Number(el.dataset.cell) : -1
  }
  const down = (e: PointerEvent) => {
    const i = cellAt(e)
    if (i < 0 || e.button !== 0) return
    painting.current = { from: i, before: cells }
    strip.current?.setPointerCapture(e.pointerId)
    setRange({ from: i, to: i })
    put(paint(cells, i, i, brush))
  }
  const drag = (e: PointerEvent) => {
    const p = painting.current
    const i = cellAt(e)
    if (!p || i < 0) return
    setRange({ from: p.from, to: i })
    put(paint(p.before, p.from, i, brush))
  }
  const keys = (e: KeyboardEvent) => {
    const i = Number((e.target as HTMLElement).dataset.cell ?? -1)
    if (i < 0 || e.ctrlKey || e.metaKey || e.altKey) return
    const [lo, hi] = [Math.min(range.from, range.to), Math.max(range.from, range.to)]
    const step = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0
    const letter = WHO_KEYS[e.key.toLowerCase()]
    const where = WHERE_KEYS[e.key.toLowerCase()]
    if (step !== 0) {
      const next = Math.max(0, Math.min(cells.length, i + step))
      setRange(e.shiftKey ? { ...range, to: next } : { from: next, to: next })
      focus(next)
    } else if (letter || where) {
      put(paint(cells, lo, hi, letter ? { who: letter } : { where: where! }))
      const next = Math.min(MAX_CELLS - 1, hi + 1)
      setRange({ from: next, to: next })
      focus(next)
    } else if (e.key === 'Backspace' || e.key === 'Delete') {
      // Behind the last cell Backspace takes the last one, as in any text.
      const behind = e.key === 'Backspace' && lo === cells.length
      put(cells.filter((_, j) => (behind ? j !== lo - 1 : j < lo || j > hi)))
      const next = Math.max(0, e.key === 'Backspace' ? lo - 1 : lo)
      setRange({ from: next, to: next })
      focus(next)
    } else return
    e.preventDefault()
  }
  const [lo, hi] = [Math.min(range.from, range.to), Math.max(range.from, range.to)]
  return (
    <div className="pt">
      <div className="pt-brush" role="group" aria-label={t('roster.brush')}>
        {CELL_WHO.map((w) => <Button key={w} size="small" className={`pt-w w-${w}`} aria-pressed={brush.who === w} type={brush.who === w ? 'primary' : 'default'} onClick={() => setBrush({ who: w })}><b>{w}</b> {t(`roster.who.${w}`)}</Button>)}
        {CELL_WHERE.map((w) => <Button key={w} size="small" aria-pressed={brush.where === w} type={brush.where === w ? 'primary' : 'default'} onClick={() => setBrush({ where: w })}>{t(`visits.place.${w}`)}</Button>)}
      </div>
      <div ref={strip} className="pt-strip" role="group" aria-label={t('roster.pattern')} onPointerDown={down} onPointerMove={drag} onPointerUp={() => { painting.current = null }} onKeyDown={keys}>
        {[...cells, null].slice(0, MAX_CELLS).map((c, i) => (
          <button key={i} type="button" data-cell={i} tabIndex={i === Math.min(range.to, cells.length) ? 0 : -1} onFocus={() => focused(i)}
            className={`pt-cell ${c ? `w-${c.who}` : 'more'} ${i >= lo && i <= hi ? 'in' : ''} ${c && c.where !== cells[i - 1]?.where ? 'stay' : ''}`}
            aria-label={c ? t('roster.cell', { at: hhmm(i * UNIT), who: t(`roster.who.${c.who}`), where: t(`visits.place.${c.where}`) }) : t('roster.cell_more')}>
            <b>{c?.who ?? '+'}</b><small>{c ? (c.where.length === 1 ? c.where : t(`visits.place.${c.where}`).slice(0, 1)) : ''}</small>
          </button>
        ))}
      </div>
      <p className="hint">{t('roster.painter_keys')}</p>
      <Written key={value} value={value} onChange={(v) => put(cellsOf(v))} />
    </div>
  )
}

/** The same pattern as it is written, for those who know it by heart. */
function Written({ value, onChange }: { value: string; onChange: (v: string) => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState(value)
  const good = cellsOf(text).length > 0
  useEffect(() => setText(value), [value])
  const take = () => { if (good && text !== value) onChange(text) }
  return (
    <Space.Compact style={{ width: '100%' }}><Space.Addon>{t('roster.written')}</Space.Addon>
      <Input value={text} aria-label={t('roster.written')} status={good ? '' : 'error'} maxLength={400} onChange={(e) => setText(e.target.value)} onBlur={take} onPressEnter={(e) => { e.preventDefault(); take() }} />
    </Space.Compact>
  )
}
