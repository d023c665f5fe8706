/**
 * The state of a mouth as findings leave it: the same law as the server's
 * (internal/modules/charting/chart.go, mouth.go), held against the same examples.
 */
import {
  FACES, compareTeeth, isExtra, isPrimary, isUpper, numberOf, predecessorOf, readSite, successorOf, teethOf, type Tooth, type Unit,
} from './tooth'

export type What =
  | 'sound' | 'present' | 'erupting' | 'unerupted' | 'impacted' | 'retained_root' | 'supernumerary' | 'missing' | 'caries' | 'fracture'
  | 'mobility' | 'calculus' | 'fluorosis' | 'extracted' | 'filling' | 'sealant' | 'root_canal' | 'crown' | 'veneer' | 'bridge'
  | 'joined_crowns' | 'implant' | 'bracket' | 'band' | 'attachment' | 'miniscrew' | 'appliance_off'
export type FindingState = 'found' | 'planned' | 'done' | 'elsewhere'
export type ToothPresence = 'here' | 'erupting' | 'unerupted' | 'impacted' | 'root' | 'missing' | 'extracted' | 'shed' | 'implant' | 'unknown'

/** One thing seen, planned or done, as it was written down. */
export interface Finding {
  id: string
  day: string
  site: string
  what: string
  state: FindingState
  detail: string
  pontics: string
  written_at: number
  /** 0 = it stands. */
  struck_at: number
}

export interface Mark { what: What; state: FindingState; faces: string; detail: string; finding: string }
export interface ToothNow {
  tooth: Tooth
  presence: ToothPresence
  /** Nobody wrote down whether it is there; age speaks for it. */
  assumed: boolean
  marks: Mark[]
}
export interface Piece { what: What; state: FindingState; teeth: Tooth[]; pontics: Tooth[]; detail: string; finding: string }
export interface AreaMark { what: What; quadrants: number[]; detail: string; finding: string }
export interface Mouth { teeth: ToothNow[]; pieces: Piece[]; areas: AreaMark[] }

export type FindingPlace = 'tooth' | 'piece' | 'area'
export interface FindingKind {
  what: What
  treatment: boolean
  at: readonly FindingPlace[]
  faces: boolean
  details: readonly string[]
  clears: readonly (What | '*')[]
  leaves: boolean
  makes: ToothPresence | ''
  bears: boolean
}

const grades = ['1', '2', '3']
const onSurfaces: What[] = ['caries', 'fracture', 'filling', 'sealant']
const covered: What[] = ['caries', 'fracture', 'filling', 'sealant', 'veneer', 'crown']
const bonded: What[] = ['bracket', 'band', 'attachment', 'miniscrew']
const ceramics = ['zirconia', 'metal_ceramic', 'metal']

const seen = (what: What, k: Partial<FindingKind>): FindingKind =>
  ({ what, treatment: false, at: ['tooth'], faces: false, details: [], clears: [], leaves: false, makes: '', bears: false, ...k })
const done = (what: What, k: Partial<FindingKind>): FindingKind => seen(what, { treatment: true, leaves: true, bears: true, ...k })
const mark = { leaves: true, bears: true }

/** The law of the chart, in the order of the screens. */
export const FINDING_KINDS: readonly FindingKind[] = [
  seen('caries', { ...mark, faces: true, details: ['shallow', 'medium', 'deep', 'pulp'], clears: ['caries'] }),
  seen('fracture', { ...mark, faces: true, clears: ['fracture'] }),
  seen('missing', { clears: ['*'], makes: 'missing' }),
  seen('present', { makes: 'here' }),
  seen('erupting', { makes: 'erupting' }),
  seen('unerupted', { clears: ['*'], makes: 'unerupted' }),
  seen('impacted', { makes: 'impacted' }),
  seen('retained_root', { clears: [...covered, ...bonded, 'mobility'], makes: 'root' }),
  seen('supernumerary', { makes: 'here' }),
  seen('mobility', { ...mark, details: grades, clears: ['mobility'] }),
  seen('calculus', { ...mark, at: ['tooth', 'area'], details: grades, clears: ['calculus'] }),
  seen('fluorosis', { ...mark, at: ['tooth', 'area'], details: ['mild', 'moderate', 'severe'], clears: ['fluorosis'] }),
  seen('sound', { at: ['tooth', 'area'], faces: true, clears: ['caries', 'fracture', 'mobility', 'calculus', 'fluorosis'], bears: true }),
  done('filling', { faces: true, details: ['composite', 'glass_ionomer', 'amalgam', 'inlay', 'temporary'], clears: onSurfaces }),
  done('sealant', { faces: true, clears: ['sealant'] }),
  done('root_canal', { details: ['opened', 'prepared', 'filled'], clears: ['root_canal'] }),
  done('crown', { details: [...ceramics, 'preformed', 'temporary'], clears: covered }),
  done('veneer', { clears: ['veneer'] }),
  done('bridge', { at: ['piece'], details: [...ceramics, 'temporary'], clears: covered }),
  done('joined_crowns', { at: ['piece'], details: [...ceramics, 'temporary'], clears: covered }),
  done('implant', { clears: ['*'], makes: 'implant', leaves: false, bears: false }),
  done('extracted', { clears: ['*'], makes: 'extracted', leaves: false, bears: false }),
  done('bracket', { details: ['metal', 'self_ligating', 'ceramic', 'lingual'], clears: ['bracket', 'band'] }),
  done('band', { clears: ['bracket', 'band'] }),
  done('attachment', { clears: ['attachment'] }),
  done('miniscrew', { clears: ['miniscrew'], bears: false }),
  done('appliance_off', { clears: bonded, leaves: false, bears: false }),
]
const byWhat = new Map(FINDING_KINDS.map((k) => [k.what as string, k]))
export const findingKind = (what: string): FindingKind | undefined => byWhat.get(what)

