import type { Line } from '../queries'

/** When a call is to be made, as the list is read. */
export type GroupKey = 'now' | 'morning' | 'timed' | 'afternoon' | 'evening' | 'on_call'

export interface Group {
  key: GroupKey
  rows: Line[]
}

const ORDER: GroupKey[] = ['now', 'morning', 'timed', 'afternoon', 'evening', 'on_call']
const OF: Record<Line['slot'], GroupKey> = { morning: 'morning', afternoon: 'afternoon', own: 'timed', second: 'timed', evening: 'evening' }

export function groupOf(x: Line, now: number): GroupKey {
  if (x.on_call) return 'on_call'
  return x.first || x.due_at <= now ? 'now' : OF[x.slot]
}

/** Why somebody is called before the others of the same time: the last answer was not good. */
export const uneasy = (x: Line): boolean => x.why === 'uneasy'

/** The day's calls by their time, in the order in which the server has them; who was not well last comes first. */
export function grouped(list: readonly Line[], now: number): Group[] {
  return ORDER.map((key) => {
    const rows = list.filter((x) => groupOf(x, now) === key)
    return { key, rows: [...rows.filter(uneasy), ...rows.filter((x) => !uneasy(x))] }
  }).filter((g) => g.rows.length > 0)
}

/** Whose calls are shown: one's own with those that are nobody's, all, or those of one caller. */
export const theirs = (list: readonly Line[], whose: string, me: string): Line[] =>
  list.filter((x) => whose === 'all' || (whose === 'mine' ? x.caller_id === '' || x.caller_id === me : x.caller_id === whose))

export const late = (x: Line, now: number): boolean => x.state === 'open' && x.latest_at < now
