import { add, known, type Added, type Slot } from './queries'

/** One file on its way. */
export interface Parcel {
  file: File
  slot: Slot
}

export interface Job {
  patient: string
  clinic: string
  day: string
  site?: string
  order?: string
  parcels: readonly Parcel[]
}

export interface Outcome {
  parcel: Parcel
  /** What the server made of it; null where it was refused or did not arrive. */
  added: Added | null
  error?: unknown
}

const hex = (b: ArrayBuffer): string => [...new Uint8Array(b)].map((x) => x.toString(16).padStart(2, '0')).join('')

/** The name under which a file is kept. */
export const hashOf = async (f: Blob): Promise<string> => hex(await crypto.subtle.digest('SHA-256', await f.arrayBuffer()))

/** How many files are on their way at once. */
const AT_ONCE = 3

/**
 * Brings files in. What the patient has already is not sent again, so an upload that broke off goes on where it
 * was. Each file stands for itself: one that is refused does not keep back the others.
 */
export async function uploadAll(job: Job, onStep: (done: number) => void): Promise<Outcome[]> {
  const named = await Promise.all(job.parcels.map(async (parcel) => ({ parcel, hash: await hashOf(parcel.file) })))
  const there = new Set(await known(job.patient, [...new Set(named.map((n) => n.hash))]))
  const out: Outcome[] = []
  const queue = [...named]
  const step = (o: Outcome) => { out.push(o); onStep(out.length) }
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { parcel, hash } = next
      if (there.has(hash)) { step({ parcel, added: null }); continue }
      try {
        step({ parcel, added: await add({ patient: job.patient, clinic: job.clinic, slot: parcel.slot, day: job.day, site: job.site ?? '', order: job.order ?? '' }, hash, parcel.file) })
      } catch (error) {
        step({ parcel, added: null, error })
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return out
}
