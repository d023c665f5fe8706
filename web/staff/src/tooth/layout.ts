import { ROWS, isAnterior, isPrimary, isUpper, numberOf, quadrantOf, type Face, type Tooth } from '@archwire/domain'

/** Where a tooth stands on the chart, in units of the drawing. */
export interface Spot {
  tooth: Tooth
  row: number
  x: number
  /** Of the crown's upper edge. */
  y: number
  width: number
}

/** The height and depth of a crown, and how far roots reach. */
export const CROWN = 38
export const ROOT = 26
const MILK_ROOT = 15
const depthOf = (t: Tooth): number => (isPrimary(t) ? MILK_ROOT : ROOT)
/** How deep the four outer surfaces are. */
export const RIM = 9
export const WIDTH = 700

const GAP = 4
const MIDLINE = 14
/** Widths from the midline give the arch its look. */
const PERMANENT = [0, 30, 27, 29, 30, 30, 40, 39, 36]
const PRIMARY = [0, 26, 25, 27, 32, 34]
const LINE = 15

export const widthOf = (t: Tooth): number => (isPrimary(t) ? PRIMARY : PERMANENT)[numberOf(t)]!
/** On the right of the patient, which is left on the chart. */
export const isRight = (t: Tooth): boolean => quadrantOf(t) === 1 || quadrantOf(t) === 4

/** All teeth that are shown, and how high the drawing is. */
export function layout(primary: boolean): { spots: Spot[]; rows: Tooth[][]; height: number; middle: number } {
  const spots: Spot[] = []
  const rows: Tooth[][] = []
  let y = 4
  let middle = 0
  ROWS.forEach((row, r) => {
    if (!primary && (r === 1 || r === 2)) return
    const upper = r < 2
    if (!upper && middle === 0) { middle = y + 2; y += 6 }
    // Roots point away from the other arch, the numbers stand between the arches.
    const top = upper ? y + depthOf(row[0]!) : y + LINE
    let x = WIDTH / 2 - MIDLINE / 2 - row.slice(0, row.length / 2).reduce((sum, t) => sum + widthOf(t) + GAP, 0)
    row.forEach((t, i) => {
      if (i === row.length / 2) x += MIDLINE
      spots.push({ tooth: t, row: rows.length, x, y: top, width: widthOf(t) })
      x += widthOf(t) + GAP
    })
    rows.push([...row])
    y = upper ? top + CROWN + LINE + 2 : top + CROWN + depthOf(row[0]!)
  })
  return { spots, rows, height: y + 4, middle }
}

/** The outline of each surface, mirrored so that mesial always faces the midline. */
export function surfaces(t: Tooth, w: number): [Face, string][] {
  const [up, down]: [Face, Face] = isUpper(t) ? ['B', 'L'] : ['L', 'B']
  const [left, right]: [Face, Face] = isRight(t) ? ['D', 'M'] : ['M', 'D']
  const i = RIM
  // An incisal edge is a line where the others have a table.
  const [a, b] = isAnterior(t) ? [CROWN / 2 - 4, CROWN / 2 + 4] : [i, CROWN - i]
  return [
    [up, `0,0 ${w},0 ${w - i},${a} ${i},${a}`],
    [down, `0,${CROWN} ${w},${CROWN} ${w - i},${b} ${i},${b}`],
    [left, `0,0 ${i},${a} ${i},${b} 0,${CROWN}`],
    [right, `${w},0 ${w - i},${a} ${w - i},${b} ${w},${CROWN}`],
    ['O', `${i},${a} ${w - i},${a} ${w - i},${b} ${i},${b}`],
  ]
}

/** The roots of a tooth: two for molars, one for the others. */
export function roots(t: Tooth, w: number): string {
  const up = isUpper(t)
  const [base, tip] = up ? [-2, 2 - depthOf(t)] : [CROWN + 2, CROWN + depthOf(t) - 2]
  const one = (from: number, to: number) => `M${from},${base} Q${from + (to - from) * 0.25},${tip} ${(from + to) / 2},${tip} Q${to - (to - from) * 0.25},${tip} ${to},${base} Z`
  return numberOf(t) >= 6 || (isPrimary(t) && numberOf(t) >= 4) ? one(2, w / 2) + one(w / 2, w - 2) : one(w * 0.18, w * 0.82)
}

/** The teeth between two, as a finger or a pointer draws from one to the other: over several rows all within the width. */
export function between(spots: readonly Spot[], a: Tooth, b: Tooth): Tooth[] {
  const [from, to] = [spots.find((s) => s.tooth === a), spots.find((s) => s.tooth === b)]
  if (!from || !to) return []
  const centre = (s: Spot) => s.x + s.width / 2
  const [left, right] = [Math.min(centre(from), centre(to)), Math.max(centre(from), centre(to))]
  const [top, bottom] = [Math.min(from.row, to.row), Math.max(from.row, to.row)]
  return spots.filter((s) => s.row >= top && s.row <= bottom && centre(s) >= left - 0.1 && centre(s) <= right + 0.1).map((s) => s.tooth)
}

/** The tooth to which an arrow leads; undefined at the edge. */
export function towards(spots: readonly Spot[], rows: readonly (readonly Tooth[])[], t: Tooth, key: string): Tooth | undefined {
  const here = spots.find((s) => s.tooth === t)
  if (!here) return undefined
  const row = rows[here.row]!
  const i = row.indexOf(t)
  if (key === 'ArrowLeft') return row[i - 1]
  if (key === 'ArrowRight') return row[i + 1]
  if (key === 'Home') return row[0]
  if (key === 'End') return row[row.length - 1]
  const next = rows[here.row + (key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : NaN)]
  if (!next) return undefined
  const x = here.x + here.width / 2
  const far = (o: Tooth) => { const s = spots.find((z) => z.tooth === o)!; return Math.abs(s.x + s.width / 2 - x) }
  return [...next].sort((p, q) => far(p) - far(q))[0]
}
