import { memo } from 'react'
import { isUpper, type Face, type Mark, type Piece, type ToothNow, type What } from '@archwire/domain'
import { CROWN, ROOT, roots, surfaces, type Spot } from './layout'

interface Props {
  spot: Spot
  /** undefined: nothing is known, not even what age says. */
  now: ToothNow | undefined
  pieces: readonly Piece[]
  number: string
  label: string
  selected: boolean
  /** Of the selected tooth. */
  faces: string
  focusable: boolean
  /** A supernumerary tooth stands beside it. */
  extra: boolean
}

const has = (marks: readonly Mark[], what: What): Mark | undefined => marks.find((m) => m.what === what)

/** What a surface shows: the last that was written of it; what is planned is hatched. */
const ON_FACES: readonly What[] = ['caries', 'fracture', 'filling', 'sealant', 'veneer']
function faceClass(marks: readonly Mark[], face: Face, anterior: boolean): string {
  const named = (m: Mark) => (m.what === 'veneer' ? face === 'B' : m.faces ? m.faces.includes(face) : face === (anterior ? 'B' : 'O'))
  const last = marks.filter((m) => ON_FACES.includes(m.what) && named(m)).at(-1)
  return last ? `tc-f tc-${last.what}${last.state === 'planned' ? ' tc-plan' : ''}` : 'tc-f'
}

const GONE = ['missing', 'extracted', 'shed']
const BELOW = ['unerupted', 'unknown']

/** One tooth: crown with five surfaces, roots, and what stands on it. */
export const ToothCell = memo(function ToothCell({ spot: { tooth: t, x, y, width: w }, now, pieces, number, label, selected, faces, focusable, extra }: Props) {
  const up = isUpper(t)
  const marks = now?.marks ?? []
  const presence = now?.presence ?? 'unknown'
  const pontic = pieces.some((p) => p.state !== 'planned' && p.pontics.includes(t))
  const crowned = has(marks, 'crown') ?? (pieces.some((p) => p.teeth.includes(t)) ? 'piece' : undefined)
  const planned = crowned === 'piece' ? pieces.every((p) => !p.teeth.includes(t) || p.state === 'planned') : crowned?.state === 'planned'
  const gone = GONE.includes(presence) && !pontic
  const bare = gone || BELOW.includes(presence) || (presence === 'implant' && (!crowned || planned)) || presence === 'root'
  const title = `tc ${now ? `tc-${presence}` : 'tc-unread'}${now?.assumed ? ' tc-assumed' : ''}${selected ? ' tc-on' : ''}`
  return (
    <g transform={`translate(${x} ${y})`} className={title} role="button" tabIndex={focusable ? 0 : -1} aria-pressed={selected} aria-label={label} data-tooth={t}>
      <rect className="tc-hit" x={-2} y={up ? -ROOT : -15} width={w + 4} height={CROWN + ROOT + 15} />
      {!gone && !pontic && !BELOW.includes(presence) && presence !== 'implant' && <path className={`tc-root${has(marks, 'root_canal') ? ' tc-rct' : ''}${has(marks, 'root_canal')?.state === 'planned' ? ' tc-plan' : ''}`} d={roots(t, w)} />}
      {presence === 'implant' && <Screw x={w / 2} up={up} />}
      {has(marks, 'implant') && presence !== 'implant' && <g className="tc-faint"><Screw x={w / 2} up={up} /></g>}
      {bare ? <Bare w={w} presence={presence} /> : surfaces(t, w).map(([f, points]) => (
        <polygon key={f} points={points} data-face={f} className={`${faceClass(marks, f, Number(t[1]) <= 3)}${selected && faces.includes(f) ? ' tc-picked' : ''}`} />
      ))}
      {crowned && <rect className={`tc-crown${planned ? ' tc-plan' : ''}`} x={1} y={1} width={w - 2} height={CROWN - 2} rx={6} />}
      <Glyphs marks={marks} w={w} up={up} />
      {presence === 'impacted' && <path className="tc-line" d={`M4,${CROWN - 4} L${w - 4},4`} />}
      {presence === 'erupting' && <path className="tc-line" d={up ? `M${w / 2 - 5},${CROWN - 9} l5,6 l5,-6` : `M${w / 2 - 5},9 l5,-6 l5,6`} />}
      {extra && <circle className="tc-extra" cx={w} cy={up ? 3 : CROWN - 3} r={5} />}
      {selected && <rect className="tc-ring" x={-2} y={-2} width={w + 4} height={CROWN + 4} rx={5} />}
      <text className="tc-number" x={w / 2} y={up ? CROWN + 12 : -4} textAnchor="middle">{number}</text>
    </g>
  )
})

