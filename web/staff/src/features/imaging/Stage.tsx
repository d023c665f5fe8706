import { DownloadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useRef, useState, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { faultText } from '@archwire/i18n'
import { distance, levelled, spotAt, zoomed, type Look, type Spot } from './measure'
import { originalOf, pictureOf, type Image } from './queries'

/** What a finger or the mouse does to the picture. */
export type Tool = 'move' | 'level' | 'measure'

interface Props {
  of: Image
  look: Look
  tool: Tool
  onLook: (f: (l: Look) => Look) => void
}

interface Line {
  a: Spot
  b: Spot
}

/** The picture itself: one finger moves, levels or measures, two fingers or the wheel make it larger. */
export function Stage({ of: i, look, tool, onLook }: Props) {
  const { t } = useTranslation()
  const img = useRef<HTMLImageElement>(null)
  const stage = useRef<HTMLDivElement>(null)
  const fingers = useRef(new Map<number, { x: number; y: number }>())
  const [lines, setLines] = useState<Line[]>([])
  const [drawing, setDrawing] = useState<Line | null>(null)
  if (!i.drawn) {
    return (
      <div className="ig-stage">
        <div className="ig-untold">
          <p>{i.trouble ? faultText(i.trouble) : t('imaging.drawing')}</p>
          {i.trouble && <Button type="primary" icon={<DownloadOutlined />} href={originalOf(i)} download>{t('imaging.view.original')}</Button>}
        </div>
      </div>
    )
  }
  /** The picture lies in the middle of the stage before it is moved. */
  const box = () => {
    const r = stage.current!.getBoundingClientRect()
    return { width: img.current!.offsetWidth, height: img.current!.offsetHeight, left: r.left + r.width / 2, top: r.top + r.height / 2 }
  }
  const spot = (e: PointerEvent) => spotAt({ x: e.clientX, y: e.clientY }, box(), look)
  const down = (e: PointerEvent) => {
    e.currentTarget.setPointerCapture(e.pointerId)
    fingers.current.set(e.pointerId, { x: e.clientX, y: e.clientY })
    const at = tool === 'measure' && fingers.current.size === 1 ? spot(e) : null
    setDrawing(at ? { a: at, b: at } : null)
  }
  const move = (e: PointerEvent) => {
    const was = fingers.current.get(e.pointerId)
    if (!was) return
    const to = { x: e.clientX, y: e.clientY }
    const [dx, dy] = [to.x - was.x, to.y - was.y]
    const other = [...fingers.current].find(([id]) => id !== e.pointerId)?.[1]
    fingers.current.set(e.pointerId, to)
    if (other) {
      const by = Math.hypot(to.x - other.x, to.y - other.y) / Math.max(1, Math.hypot(was.x - other.x, was.y - other.y))
      const middle = { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 }
      const at = box()
      onLook((l) => { const z = zoomed(l, by, middle, at); return { ...z, x: z.x + dx / 2, y: z.y + dy / 2 } })
    } else if (tool === 'level') onLook((l) => levelled(l, dx, dy))
    else if (tool === 'measure') { const at = spot(e); setDrawing((d) => (d && at ? { ...d, b: at } : d)) }
    else onLook((l) => ({ ...l, x: l.x + dx, y: l.y + dy }))
  }
  const up = (e: PointerEvent) => {
    fingers.current.delete(e.pointerId)
    if (drawing && Math.hypot(drawing.a.x - drawing.b.x, drawing.a.y - drawing.b.y) > 0.005) setLines((l) => [...l.slice(-4), drawing])
    setDrawing(null)
  }
  const shown = drawing ? [...lines, drawing] : lines
  const says = (l: Line) => { const d = distance(i, l.a, l.b); return d.unit === 'mm' ? `${d.n.toFixed(1)} mm` : t('imaging.measure.points', { n: Math.round(d.n) }) }
  return (
    <div className={`ig-stage ig-by-${tool}`} ref={stage} onWheel={(e) => { const at = box(); const about = { x: e.clientX, y: e.clientY }; onLook((l) => zoomed(l, e.deltaY < 0 ? 1.15 : 0.87, about, at)) }}
      onPointerDown={down} onPointerMove={move} onPointerUp={up} onPointerCancel={up}>
      <div className="ig-pic" style={{ transform: `translate(${look.x}px, ${look.y}px) scale(${look.zoom}) rotate(${look.turn}deg)` }}>
        <img ref={img} src={pictureOf(i)} alt={`${t(`imaging.slot.${i.slot}`)} ${i.day}`} draggable={false}
          style={{ filter: `${look.inverted ? 'invert(1) ' : ''}brightness(${look.light}%) contrast(${look.contrast}%)` }} />
        {shown.length > 0 && (
          <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
            {shown.map((l, n) => <line key={n} x1={l.a.x * 100} y1={l.a.y * 100} x2={l.b.x * 100} y2={l.b.y * 100} />)}
          </svg>
        )}
        {shown.map((l, n) => (
          <span className="ig-length" key={n} style={{ left: `${(l.a.x + l.b.x) * 50}%`, top: `${(l.a.y + l.b.y) * 50}%`, transform: `rotate(${-look.turn}deg) scale(${1 / look.zoom}) translate(8px, 8px)` }}>{says(l)}</span>
        ))}
      </div>
      {(shown.length > 0 || tool === 'measure') && (
        <p className="ig-measured" role="status" onPointerDown={(e) => e.stopPropagation()}>
          {lines.length > 0 ? lines.map(says).join(' · ') : t('imaging.measure.how')}
          {' '}<small>{t(i.point_x > 0 ? 'imaging.measure.detector' : 'imaging.measure.no_scale')}</small>
          {lines.length > 0 && <Button size="small" onClick={() => setLines([])}>{t('imaging.measure.clear')}</Button>}
        </p>
      )}
    </div>
  )
}
