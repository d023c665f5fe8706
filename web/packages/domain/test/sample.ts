import { MINUTE, dayStart, parsePattern, segmentsOf, type Board, type BoardVisit, type Place, type PlaceKind } from '../src'

export const DAY = '2026-11-22'
export const T0 = dayStart(DAY, 'Asia/Shanghai')
export const at = (h: number, m = 0): number => T0 + (h * 60 + m) * MINUTE

export function place(id: string, kind: PlaceKind): Place {
  return { id, name: id, kind, area: '', tags: [], position: 0, open: [{ start: at(9), end: at(18) }], blocks: [] }
}

export function visit(id: string, pattern: string, where: Parameters<typeof segmentsOf>[1], start: number, more: Partial<BoardVisit> = {}): BoardVisit {
  const segments = segmentsOf(parsePattern(pattern)!, where, { start, unit: 5 * MINUTE }, (p) => p.startsWith('c'))
  const work = segments.filter((s) => s.who !== 'turnover')
  return {
    id, version: 1, clinic_id: 'k', day: DAY,
    patient: { id: `p-${id}`, name: id, record_no: '', sex: '', age: 9, phone_masked: '', important: false, alerts: [], tags: [], first_visit: false, introducer: '', wishes: '' },
    template: { id: 't', code: 't', name: 't', name_en: 't', label: 't', label_en: 't', colour: 'red', chairless: false },
    doctor_id: 'd1', doctor_name: 'd1', starts_at: work[0]!.start, ends_at: work[work.length - 1]!.end, state: 'booked',
    suspected_no_show: false, place_id: work[0]!.place_id, segments,
    actual: { arrived_at: 0, in_place_at: 0, started_at: 0, treated_at: 0, left_at: 0 },
    waits_for_doctor: false, overrun_minutes: 0, charged: false, needs_next_step: false, addons: [], note: '', time_locked: false, override_reason: '',
    since: 0, ended: '', end_reason: '', wishes: '', appliance_arrived: false, together_id: '', follows_id: '', parked_at: 0,
    forecast: { doctor_at: 0, end: 0, overrun_minutes: 0, behind: '', for_away: false },
    ...more,
  }
}

/** Two chairs, two consultation rooms, imaging; one doctor, two assistants. */
export function board(visits: BoardVisit[], more: Partial<Board> = {}): Board {
  return {
    clinic_id: 'k', day: DAY, zone: 'Asia/Shanghai', now: at(8), opens_at: at(9), closes_at: at(18), closed: '', past_minutes: 0,
    places: [place('c1', 'chair'), place('c2', 'chair'), place('k1', 'consult'), place('k2', 'consult'), place('x1', 'imaging')],
    doctors: [{
      id: 'd1', name: 'd1', colour: '', capacity: 1, presence: 'on_site', away_since: 0, back_at: 0,
      shifts: [{ start: at(9), end: at(18) }], breaks: [{ start: at(12), end: at(13) }],
    }],
    pools: [{ kind: 'A', name: 'A', half_hours: Array.from({ length: 18 }, (_, i) => ({ start: at(9) + i * 30 * MINUTE, need: 0, have: 2 })) }],
    visits, shelf: [], revision: 1, ...more,
  }
}
