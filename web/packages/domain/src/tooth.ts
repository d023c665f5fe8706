/**
 * Names of teeth and places in a mouth, as the server writes them: FDI codes
 * 11–48 and 51–85, a supernumerary tooth with an "s"; "16:MO,46", "13+12+11"
 * (one piece), "Q1", "UA", "LA", "FM".
 */
export type Tooth = string

export const FACES = 'MODBL'
export type Face = 'M' | 'O' | 'D' | 'B' | 'L'

export const isTooth = (t: string): boolean => /^([1-4][1-8]|[5-8][1-5])s?$/.test(t)
/** 1 (upper right, of the patient) to 4 (lower right). */
export const quadrantOf = (t: Tooth): number => ((Number(t[0]) - 1) % 4) + 1
/** Counted from the midline. */
export const numberOf = (t: Tooth): number => Number(t[1])
export const isPrimary = (t: Tooth): boolean => t[0]! >= '5'
export const isExtra = (t: Tooth): boolean => t.length === 3
export const isUpper = (t: Tooth): boolean => quadrantOf(t) <= 2
/** Incisors and canines have an incisal edge where the others have an occlusal surface. */
export const isAnterior = (t: Tooth): boolean => numberOf(t) <= 3

/** The milk tooth whose place a permanent one takes; '' where there is none. */
export const predecessorOf = (t: Tooth): Tooth => (isPrimary(t) || isExtra(t) || numberOf(t) > 5 ? '' : `${Number(t[0]) + 4}${t[1]}`)
/** The permanent tooth that takes the place of a milk tooth. */
export const successorOf = (t: Tooth): Tooth => (!isPrimary(t) || isExtra(t) ? t : `${Number(t[0]) - 4}${t[1]}`)

/** The teeth of a quadrant from the midline. */
export const teethOf = (quadrant: number, primary: boolean): Tooth[] =>
  Array.from({ length: primary ? 5 : 8 }, (_, i) => `${primary ? quadrant + 4 : quadrant}${i + 1}`)

/** An arch as one looks at the patient: from the patient's right to the left. */
export function rowOf(upper: boolean, primary: boolean): Tooth[] {
  const [right, left] = upper ? [1, 2] : [4, 3]
  return [...teethOf(right!, primary).reverse(), ...teethOf(left!, primary)]
}

/** The four rows of a chart, from above. */
export const ROWS: readonly (readonly Tooth[])[] = [rowOf(true, false), rowOf(true, true), rowOf(false, true), rowOf(false, false)]

const place = (t: Tooth): number => ([1, 4].includes(quadrantOf(t)) ? 8 - numberOf(t) : 7 + numberOf(t))
const rank = (t: Tooth): number => place(t) * 4 + (isUpper(t) ? 0 : 1000) + (isPrimary(t) ? 2 : 0) + (isExtra(t) ? 1 : 0)
/** The order of a chart. */
export const compareTeeth = (a: Tooth, b: Tooth): number => rank(a) - rank(b)

/** Whether b is the next tooth of the same arch: what a bridge may span. */
export const areNeighbours = (a: Tooth, b: Tooth): boolean =>
  isUpper(a) === isUpper(b) && !isExtra(a) && !isExtra(b) && Math.abs(place(a) - place(b)) === 1

/** One tooth, maybe with surfaces, or several neighbours that are one piece. */
export interface Unit {
  teeth: Tooth[]
  /** Of a single tooth; '' = the whole tooth. */
  faces: string
}

export interface Site {
  units: Unit[]
  quadrants: number[]
}

/** Reads a place as the server writes it. Arches and the whole mouth are their quadrants. */
export function readSite(text: string): Site {
  const site: Site = { units: [], quadrants: [] }
  const areas: Record<string, number[]> = { FM: [1, 2, 3, 4], UA: [1, 2], LA: [3, 4], Q1: [1], Q2: [2], Q3: [3], Q4: [4] }
  for (const part of text.split(',').filter(Boolean)) {
    if (areas[part]) site.quadrants.push(...areas[part])
    else {
      const [teeth, faces] = part.split(':')
      site.units.push({ teeth: teeth!.split('+'), faces: faces ?? '' })
    }
  }
  site.quadrants = [1, 2, 3, 4].filter((q) => site.quadrants.includes(q))
  return site
}

/** The teeth that a place names one by one. */
export const teethIn = (site: Site): Tooth[] => [...new Set(site.units.flatMap((u) => u.teeth))].sort(compareTeeth)

const ROMAN = ['', 'Ⅰ', 'Ⅱ', 'Ⅲ', 'Ⅳ', 'Ⅴ']
/** A tooth within its quadrant in Palmer notation: Arabic figures, Roman ones for milk teeth. */
export const palmerOf = (t: Tooth): string => (isPrimary(t) ? ROMAN[numberOf(t)]! : String(numberOf(t))) + (isExtra(t) ? 's' : '')