/** Whether something of the tooth, or what stands for it, is there. */
export const inPlace = (p: ToothPresence | ''): boolean => ['here', 'erupting', 'impacted', 'root', 'implant'].includes(p)

interface Reading extends Omit<ToothNow, 'presence'> { presence: ToothPresence | ''; since: string }

const order = (a: Finding, b: Finding): number =>
  a.day < b.day ? -1 : a.day > b.day ? 1 : a.written_at - b.written_at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/** The mouth at the end of a day, of somebody born on a day ('' = not known). */
export function mouthAt(day: string, born: string, findings: readonly Finding[]): Mouth {
  const r = new Mouthful()
  for (const f of [...findings].sort(order)) {
    const kind = findingKind(f.what)
    if (kind && !f.struck_at && f.day <= day) r.take(f, kind)
  }
  r.assume(months(born, day))
  return r.mouth()
}

/** A mouth while findings are folded into it. */
class Mouthful {
  private readonly teeth = new Map<Tooth, Reading>()
  private pieces: Piece[] = []
  private areas: AreaMark[] = []

  take(f: Finding, k: FindingKind): void {
    const site = readSite(f.site)
    for (const u of site.units) if (u.teeth.length > 1) this.piece(f, k, u); else this.one(f, k, u)
    if (site.quadrants.length > 0) this.area(f, k, site.quadrants)
  }

  private at(t: Tooth): Reading {
    let n = this.teeth.get(t)
    if (!n) this.teeth.set(t, n = { tooth: t, presence: '', assumed: false, marks: [], since: '' })
    return n
  }

  private one(f: Finding, k: FindingKind, u: Unit): void {
    const t = this.at(u.teeth[0]!)
    const made: Mark = { what: k.what, state: f.state, faces: u.faces, detail: f.detail, finding: f.id }
    if (f.state === 'planned') {
      cut(t, [k.what], u.faces, true)
      t.marks.push(made)
      return
    }
    cut(t, k.clears, u.faces, false)
    if (k.treatment) cut(t, [k.what], u.faces, true)
    if (k.what === 'crown' || k.clears.includes('*')) {
      this.pieces = this.pieces.filter((p) => p.state === 'planned' || !p.teeth.includes(t.tooth) || p.pontics.includes(t.tooth))
    }
    this.settle(t, f.day, k)
    if (k.leaves) t.marks.push(made)
  }

  /** Says whether the tooth is there now, and lets the milk tooth go whose successor has come. */
  private settle(t: Reading, day: string, k: FindingKind): void {
    const was = inPlace(t.presence)
    if (k.makes) [t.presence, t.since] = [k.makes, day]
    else if (k.bears && !was) [t.presence, t.since] = ['here', day]
    const before = predecessorOf(t.tooth)
    if (was || !before || (t.presence !== 'here' && t.presence !== 'erupting')) return
    const p = this.at(before)
    if (p.since >= day || p.presence === 'missing' || p.presence === 'extracted') return
    Object.assign(p, { presence: 'shed', since: day, marks: [] })
  }

  private piece(f: Finding, k: FindingKind, u: Unit): void {
    const planned = f.state === 'planned'
    const pontics = f.pontics.split(',').filter(Boolean)
    const gives = (p: Piece) => p.teeth.some((t) => u.teeth.includes(t)) && (p.state === 'planned' ? p.what === k.what : !planned)
    this.pieces = this.pieces.filter((p) => !gives(p))
    this.pieces.push({ what: k.what, state: f.state, teeth: u.teeth, pontics, detail: f.detail, finding: f.id })
    if (planned) return
    for (const x of u.teeth) {
      const t = this.at(x)
      if (!pontics.includes(x)) {
        cut(t, k.clears, '', false)
        this.settle(t, f.day, k)
        continue
      }
      cut(t, ['*'], '', false)
      if (!t.since || t.presence === 'here' || t.presence === 'erupting') [t.presence, t.since] = ['missing', f.day]
    }
  }

