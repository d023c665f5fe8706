import type { Image, Slot } from './queries'

/** The parts of a set and their slots, in the order in which they are laid out. */
export const GROUPS = {
  face: ['face_front', 'face_front_smile', 'face_oblique', 'face_oblique_smile', 'face_profile', 'face_profile_smile'],
  oral: ['oral_right', 'oral_front', 'oral_left', 'oral_upper', 'oral_lower'],
  film: ['film_pano', 'film_ceph', 'film_periapical', 'film_slice'],
  other: ['other'],
} as const satisfies Record<string, readonly Slot[]>
export type Group = keyof typeof GROUPS

export const SLOTS: readonly Slot[] = Object.values(GROUPS).flat()

/** The slots that a set should have; the others show only where there is something in them. */
export const USUAL: ReadonlySet<Slot> = new Set<Slot>([...GROUPS.face, ...GROUPS.oral, 'film_pano', 'film_ceph'])

/** The images of one visit, or of one day without a visit. */
export interface Sitting {
  key: string
  day: string
  visit: string
  clinic: string
  images: Image[]
}

/** The sittings of a patient, the latest first. */
export function sittings(images: readonly Image[]): Sitting[] {
  const found = new Map<string, Sitting>()
  for (const i of images) {
    const key = `${i.day} ${i.visit_id || i.clinic_id}`
    const s = found.get(key) ?? { key, day: i.day, visit: i.visit_id, clinic: i.clinic_id, images: [] }
    s.images.push(i)
    found.set(key, s)
  }
  return [...found.values()].sort((a, b) => b.day.localeCompare(a.day) || a.key.localeCompare(b.key))
}

export const inSlot = (s: Pick<Sitting, 'images'>, slot: Slot): Image[] => s.images.filter((i) => i.slot === slot)

/** Every image of a sitting in the order in which it is laid out, to page through. */
export const inOrder = (s: Pick<Sitting, 'images'>): Image[] => SLOTS.flatMap((slot) => inSlot(s, slot))

/**
 * Where files go by themselves: into the empty slots from a group on, in order; what finds none is "other".
 * Films and "other" take no run of photos: there one slot takes all.
 */
export function guess(n: number, taken: readonly Image[], from: Group): Slot[] {
  if (from === 'other' || from === 'film') {
    const slot: Slot = from === 'other' ? 'other' : (GROUPS.film.find((f) => !taken.some((i) => i.slot === f)) ?? 'other')
    return Array.from({ length: n }, () => slot)
  }
  const order: Slot[] = from === 'face' ? [...GROUPS.face, ...GROUPS.oral] : [...GROUPS.oral]
  const empty = order.filter((s) => !taken.some((i) => i.slot === s))
  return Array.from({ length: n }, (_, i) => empty[i] ?? 'other')
}

/** What films of an item of the price list show, by its code; a set of records begins with the face. */
const OF_CODE: Record<string, readonly Slot[]> = {
  I01: ['film_periapical'], I02: ['film_pano'], I03: ['film_ceph'], I04: ['film_slice'], I05: ['film_slice'], O01: [...GROUPS.face, ...GROUPS.oral, 'film_pano', 'film_ceph'],
}

/** Where the files of an imaging order go: into what it asks for, in order; the last of that takes the rest. */
export function guessOrdered(n: number, taken: readonly Image[], codes: readonly string[]): Slot[] {
  const asked = codes.flatMap((c) => OF_CODE[c] ?? ['other' as const])
  const empty = asked.filter((s) => !taken.some((i) => i.slot === s))
  return Array.from({ length: n }, (_, i) => empty[i] ?? asked.at(-1) ?? 'other')
}

/** The group in which a set still lacks something. */
export const nextGroup = (taken: readonly Image[]): Group =>
  (['face', 'oral'] as const).find((g) => GROUPS[g].some((s) => !taken.some((i) => i.slot === s))) ?? 'other'

/** The slots of which both sittings have an image that can be shown. */
export const common = (a: Sitting, b: Sitting): Slot[] =>
  SLOTS.filter((slot) => [a, b].every((s) => s.images.some((i) => i.slot === slot && i.drawn)))

/** Counts added up by a key, the largest first. */
export function totals<R extends { count: number }>(rows: readonly R[], key: (r: R) => string): [string, number][] {
  const sums = new Map<string, number>()
  for (const r of rows) sums.set(key(r), (sums.get(key(r)) ?? 0) + r.count)
  return [...sums].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
}

/** Amounts added up by a key, the largest first. */
export function sums<R extends { quantity: number; amount: number }>(rows: readonly R[], key: (r: R) => string): { key: string; quantity: number; amount: number }[] {
  const found = new Map<string, { key: string; quantity: number; amount: number }>()
  for (const r of rows) {
    const s = found.get(key(r)) ?? { key: key(r), quantity: 0, amount: 0 }
    found.set(s.key, { key: s.key, quantity: s.quantity + r.quantity, amount: s.amount + r.amount })
  }
  return [...found.values()].sort((a, b) => b.amount - a.amount || a.key.localeCompare(b.key))
}
