/** Civil time of a clinic's zone. Instants are epoch milliseconds. */

const formats = new Map<string, Intl.DateTimeFormat>()

function format(zone: string): Intl.DateTimeFormat {
  let f = formats.get(zone)
  if (!f) {
    f = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone, hourCycle: 'h23',
      year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
    })
    formats.set(zone, f)
  }
  return f
}

export interface Civil {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
}

/** The wall clock of zone at an instant. */
export function civil(at: number, zone: string): Civil {
  const c: Record<string, number> = {}
  for (const p of format(zone).formatToParts(at)) if (p.type !== 'literal') c[p.type] = Number(p.value)
  return c as unknown as Civil
}

const two = (n: number): string => String(n).padStart(2, '0')

/** The civil day of an instant, "2026-11-22". */
export function civilDay(at: number, zone: string): string {
  const c = civil(at, zone)
  return `${c.year}-${two(c.month)}-${two(c.day)}`
}

/** "09:05" of an instant. */
export function clock(at: number, zone: string): string {
  const c = civil(at, zone)
  return `${two(c.hour)}:${two(c.minute)}`
}

/** "09:05" of minutes after midnight. */
export function hhmm(minutes: number): string {
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** How far zone's wall clock is ahead of UTC at an instant, in milliseconds. */
function offset(at: number, zone: string): number {
  const c = civil(at, zone)
  return Date.UTC(c.year, c.month - 1, c.day, c.hour, c.minute, c.second) - Math.floor(at / 1000) * 1000
}

/**
 * The instant at which a civil day begins in a zone. The offset is read twice
 * because a day may begin on the other side of a clock change.
 */
export function dayStart(day: string, zone: string): number {
  const utc = Date.parse(`${day}T00:00:00Z`)
  const guess = utc - offset(utc, zone)
  return utc - offset(guess, zone)
}

/** The civil day n days later (n may be negative). */
export function addDays(day: string, n: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10)
}

/** 0 = Sunday … 6 = Saturday. */
export function weekday(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay()
}

/** Rounds minutes to the nearest multiple of step. */
export function snap(minutes: number, step: number): number {
  return Math.round(minutes / step) * step
}
