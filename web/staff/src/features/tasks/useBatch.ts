import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { serverNow } from '../../app/api'
import { asProblem } from '../../ui/attempt'
import { useRun } from '../../ui/run'
import { TASKS, doneAll, handOverAll, recipientOf, reopenAll, snoozeAll, type Recipient, type Rows, type Task } from './queries'

/** A task that was left as it was, and why. */
export interface Left {
  task: Task
  code: string
  args: Record<string, unknown>
}

export interface Batch {
  busy: boolean
  /** What could not be done of the last step. */
  left: readonly Left[]
  clear: () => void
  finish: (list: readonly Task[]) => Promise<void>
  /** Until so many milliseconds from now, at most until each is due; Infinity = until due. */
  snooze: (list: readonly Task[], ms: number) => Promise<void>
  handOver: (list: readonly Task[], to: Recipient, note: string) => Promise<void>
}

/** Steps over many tasks at once: what can be done is done and can be taken back, the rest says why not. */
export function useBatch(): Batch {
  const { t } = useTranslation()
  const run = useRun(TASKS)
  const [busy, setBusy] = useState(false)
  const [left, setLeft] = useState<readonly Left[]>([])

  const step = async (list: readonly Task[], what: 'finished' | 'snoozed' | 'handed', act: () => Promise<Rows>, back: (changed: Task[]) => Promise<unknown>) => {
    if (busy || list.length === 0) return
    setBusy(true)
    setLeft([])
    try {
      await run(act, (rows) => {
        const changed = rows.flatMap((r) => (r.task ? [r.task] : []))
        setLeft(rows.flatMap((r, i) => (r.fault ? [{ task: list[i]!, code: r.fault.code, args: r.fault.args }] : [])))
        return { say: t(`tasks.batch.${what}`, { n: changed.length }), back: () => back(changed) }
      })
    } catch (e) {
      setLeft(refusedOf(e, list))
    } finally {
      setBusy(false)
    }
  }

  return {
    busy, left, clear: () => setLeft([]),
    finish: (list) => step(list, 'finished', () => doneAll(list), reopenAll),
    snooze: (list, ms) => {
      const before = new Map(list.map((x) => [x.id, x.snoozed_until]))
      const until = (x: Task) => Math.min(serverNow() + ms, x.due_at)
      return step(list, 'snoozed', () => snoozeAll(list, until), (changed) => snoozeAll(changed, (x) => again(before.get(x.id) ?? 0)))
    },
    handOver: (list, to, note) => {
      const before = new Map(list.map((x) => [x.id, recipientOf(x)]))
      return step(list, 'handed', () => handOverAll(list, () => to, note), (changed) => handOverAll(changed, (x) => before.get(x.id) ?? recipientOf(x), ''))
    },
  }
}

/** A snooze that is over meanwhile is none. */
const again = (until: number): number => (until > serverNow() ? until : 0)

/** Where nothing could be done the server refuses the whole, naming each row. */
function refusedOf(e: unknown, list: readonly Task[]): Left[] {
  const p = asProblem(e)
  const rows = p.errors.flatMap((d) => {
    const task = list[Number(/^tasks\[(\d+)\]/.exec(d.field)?.[1] ?? -1)]
    return task ? [{ task, code: d.code, args: d.args ?? {} }] : []
  })
  return rows.length > 0 ? rows : list.slice(0, 1).map((task) => ({ task, code: p.code, args: p.args }))
}
