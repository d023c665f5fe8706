import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { isExtra, type Face, type Mouth, type Tooth } from '@archwire/domain'
import { ToothCell } from './ToothCell'
import { CROWN, WIDTH, between, layout, towards, type Spot } from './layout'
import { NOTHING, choose, chosen, faceOfKey, touch, turn, type Selection } from './selection'
import { useToothWords, type Notation } from './words'
import './tooth.css'

export interface ToothChartProps {
  /** null: it is not known what is in the mouth. Then no tooth is drawn as if it were sound. */
  mouth: Mouth | null
  /** The rows of milk teeth are shown. */
  primary: boolean
  notation: Notation
  selection?: Selection
  /** Absent: the chart is only looked at. */
  onSelect?: (s: Selection) => void
  /** Every touch joins what is chosen, as with Shift: for fingers. */
  adding?: boolean
  /** Teeth are chosen as a whole; surfaces are not. */
  whole?: boolean
}

const NOBODY: readonly [] = []

/**
 * A chart of teeth as one looks at the patient. Tap a surface or a whole tooth,
 * draw over a range, hold Shift or Ctrl to add; arrows walk, Shift with arrows
 * adds, M O D B L turn surfaces, Escape lets go.
 */
export function ToothChart({ mouth, primary, notation, selection = NOTHING, onSelect, adding = false, whole = false }: ToothChartProps) {
  const { t } = useTranslation()
  const words = useToothWords(notation)
  const { spots, rows, height, middle } = useMemo(() => layout(primary), [primary])
  const now = useMemo(() => new Map(mouth?.teeth.map((n) => [n.tooth, n])), [mouth])
  const extras = useMemo(() => new Set(mouth?.teeth.filter((n) => isExtra(n.tooth)).map((n) => n.tooth.slice(0, 2))), [mouth])
  const svg = useRef<SVGSVGElement>(null)
  const [focus, setFocus] = useState<Tooth>('')
  const [drawn, setDrawn] = useState<Tooth[]>([])
  const pieces = mouth?.pieces ?? NOBODY
  const there = spots.some((s) => s.tooth === focus) ? focus : (chosen(selection).find((x) => spots.some((s) => s.tooth === x)) ?? rows[0]![0]!)

  const go = useCallback((x: Tooth) => {
    setFocus(x)
    svg.current?.querySelector<SVGGElement>(`[data-tooth="${x}"]`)?.focus()
  }, [])
  const pointer = useDrawing({ svg, spots, selection, onSelect, go, setDrawn, adding, whole })
  const onKeyDown = (e: KeyboardEvent) => {
    const at = (e.target as Element).closest('[data-tooth]')?.getAttribute('data-tooth')
    if (!at || !onSelect) return
    const to = towards(spots, rows, at, e.key)
    const face = e.ctrlKey || e.metaKey || e.altKey ? null : faceOfKey(e.key)
    if (to) {
      go(to)
      if (e.shiftKey) onSelect(choose(selection, [at, to], true))
    } else if (e.key === 'Enter' || e.key === ' ') onSelect(touch(selection, at, null, adding || e.shiftKey || e.ctrlKey))
    else if (face && !whole) onSelect(selection[at] === undefined ? touch(selection, at, face, false) : turn(selection, face))
    else if (e.key === 'Escape' && chosen(selection).length > 0) onSelect(NOTHING)
    else return
    e.preventDefault()
    e.stopPropagation()
  }
  return (
    <svg ref={svg} className={`tc-chart${onSelect ? '' : ' tc-still'}`} viewBox={`0 0 ${WIDTH} ${height}`} role="group" aria-label={t('charting.tab.chart')} onKeyDown={onKeyDown} {...(onSelect ? pointer : {})}>
      <defs><pattern id="tc-hatch" width={5} height={5} patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0,0 V5" stroke="#475569" strokeWidth={1.4} /></pattern></defs>
      <line className="tc-cross" x1={WIDTH / 2} y1={0} x2={WIDTH / 2} y2={height} />
      <line className="tc-cross" x1={4} y1={middle} x2={WIDTH - 4} y2={middle} />
      <Bars spots={spots} pieces={pieces} />
      {spots.map((s) => {
        const n = now.get(s.tooth)
        return <ToothCell key={s.tooth} spot={s} now={n} pieces={pieces.length > 0 ? pieces : NOBODY} number={words.number(s.tooth)} selected={selection[s.tooth] !== undefined || drawn.includes(s.tooth)} faces={selection[s.tooth] ?? ''}
          label={n ? words.label(n, pieces) : `${words.name(s.tooth)}${t('app.colon')}${t('charting.presence.unknown')}`} focusable={s.tooth === there} extra={extras.has(s.tooth)} />
      })}
    </svg>
  )
}

/** What joins the crowns of a bridge or of joined crowns. */
function Bars({ spots, pieces }: { spots: readonly Spot[]; pieces: Mouth['pieces'] | readonly [] }) {
  return pieces.map((p) => {
    const on = spots.filter((s) => p.teeth.includes(s.tooth))
    if (on.length < 2) return null
    const [first, last] = [on[0]!, on[on.length - 1]!]
    return <rect key={p.finding} className={`tc-bar${p.state === 'planned' ? ' tc-plan' : ''}`} x={first.x + first.width / 2} y={first.y + CROWN / 2 - 4} width={last.x + last.width / 2 - first.x - first.width / 2} height={8} />
  })
}

interface Drawing {
  svg: React.RefObject<SVGSVGElement | null>
  spots: readonly Spot[]
  selection: Selection
  onSelect: ((s: Selection) => void) | undefined
  go: (t: Tooth) => void
  setDrawn: (t: Tooth[]) => void
  adding: boolean
  whole: boolean
}

/** A press is a touch of a tooth or of a surface; drawn on to another tooth it is a range. */
function useDrawing({ svg, spots, selection, onSelect, go, setDrawn, adding, whole }: Drawing) {
  const from = useRef<{ tooth: Tooth; face: Face | null; to: Tooth } | null>(null)
  const under = (e: PointerEvent) => document.elementFromPoint?.(e.clientX, e.clientY)?.closest('[data-tooth]')?.getAttribute('data-tooth') ?? ''
  const stop = useCallback(() => { from.current = null; setDrawn([]) }, [setDrawn])
  useEffect(() => stop, [stop])
  return {
    onPointerDown: (e: PointerEvent) => {
      const target = e.target as Element
      const tooth = target.closest('[data-tooth]')?.getAttribute('data-tooth')
      if (!tooth || e.button !== 0) return
      from.current = { tooth, face: whole ? null : (target.getAttribute('data-face') as Face | null), to: tooth }
    },
    onPointerMove: (e: PointerEvent) => {
      const f = from.current
      const to = f && under(e)
      if (!f || !to || to === f.to) return
      f.to = to
      setDrawn(to === f.tooth ? [] : between(spots, f.tooth, to))
      svg.current?.setPointerCapture?.(e.pointerId)
    },
    onPointerUp: (e: PointerEvent) => {
      const f = from.current
      if (!f || !onSelect) return
      const add = adding || e.shiftKey || e.ctrlKey || e.metaKey
      onSelect(f.to === f.tooth ? touch(selection, f.tooth, f.face, add) : choose(selection, between(spots, f.tooth, f.to), add))
      go(f.tooth)
      stop()
    },
    onPointerCancel: stop,
    onPointerLeave: (e: PointerEvent) => { if (e.buttons === 0) stop() },
  }
}
