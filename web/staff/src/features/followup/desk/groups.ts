import type { Line } from '../queries'

/** When a call is to be made, as the list is read. */
export type GroupKey = 'now' | 'morning' | 'timed' | 'afternoon' | 'evening' | 'on_call'

export interface Group {
  key: GroupKey
  rows: Line[]
}

const ORDER: GroupKey[] = ['now', 'morning', 'timed', 'afternoon', 'evening', 'on_call']
/** The window in which an hour of the day lies. */
const windowOf = (hour: number): GroupKey => (hour < 13 ? 'morning' : hour < 18 ? 'afternoon' : 'evening')

/** hourOf: of an instant, on the clinic's clock. Who was not reached comes in the window that follows, whatever the first one was. */
export function groupOf(x: Line, now: number, hourOf: (at: number) => number): GroupKey {
  if (x.on_call) return 'on_call'
  if (x.first || x.due_at <= now) return 'now'
  return (x.slot === 'own' || x.slot === 'second') && x.attempts === 0 ? 'timed' : windowOf(hourOf(x.due_at))
}

/** Why somebody is called before the others of the same time: the last answer was not good. */
export const uneasy = (x: Line): boolean => x.why === 'uneasy'

/** The day's calls by their time, in the order in which the server has them; who was not well last comes first. */
export function grouped(list: readonly Line[], now: number, hourOf: (at: number) => number): Group[] {
  return ORDER.map((key) => {
    const rows = list.filter((x) => groupOf(x, now, hourOf) === key)
    return { key, rows: [...rows.filter(uneasy), ...rows.filter((x) => !uneasy(x))] }
  }).filter((g) => g.rows.length > 0)
}

/** Whose calls are shown: one's own with those that are nobody's, all, or those of one caller. */
export const theirs = (list: readonly Line[], whose: string, me: string): Line[] =>
  list.filter((x) => whose === 'all' || (whose === 'mine' ? x.caller_id === '' || x.caller_id === me : x.caller_id === whose))

export const late = (x: Line, now: number): boolean => x.state === 'open' && x.latest_at < now
