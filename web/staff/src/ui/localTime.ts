import { civilDay, clock, dayStart } from '@archwire/domain'

/** The instant of "2026-11-22T09:05" on the clinic's clock. */
export function instantOf(local: string, zone: string): number {
  const [day = '', time = '00:00'] = local.split('T')
  const [h = 0, m = 0] = time.split(':').map(Number)
  return dayStart(day, zone) + (h * 60 + m) * 60_000
}

/** "2026-11-22T09:05" of an instant on the clinic's clock, as a field of day and time takes it. */
export const localOf = (at: number, zone: string): string => `${civilDay(at, zone)}T${clock(at, zone)}`