  private area(f: Finding, k: FindingKind, quadrants: number[]): void {
    this.areas = this.areas
      .map((a) => (k.clears.includes(a.what) ? { ...a, quadrants: a.quadrants.filter((q) => !quadrants.includes(q)) } : a))
      .filter((a) => a.quadrants.length > 0)
    if (k.leaves) this.areas.push({ what: k.what, quadrants, detail: f.detail, finding: f.id })
  }

  /** Fills in the teeth of which nobody wrote whether they are there. */
  assume(age: number): void {
    const guess: [Tooth, ToothPresence][] = []
    for (const q of [1, 2, 3, 4]) for (const t of [...teethOf(q, false), ...teethOf(q, true)]) if (!this.known(t)) guess.push([t, this.expected(t, age)])
    for (const [t, presence] of guess) Object.assign(this.at(t), { presence, assumed: true })
  }

  /** What age says of a tooth, held against what is known of the one that it follows or that follows it. */
  private expected(t: Tooth, age: number): ToothPresence {
    if (age < 0 || (numberOf(t) === 8 && age >= THIRD_MOLAR)) return 'unknown'
    if (age < eruption(t)) return 'unerupted'
    if (!isPrimary(t)) {
      const before = predecessorOf(t)
      return before && inPlace(this.known(before)) ? 'unerupted' : 'here'
    }
    const after = successorOf(t)
    if (age < eruption(after)) return 'here'
    return ['unerupted', 'impacted', 'missing'].includes(this.known(after)) ? 'unknown' : 'shed'
  }

  private known(t: Tooth): ToothPresence | '' {
    const n = this.teeth.get(t)
    return n?.since ? n.presence : ''
  }

  mouth(): Mouth {
    const teeth = [...this.teeth.values()].sort((a, b) => compareTeeth(a.tooth, b.tooth))
    return {
      teeth: teeth.map((n) => ({ tooth: n.tooth, presence: n.presence || 'unknown', assumed: n.assumed, marks: n.marks })),
      pieces: this.pieces, areas: this.areas,
    }
  }
}

/** Takes marks of some kinds off the surfaces that a new finding names: all of them where it names none. */
function cut(t: Reading, whats: readonly (What | '*')[], faces: string, planned: boolean): void {
  if (whats.includes('*')) t.marks = t.marks.filter((m) => m.state === 'planned' && m.what === 'implant')
  t.marks = t.marks.flatMap((m) => {
    if ((m.state === 'planned') !== planned || !whats.includes(m.what)) return [m]
    const left = faces && m.faces ? [...m.faces].filter((f) => !faces.includes(f)).join('') : ''
    return left ? [{ ...m, faces: left }] : []
  })
}

/** The age in months at which a tooth is usually there, by its number from the midline. Third molars come late or never. */
const UPPER_PRIMARY = [0, 10, 11, 19, 16, 29]
const LOWER_PRIMARY = [0, 8, 13, 20, 16, 27]
const UPPER_PERMANENT = [0, 90, 102, 138, 126, 132, 78, 150]
const LOWER_PERMANENT = [0, 78, 90, 126, 126, 138, 76, 144]
const THIRD_MOLAR = 18 * 12

function eruption(t: Tooth): number {
  const n = numberOf(t)
  if (isPrimary(t)) return (isUpper(t) ? UPPER_PRIMARY : LOWER_PRIMARY)[n]!
  return n === 8 ? THIRD_MOLAR : (isUpper(t) ? UPPER_PERMANENT : LOWER_PERMANENT)[n]!
}

/** An age in whole months, -1 where the birth is not known. */
function months(born: string, day: string): number {
  if (!born || day < born) return -1
  const [y1, m1, d1] = born.split('-').map(Number) as [number, number, number]
  const [y2, m2, d2] = day.split('-').map(Number) as [number, number, number]
  return (y2 - y1) * 12 + m2 - m1 - (d2 < d1 ? 1 : 0)
}

/** The surfaces of a text in the order in which they are written. */
export const inFaceOrder = (faces: Iterable<string>): string => { const all = [...faces]; return [...FACES].filter((f) => all.includes(f)).join('') }

/** The days on which something was written of the mouth, the earliest first: the stops of a slider. */
export const daysOf = (findings: readonly Finding[]): string[] => [...new Set(findings.filter((f) => !f.struck_at).map((f) => f.day))].sort()

/** Teeth that stand on a chart though nobody has 52: the supernumerary ones that were found. */
export const extrasOf = (m: Mouth): ToothNow[] => m.teeth.filter((n) => isExtra(n.tooth))
