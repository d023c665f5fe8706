import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { areNeighbours, isAnterior, isExtra, isPrimary, numberOf, palmerOf, quadrantOf, readSite, type Mark, type Piece, type Tooth, type ToothNow, type Unit } from '@archwire/domain'

export type Notation = 'fdi' | 'palmer'

export interface ToothWords {
  /** "16" or "6" in its corner. */
  number: (t: Tooth) => string
  /** "16 右上第一磨牙" */
  name: (t: Tooth) => string
  faces: (t: Tooth, faces: string) => string
  what: (what: string, detail?: string) => string
  mark: (t: Tooth, m: Mark) => string
  /** Everything that is known of a tooth, for those who do not see the drawing. */
  label: (n: ToothNow, pieces: readonly Piece[]) => string
  /** A place as people write it. */
  site: (text: string) => string
}

const AREAS = ['FM', 'UA', 'LA', 'Q1', 'Q2', 'Q3', 'Q4']
/** The corners of Palmer's cross, as one sees the patient. */
const CORNER = ['', '┘', '└', '┌', '┐']

/** Three or more whole neighbours of one dentition are said as a run. */
function runs(units: readonly Unit[]): Unit[][] {
  const out: Unit[][] = []
  const plain = (u: Unit) => u.teeth.length === 1 && u.faces === ''
  for (const u of units) {
    const run = out[out.length - 1]
    const last = run?.[run.length - 1]
    if (last && plain(last) && plain(u) && isPrimary(last.teeth[0]!) === isPrimary(u.teeth[0]!) && areNeighbours(last.teeth[0]!, u.teeth[0]!)) run.push(u)
    else out.push([u])
  }
  return out.flatMap((run) => (run.length > 2 ? [run] : run.map((u) => [u])))
}

/** The words of the chart in the language of the screen and the notation of the reader. */
export function useToothWords(notation: Notation): ToothWords {
  const { t } = useTranslation()
  return useMemo(() => {
    const number = (x: Tooth) => (notation === 'fdi' ? x : palmerOf(x))
    const code = (x: Tooth) => (notation === 'fdi' ? x : [2, 3].includes(quadrantOf(x)) ? CORNER[quadrantOf(x)] + palmerOf(x) : palmerOf(x) + CORNER[quadrantOf(x)])
    const name = (x: Tooth) => {
      const kind = t(`charting.tooth.${isPrimary(x) ? 'primary.' : ''}${numberOf(x)}`)
      return [code(x), t('teeth.name', { quadrant: t(`charting.quadrant.${quadrantOf(x)}`), kind: isExtra(x) ? t('charting.what.supernumerary') : kind })].join(' ')
    }
    const face = (x: Tooth, f: string) => t(`charting.face.${f === 'O' && isAnterior(x) ? 'I' : f}`)
    const faces = (x: Tooth, all: string) => [...all].map((f) => face(x, f)).join(t('teeth.and'))
    const what = (w: string, detail = '') => [t(`charting.what.${w}`, { defaultValue: w }), detail && t(`charting.detail.${w}.${detail}`, { defaultValue: detail })].filter(Boolean).join(' ')
    const mark = (x: Tooth, m: Mark) => {
      const said = [m.faces && faces(x, m.faces), what(m.what, m.detail)].filter(Boolean).join(' ')
      return m.state === 'found' || m.state === 'done' ? said : t('teeth.stated', { what: said, state: t(`charting.finding_state.${m.state}`) })
    }
    const label = (n: ToothNow, pieces: readonly Piece[]) => [
      name(n.tooth),
      [
        n.assumed ? t('teeth.assumed', { what: t(`charting.presence.${n.presence}`) }) : t(`charting.presence.${n.presence}`),
        ...n.marks.map((m) => mark(n.tooth, m)),
        ...pieces.filter((p) => p.teeth.includes(n.tooth)).map((p) => t('teeth.stated', { what: what(p.what, p.detail), state: p.pontics.includes(n.tooth) ? t('teeth.pontic') : t(`charting.finding_state.${p.state}`) })),
      ].join(t('teeth.comma')),
    ].join(t('app.colon'))
    const site = (text: string) => {
      const s = readSite(text)
      const areas = text.split(',').filter((p) => AREAS.includes(p)).map((p) => t(`charting.area.${p}`))
      const units = runs(s.units).map((run) => {
        const [first, last] = [run[0]!, run[run.length - 1]!]
        if (run.length > 1) return `${code(first.teeth[0]!)}～${code(last.teeth[0]!)}`
        return first.teeth.map(code).join('–') + (first.faces ? ` ${[...first.faces].map((f) => (f === 'O' && isAnterior(first.teeth[0]!) ? 'I' : f)).join('')}` : '')
      })
      return [...areas, ...units].join(t('teeth.comma'))
    }
    return { number, name, faces, what, mark, label, site }
  }, [t, notation])
}