/** A place without a crown: why it is empty is told by its form. */
function Bare({ w, presence }: { w: number; presence: string }) {
  const [x, y] = [w / 2, CROWN / 2]
  if (presence === 'extracted') return <path className="tc-line" d={`M4,4 L${w - 4},${CROWN - 4} M${w - 4},4 L4,${CROWN - 4}`} />
  if (presence === 'missing') return <path className="tc-line" d={`M6,${y - 4} H${w - 6} M6,${y + 4} H${w - 6}`} />
  if (presence === 'shed') return <path className="tc-thin" d={`M${x - 6},${y} h12`} />
  if (presence === 'unerupted') return <ellipse className="tc-thin" cx={x} cy={y} rx={w / 2 - 5} ry={CROWN / 2 - 7} />
  if (presence === 'unknown') return <text className="tc-what" x={x} y={y + 5} textAnchor="middle">?</text>
  return null
}

function Screw({ x, up }: { x: number; up: boolean }) {
  const [from, step] = up ? [0, -5] : [CROWN, 5]
  return <path className="tc-screw" d={`M${x - 5},${from} h10 ${[1, 2, 3, 4].map((i) => `M${x - 6 + i},${from + i * step} h${12 - 2 * i}`).join(' ')} M${x},${from} v${step * 4.4}`} />
}

/** What has a place of its own: beside the root, on the crown, at its neck. */
function Glyphs({ marks, w, up }: { marks: readonly Mark[]; w: number; up: boolean }) {
  const plan = (m: Mark) => (m.state === 'planned' ? ' tc-plan' : '')
  const at = up ? CROWN / 2 - 8 : CROWN / 2 + 8
  const neck = up ? -1 : CROWN + 1
  return (
    <>
      {marks.map((m, i) => {
        const key = `${m.finding}${i}`
        switch (m.what) {
          case 'bracket': return <g key={key} className={`tc-bracket${plan(m)}`}><rect x={w / 2 - 7} y={CROWN / 2 - 6} width={14} height={12} rx={2} /><path d={`M${w / 2 - 7},${CROWN / 2} h14`} /></g>
          case 'band': return <path key={key} className={`tc-band${plan(m)}`} d={`M0,${CROWN / 2 - 5} H${w} M0,${CROWN / 2 + 5} H${w}`} />
          case 'attachment': return <rect key={key} className={`tc-attachment${plan(m)}`} x={w / 2 - 4} y={CROWN / 2 - 7} width={8} height={14} rx={3} />
          case 'miniscrew': return <path key={key} className={`tc-mini${plan(m)}`} d={up ? `M${w - 3},-2 l-4,-9 h8 z M${w - 7},-13 h8` : `M${w - 3},${CROWN + 2} l-4,9 h8 z M${w - 7},${CROWN + 13} h8`} />
          case 'extracted': return <path key={key} className="tc-line tc-plan" d={`M4,4 L${w - 4},${CROWN - 4} M${w - 4},4 L4,${CROWN - 4}`} />
          case 'mobility': return <text key={key} className="tc-grade" x={w / 2} y={up ? -9 : CROWN + 17} textAnchor="middle">{['', 'Ⅰ', 'Ⅱ', 'Ⅲ'][Number(m.detail)] || '↔'}</text>
          case 'calculus': return <path key={key} className="tc-calculus" d={`M4,${neck} H${w - 4}`} />
          case 'fluorosis': return <g key={key} className="tc-dots">{[0.3, 0.5, 0.7].map((p) => <circle key={p} cx={w * p} cy={at} r={1.8} />)}</g>
          case 'fracture': return <path key={key} className="tc-crack" d={`M${w * 0.62},3 l-5,10 l6,5 l-5,12`} />
          default: return null
        }
      })}
    </>
  )
}
