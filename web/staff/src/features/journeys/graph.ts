/** The form of a journey as the server has it, and what the screens must know of it. */
import type { Schemas } from '@archwire/api'

/** A node of a rule of the audience: opaque here. */
export type Rule = Record<string, unknown>
export type Kind = Schemas['JourneysNode']['kind']
export type Unit = NonNullable<Schemas['JourneysDelay']['unit']>
export type Anchor = NonNullable<Schemas['JourneysDelay']['anchor']>
export type Class = 'care' | 'service' | 'marketing'
export type TaskWhat = 'call' | 'one_to_one' | 'evaluate' | 'sop'
export type Compare = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'between' | 'in' | 'not_in' | 'known' | 'unknown' | 'yes' | 'no'
export interface Cond { field: string; compare: Compare; words?: string[]; numbers?: number[] }
export interface When { event?: string; where?: Cond[]; segment?: string; leaves?: boolean; rule?: Rule }
export interface Delay { amount?: number; unit?: Unit; at?: string; weekdays?: number[]; anchor?: Anchor }
export interface Entry { how: 'segment' | 'event' | 'schedule' | 'manual' | 'api'; when?: When; only?: Rule; at?: Delay }
export interface MessageDo { class: Class; text: string; channels?: string[]; safety?: boolean; hours?: number; opens?: 'checkin' }
export interface TaskDo { what: TaskWhat; title: string; list?: string[]; text?: string; role?: string; member?: string; due: Delay; urgent?: boolean; answered?: boolean; timeout?: Delay }
export interface Rung { after: Delay; only?: Rule; until?: string; message?: MessageDo; task?: TaskDo; next_on_failure?: boolean }
export interface Node {
  id: string
  kind: Kind
  name?: string
  to?: Record<string, string>
  x?: number
  y?: number
  entry?: Entry
  wait?: Delay
  wait_for?: { any: When[]; timeout: Delay }
  branch?: { rule: Rule }
  split?: { ways: { key: string; weight: number }[] }
  holdout?: { percent: number }
  ladder?: { success: When[]; rungs: Rung[]; last: Delay }
  message?: MessageDo
  task?: TaskDo
  tag?: { add?: string[]; remove?: string[] }
  grant?: { coupon: string }
  set?: { name: string; value: string }
  call?: { journey: string }
  exit?: { reason?: string }
  loop?: { every: Delay; until?: When; max: number }
}
export interface Graph {
  nodes: Node[]
  goals?: When[]
  exits?: When[]
  reentry?: 'once' | 'per_key' | 'after_exit'
  key?: string
  cool_down_days?: number
  max_days?: number
  budget?: { messages_a_day?: number; tasks_a_day?: number; sms_parts_a_day?: number }
}

/** A rule that asks nothing yet. */
export const NOTHING: Rule = { op: 'and', rules: [] }
/** Whether a rule asks anything. */
export const asks = (r: Rule | undefined): r is Rule => !!r?.op && !(Array.isArray(r.rules) && r.rules.length === 0)

/** A way out of a node and where it leads; '' where it ends. */
export interface Out { port: string; to: string }

/** The ways out of a node, in the order of reading. */
export function ports(n: Node): string[] {
  switch (n.kind) {
    case 'goal': case 'exit': return []
    case 'branch': return ['yes', 'no']
    case 'wait_for': return ['next', 'timeout']
    case 'ladder': return ['done', 'failed']
    case 'loop': return ['body', 'next']
    case 'split': return (n.split?.ways ?? []).map((w) => w.key)
    case 'task': return n.task?.answered ? ['next', 'timeout', ...OUTCOMES[n.task.what]] : ['next']
    default: return ['next']
  }
}

/** What may come of a task that is done. */
const DONE = ['done'] as const
const OUTCOMES: Record<TaskWhat, readonly string[]> = { call: ['rebooked', 'reached', 'wrong_number', 'refused', 'unreachable'], one_to_one: DONE, evaluate: DONE, sop: DONE }

/** The ways that are shown: of what may come of a task only those that lead somewhere of their own. */
export const outs = (n: Node): Out[] => ports(n).map((port) => ({ port, to: n.to?.[port] ?? '' })).filter((o) => o.to !== '' || n.kind !== 'task' || o.port === 'next' || o.port === 'timeout')

/** The way that goes straight on: what is put in or taken out stands on it. '' where there is none. */
export function main(n: Node): string {
  if (n.kind === 'loop') return 'next'
  return ports(n)[0] ?? ''
}

/** The node with one way led elsewhere; '' ends it. */
export function withOut(n: Node, port: string, to: string): Node {
  const { [port]: _, ...rest } = n.to ?? {}
  return { ...n, to: to ? { ...rest, [port]: to } : rest }
}

export const entryOf = (g: Graph): Node | undefined => g.nodes.find((n) => n.kind === 'entry')

const NINE: Delay = { amount: 1, unit: 'days', at: '09:00' }

/** A new node as one usually wants it. */
export function fresh(kind: Kind, id: string): Node {
  const n: Node = { id, kind }
  switch (kind) {
    case 'entry': return { ...n, entry: { how: 'manual' } }
    case 'wait': return { ...n, wait: NINE }
    case 'wait_for': return { ...n, wait_for: { any: [{}], timeout: { amount: 3, unit: 'days' } } }
    case 'branch': return { ...n, branch: { rule: NOTHING } }
    case 'split': return { ...n, split: { ways: [{ key: 'a', weight: 50 }, { key: 'b', weight: 50 }] } }
    case 'holdout': return { ...n, holdout: { percent: 10 } }
    case 'ladder': return { ...n, ladder: { success: [{}], rungs: [freshRung(true)], last: { amount: 1, unit: 'days' } } }
    case 'message': return { ...n, message: freshMessage() }
    case 'task': return { ...n, task: freshTask() }
    case 'tag': return { ...n, tag: { add: [] } }
    case 'grant': return { ...n, grant: { coupon: '' } }
    case 'set': return { ...n, set: { name: '', value: '' } }
    case 'call': return { ...n, call: { journey: '' } }
    case 'exit': return { ...n, exit: {} }
    // What is done each time leads back to the loop.
    case 'loop': return { ...n, to: { body: id }, loop: { every: { amount: 1, unit: 'weeks' }, max: 10 } }
    case 'goal': return n
  }
}

export const freshMessage = (): MessageDo => ({ class: 'service', text: '' })
export const freshTask = (what: TaskWhat = 'call'): TaskDo => ({ what, title: '', role: 'service', due: { amount: 4, unit: 'hours' } })
/** The first rung goes at once, the next ones the next morning. */
export const freshRung = (first: boolean): Rung => (first ? { after: {}, message: freshMessage() } : { after: NINE, task: freshTask('one_to_one') })

export const UNITS: readonly Unit[] = ['minutes', 'hours', 'days', 'weeks', 'months']
export const ANCHORS: readonly Anchor[] = ['entered', 'event', 'next_visit', 'last_visit', 'birthday', 'course_start', 'retention_start', 'recall_due']
export const CLASSES: readonly Class[] = ['care', 'service', 'marketing']
export const WHATS: readonly TaskWhat[] = ['call', 'one_to_one', 'evaluate', 'sop']
export const MEMBERS = ['doctor', 'assistant', 'coordinator', 'follow_up'] as const
export const CHANNELS = ['mini_subscribe', 'official_subscribe', 'official_template', 'official_service', 'wecom_task', 'sms'] as const
