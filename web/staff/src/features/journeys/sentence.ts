import i18next from 'i18next'
import { asks, type Cond, type Delay, type Entry, type Graph, type MessageDo, type Node, type Rule, type Rung, type TaskDo, type When } from './graph'

/** What ids and keys are called by people. */
export interface Names {
  segment: (id: string) => string
  event: (kind: string) => string
  field: (event: string, field: string) => string
  value: (event: string, field: string, value: unknown) => string
  rule: (r: Rule) => string
  text: (key: string) => string
  role: (id: string) => string
  coupon: (key: string) => string
  journey: (id: string) => string
  tag: (key: string) => string
}

const t = (key: string, args: Record<string, unknown> = {}): string => i18next.t(key, args)
const list = (words: string[]): string => words.join(t('jny.list'))
/** Empty rules and names are said to be missing, so that a sentence is never cut short. */
const or = (text: string): string => text || t('jny.missing')

/** "3 days", "1 month". */
export function amount(n: number, unit: Delay['unit'] = 'days'): string {
  return n === 1 ? t(`jny.one.${unit}`) : t(`jny.many.${unit}`, { n })
}

const weekdays = (days: readonly number[] | undefined): string => (days?.length ? list([...days].sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7)).map((d) => t(`jny.weekday.${d}`))) : '')

/** How long something waits: "after 3 days at 09:00", "1 day before the next visit at 18:00". */
export function delay(d: Delay | undefined): string {
  const n = d?.amount ?? 0
  const clock = [weekdays(d?.weekdays), d?.at ?? ''].filter(Boolean).join(' ')
  if (d?.anchor) {
    const of = t(`journeys.anchor.${d.anchor}`)
    const when = n === 0 ? t('jny.on_anchor', { of }) : t(n < 0 ? 'jny.before_anchor' : 'jny.after_anchor', { of, span: amount(Math.abs(n), d.unit) })
    return clock ? t('jny.then_clock', { when, clock }) : when
  }
  if (n === 0) return clock ? t('jny.until_clock', { clock }) : t('jny.at_once')
  const when = n === 1 && d?.unit === 'days' && d.at && !d.weekdays?.length ? t('jny.next_day') : t('jny.after', { span: amount(n, d?.unit) })
  return clock ? t('jny.then_clock', { when, clock }) : when
}

/** How long at most: a bound without "after". */
const within = (d: Delay): string => (d.anchor || d.at || d.weekdays?.length ? delay(d) : amount(d.amount ?? 0, d.unit))

function cond(event: string, c: Cond, names: Names): string {
  const said = c.words?.length ? c.words : (c.numbers ?? [])
  return t(`jny.cond.${c.compare}`, { field: names.field(event, c.field), value: list(said.map((v) => names.value(event, c.field, v))) || t('jny.missing') })
}

/** Something that happens or holds. */
export function when(w: When | undefined, names: Names): string {
  if (w?.event) {
    const where = (w.where ?? []).map((c) => cond(w.event!, c, names))
    return where.length ? t('jny.event_where', { event: names.event(w.event), where: list(where) }) : names.event(w.event)
  }
  if (w?.segment) return t(w.leaves ? 'jny.leaves_segment' : 'jny.enters_segment', { segment: names.segment(w.segment) })
  if (asks(w?.rule)) return names.rule(w.rule)
  return t('jny.missing')
}

export const any = (ws: readonly When[] | undefined, names: Names): string => (ws?.length ? ws.map((w) => when(w, names)).join(t('jny.or')) : t('jny.missing'))

export function entry(e: Entry | undefined, names: Names): string {
  const said = e?.how === 'schedule' ? t('jny.entry.schedule', { when: [weekdays(e.at?.weekdays) || t('jny.every_day'), e.at?.at ?? ''].join(' ').trim() })
    : e?.how === 'manual' || e?.how === 'api' || !e ? t(`jny.entry.${e?.how ?? 'manual'}`)
      : t('jny.entry.when', { when: when(e.when, names) })
  return asks(e?.only) ? t('jny.entry.only', { said, rule: names.rule(e.only) }) : said
}

export function message(m: MessageDo | undefined, names: Names): string {
  const by = m?.channels?.length ? t('jny.message.by', { channels: m.channels.map((c) => t(`messages.channel.${c}`)).join(t('jny.then_by')) }) : ''
  return t('jny.message.say', { text: or(m?.text ? names.text(m.text) : ''), class: t(`messages.class.${m?.class ?? 'service'}`) }) + by
}

export function task(k: TaskDo | undefined, names: Names): string {
  const who = k?.member ? t('jny.task.own', { who: t(`jny.member.${k.member}`) }) : k?.role ? names.role(k.role) : t('jny.missing')
  return t('jny.task.say', { who, what: t(`task.journeys.${k?.what ?? 'call'}`), title: or(k?.title ?? ''), due: within(k?.due ?? {}) })
}

