import type { Page } from '@playwright/test'
import { api, expect } from './house'

const HOUR = 3600_000
/** What makes calls at most hours of a day: protocol, and how many hours ago the treatment ended. */
export const BEGUN: [string, number][] = [['extraction', 2], ['extraction', 24], ['root_filling', 24], ['fixed_start', 24], ['root_filling', 48], ['extraction', 12], ['implant', 24], ['fixed_start', 48]]

export interface Line { id: string; patient_id: string; patient: { name: string }; state: string; doctor_id: string; doctor: string; protocols: string[]; way: string }
interface Desk { now: number; calls: Line[]; closed: Line[] }

const deskOf = (page: Page) => api<Desk>(page, '/followup/desk?clinic_id=CLINIC')

/** Calls of the given kinds of the doctor who is logged in elsewhere: begun by hand for patients who have none, whatever the day and the hour. */
export async function begin(page: Page, doctor: string, wanted: number, kinds: typeof BEGUN = BEGUN): Promise<Line[]> {
  const people = (await api<{ items: { id: string }[] }>(page, '/patients?clinic_id=CLINIC&limit=100')).items
  const mine = async () => (await deskOf(page)).calls.filter((x) => x.doctor_id === doctor && kinds.some(([protocol]) => x.protocols.includes(protocol)))
  let next = 0
  for (const [protocol, hours] of kinds) {
    const { now, calls } = await deskOf(page)
    const busy = new Set(calls.map((x) => x.patient_id))
    for (let n = 0; n < 4 && (await mine()).length < wanted; n++) {
      while (busy.has(people[next]!.id)) next++
      await api(page, '/followup/series', { clinic_id: 'CLINIC', patient_id: people[next++]!.id, protocol, doctor_id: doctor, site: '46', treated_at: now - hours * HOUR })
    }
    await expect.poll(async () => (await mine()).length, { timeout: 6000 }).toBeGreaterThanOrEqual(wanted).catch(() => {})
    if ((await mine()).length >= wanted) break
  }
  return mine()
}

/** The account of somebody by their name at the log-in. */
export async function account(page: Page, name: string): Promise<string> {
  const staff = (await api<{ items: { id: string; name: string }[] }>(page, '/org/staff?limit=200')).items
  return staff.find((x) => x.name === name)!.id
}
