import { FACES, areNeighbours, compareTeeth, inFaceOrder, type Face, type FindingKind, type Tooth } from '@archwire/domain'

/** What is chosen on a chart: teeth, each with the surfaces that were touched ('' = the whole tooth). */
export type Selection = Readonly<Record<Tooth, string>>

export const NOTHING: Selection = {}
export const chosen = (s: Selection): Tooth[] => Object.keys(s).sort(compareTeeth)

/** A touch of a tooth, or of one of its surfaces. With add it joins what is chosen. */
export function touch(s: Selection, t: Tooth, face: Face | null, add: boolean): Selection {
  const only = !add && (Object.keys(s).length !== 1 || s[t] === undefined)
  const base = only ? NOTHING : s
  if (face) {
    const had = base[t] ?? ''
    return { ...base, [t]: inFaceOrder(had.includes(face) ? had.replace(face, '') : had + face) }
  }
  if (base[t] === undefined) return { ...base, [t]: '' }
  const { [t]: gone, ...rest } = base
  return gone ? { ...rest, [t]: '' } : rest
}

/** Whole teeth in place of what was chosen, or beside it. */
export const choose = (s: Selection, teeth: readonly Tooth[], add: boolean): Selection =>
  ({ ...(add ? s : NOTHING), ...Object.fromEntries(teeth.map((t) => [t, (add && s[t]) || ''])) })

/** A surface on or off at every chosen tooth. */
export function turn(s: Selection, face: Face): Selection {
  const all = Object.values(s).every((f) => f.includes(face))
  return Object.fromEntries(Object.entries(s).map(([t, f]) => [t, inFaceOrder(all ? f.replace(face, '') : f + face)]))
}

/** Whether the chosen teeth are neighbours in one arch. */
export function onePiece(s: Selection): boolean {
  const teeth = chosen(s)
  return teeth.length > 1 && teeth.every((t, i) => i === 0 || areNeighbours(teeth[i - 1]!, t))
}

/** The chosen place as the server writes it, for a kind of finding; '' where the kind cannot be said of it. */
export function siteOf(s: Selection, kind: FindingKind, area: string): string {
  const teeth = chosen(s)
  if (area && kind.at.includes('area')) return area
  if (teeth.length === 0) return ''
  if (kind.at.includes('piece')) return onePiece(s) ? teeth.join('+') : ''
  if (kind.what === 'supernumerary') return teeth.map((t) => `${t.slice(0, 2)}s`).join(',')
  return teeth.map((t) => (kind.faces && s[t] ? `${t}:${s[t]}` : t)).join(',')
}

/** The face that a key stands for. */
export const faceOfKey = (key: string): Face | null => (key.length === 1 && FACES.includes(key.toUpperCase()) ? (key.toUpperCase() as Face) : null)