/** One rung of a ladder. */
export function rung(r: Rung, names: Names): string {
  const said = r.message ? message(r.message, names) : task(r.task, names)
  const only = asks(r.only) ? t('jny.rung.only', { rule: names.rule(r.only) }) : ''
  return t('jny.rung.say', { when: delay(r.after), said }) + only + (r.until ? t('jny.rung.until', { at: r.until }) : '')
}

/** What a step does, as one says it. */
export function sentence(n: Node, names: Names): string {
  switch (n.kind) {
    case 'entry': return entry(n.entry, names)
    case 'wait': return t('jny.say.wait', { when: delay(n.wait) })
    case 'wait_for': return t('jny.say.wait_for', { what: any(n.wait_for?.any, names), span: within(n.wait_for?.timeout ?? {}) })
    case 'branch': return t('jny.say.branch', { rule: or(n.branch && asks(n.branch.rule) ? names.rule(n.branch.rule) : '') })
    case 'split': return t('jny.say.split', { ways: list((n.split?.ways ?? []).map((w) => portName(n, w.key))) })
    case 'holdout': return t('jny.say.holdout', { percent: n.holdout?.percent ?? 0 })
    case 'ladder': return t('jny.say.ladder', { outcome: any(n.ladder?.success, names), n: n.ladder?.rungs.length ?? 0 })
    case 'message': return message(n.message, names)
    case 'task': return task(n.task, names)
    case 'tag': return [n.tag?.add?.length ? t('jny.say.tag_add', { tags: list(n.tag.add.map(names.tag)) }) : '', n.tag?.remove?.length ? t('jny.say.tag_remove', { tags: list(n.tag.remove.map(names.tag)) }) : ''].filter(Boolean).join(t('jny.list')) || t('jny.missing')
    case 'grant': return t('jny.say.grant', { coupon: or(n.grant?.coupon ? names.coupon(n.grant.coupon) : '') })
    case 'set': return t('jny.say.set', { name: or(n.set?.name ?? ''), value: n.set?.value ?? '' })
    case 'call': return t('jny.say.call', { journey: or(n.call?.journey ? names.journey(n.call.journey) : '') })
    case 'goal': return t('jny.say.goal')
    case 'exit': return n.exit?.reason ? t('jny.say.exit', { reason: t(`journeys.reason.${n.exit.reason}`, { defaultValue: n.exit.reason }) }) : t('jny.say.exit_plain')
    case 'loop': return t('jny.say.loop', { every: amount(n.loop?.every.amount ?? 0, n.loop?.every.unit), max: n.loop?.max ?? 0 }) + (n.loop?.until ? t('jny.say.loop_until', { what: when(n.loop.until, names) }) : '')
  }
}

/** What a way out is called; '' for the only one. */
export function portName(n: Node, port: string): string {
  if (n.kind === 'split') {
    const ways = n.split?.ways ?? []
    const sum = ways.reduce((s, w) => s + w.weight, 0)
    const one = ways.find((w) => w.key === port)
    return one ? `${port.toUpperCase()} ${Math.round((100 * one.weight) / Math.max(1, sum))} %` : port.toUpperCase()
  }
  if (n.kind === 'branch') return t(`jny.port.${port === 'yes' ? 'yes' : 'no'}`)
  if (n.kind === 'wait_for') return t(port === 'timeout' ? 'jny.port.timeout' : 'jny.port.happened')
  if (n.kind === 'ladder') return t(port === 'done' ? 'jny.port.done' : 'jny.port.failed')
  if (n.kind === 'loop') return t(port === 'body' ? 'jny.port.body' : 'jny.port.after_loop')
  if (n.kind === 'task' && n.task?.answered) return port === 'next' ? t('jny.port.any_outcome') : port === 'timeout' ? t('jny.port.timeout') : t(`task.outcome.${port}`)
  return ''
}

/** What holds for the journey as a whole: who may enter again, when it ends, what it may do in a day. */
export function rulesOf(g: Graph, names: Names): string[] {
  return [
    g.goals?.length ? t('jny.rule.goals', { what: any(g.goals, names) }) : '',
    g.exits?.length ? t('jny.rule.exits', { what: any(g.exits, names) }) : '',
    t(`journeys.reentry.${g.reentry ?? 'once'}`) + (g.cool_down_days ? t('jny.rule.cool_down', { span: amount(g.cool_down_days) }) : ''),
    t('jny.rule.max_days', { n: g.max_days || 400 }),
    g.budget?.messages_a_day ? t('jny.rule.messages', { n: g.budget.messages_a_day }) : '',
    g.budget?.tasks_a_day ? t('jny.rule.tasks', { n: g.budget.tasks_a_day }) : '',
    g.budget?.sms_parts_a_day ? t('jny.rule.sms_parts', { n: g.budget.sms_parts_a_day }) : '',
  ].filter(Boolean)
}
