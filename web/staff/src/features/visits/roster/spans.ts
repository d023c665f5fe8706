import type { Clock } from './queries'

/** "9-12 13:00-18:00" as stretches of the day; null where it cannot be read. Empty is none. */
export function readSpans(text: string): Clock[] | null {
  const out: Clock[] = []
  for (const part of text.trim().replace(/[，、,；;]/g, ' ').replace(/\s*[-–—~～]\s*/g, '-').split(/\s+/).filter(Boolean)) {
    const [from, to] = part.split('-').map(readClock)
    if (!from || !to || from >= to) return null
    const last = out.at(-1)
    if (last && from < last.to) return null
    out.push({ from, to })
  }
  return out
}

/** "9", "930", "9:30", "９：３０" as "09:30"; '' where it is no time on the grid of five minutes. */
export function readClock(text: string): string {
  const t = text.normalize('NFKC').trim()
  const m = /^(\d{1,2}):?(\d{2})?$/.exec(t)
  if (!m) return ''
  const [h, min] = [Number(m[1]), Number(m[2] ?? 0)]
  if (h > 24 || min > 55 || min % 5 !== 0 || (h === 24 && min > 0)) return ''
  return `${String(h).padStart(2, '0')}:${String(min).padStart(2, '0')}`
}

export const writeSpans = (list: readonly Clock[]): string => list.map((c) => `${c.from}-${c.to}`).join(' ')

/** A span for a narrow cell: "9–18". */
export const shortSpans = (list: readonly Clock[]): string => list.map((c) => `${short(c.from)}–${short(c.to)}`).join(' ')
const short = (c: string): string => c.replace(/^0/, '').replace(':00', '')
