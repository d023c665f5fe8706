import { beforeAll, describe, expect, it } from 'vitest'
import { initReactI18next } from 'react-i18next'
import { needTexts, startTexts, switchLocale, textsReady } from '@archwire/i18n'
import { again, back, begin, copied, done, earlier, freeKey, insert, isLine, later, lead, lines, nodeOf, reachable, remove, replace } from './edit'
import { fresh, outs, ports, type Graph, type Kind } from './graph'
import { layout, neighbour } from './layout'
import { delay, portName, sentence, type Names } from './sentence'

beforeAll(async () => { await startTexts('zh-CN', (i) => i.use(initReactI18next)); await textsReady(); await needTexts('journeys') })

const NAMES: Names = { segment: (x) => x, event: (x) => x, field: (_, f) => f, value: (_, __, v) => String(v), rule: () => '欠费超过 100 元', text: (x) => `《${x}》`, role: (x) => (x === 'service' ? '客服' : x), coupon: (x) => x, journey: (x) => x, tag: (x) => x }
const EMPTY: Graph = { nodes: [fresh('entry', 'entry1')] }
const put = (g: Graph, from: string, port: string, kind: Kind): [Graph, string] => { const id = freeKey(g, kind); return [insert(g, { from, port }, fresh(kind, id)), id] }

/** in → wait → branch → (yes) message, (no) end. */
function small(): Graph {
  let g = EMPTY
  let id = ''
  ;[g, id] = put(g, 'entry1', 'next', 'wait')
  ;[g, id] = put(g, id, 'next', 'branch')
  ;[g] = put(g, id, 'yes', 'message')
  return g
}

const told = (g: Graph): string[] => lines(g).map((l) => (isLine(l) ? `${'·'.repeat(l.depth)}${l.number} ${l.port && `${l.port} `}${l.node.id}` : `${'·'.repeat(l.depth)}${l.port && `${l.port} `}→ ${l.to}`))

describe('a graph under the hands', () => {
  it('takes a step into a way, and what followed follows the step', () => {
    const g = insert(small(), { from: 'wait1', port: 'next' }, fresh('tag', 'tag1'))
    expect(told(g)).toEqual(['1 entry1', '2 wait1', '3 tag1', '4 branch1', '·5 yes message1', '·→ ', '·no → '])
  })
  it('lets a step go: its first way joins, what hung on the others alone goes too', () => {
    let g = small()
    ;[g] = put(g, 'branch1', 'no', 'task')
    const after = remove(g, 'branch1')
    expect(told(after)).toEqual(['1 entry1', '2 wait1', '3 message1', '→ '])
    expect(remove(g, 'entry1')).toBe(g)
  })
  it('keeps what is reached by another way when one of its ways goes', () => {
    let g = small()
    g = lead(g, { from: 'branch1', port: 'no' }, 'message1')
    expect(told(g)).toContain('·no → message1')
    expect(told(remove(g, 'branch1'))).toEqual(['1 entry1', '2 wait1', '3 message1', '→ '])
  })
  it('ends the ways behind a step that ends the journey', () => {
    const g = insert(small(), { from: 'wait1', port: 'next' }, fresh('exit', 'exit1'))
    expect(told(g)).toEqual(['1 entry1', '2 wait1', '3 exit1'])
  })
  it('has a loop whose deeds lead back to it', () => {
    let [g, loop] = put(EMPTY, 'entry1', 'next', 'loop')
    ;[g] = put(g, loop, 'body', 'message')
    expect(nodeOf(g, 'message1')?.to).toEqual({ next: 'loop1' })
    expect(told(g)).toEqual(['1 entry1', '2 loop1', '·3 body message1', '·→ loop1', '·next → '])
    expect(told(remove(g, 'message1'))).toEqual(['1 entry1', '2 loop1', '·body → loop1', '·next → '])
    expect(told(remove(g, loop))).toEqual(['1 entry1', '→ '])
  })
  it('changes the order of two steps, and says where that cannot be', () => {
    const g = insert(small(), { from: 'wait1', port: 'next' }, fresh('tag', 'tag1'))
    expect(told(earlier(g, 'tag1')!)).toEqual(['1 entry1', '2 tag1', '3 wait1', '4 branch1', '·5 yes message1', '·→ ', '·no → '])
    expect(later(g, 'wait1')).toEqual(earlier(g, 'tag1'))
    expect(earlier(g, 'wait1')).toBeNull()
    expect(later(EMPTY, 'entry1')).toBeNull()
  })
  it('copies a step with its settings and without its ways', () => {
    const g = replace(small(), { ...nodeOf(small(), 'message1')!, message: { class: 'care', text: 'a.b' } })
    const c = copied(g, nodeOf(g, 'message1')!)
    expect(c).toEqual({ id: 'message2', kind: 'message', to: {}, message: { class: 'care', text: 'a.b' } })
  })
  it('takes back and does again; a word that is typed is one deed', () => {
    let d = begin(EMPTY)
    d = done(d, small())
    for (const name of ['等', '等一', '等一等']) d = done(d, replace(d.now, { ...nodeOf(d.now, 'wait1')!, name }), 'wait1')
    expect(nodeOf(d.now, 'wait1')?.name).toBe('等一等')
    d = back(d)
    expect(nodeOf(d.now, 'wait1')?.name).toBeUndefined()
    d = back(d)
    expect(d.now).toBe(EMPTY)
    expect(back(d)).toBe(d)
    d = again(again(d))
    expect(nodeOf(d.now, 'wait1')?.name).toBe('等一等')
    expect(again(d)).toBe(d)
  })
  // Whatever is done in whatever order, every step stays reachable and every way leads somewhere or ends.
  it('stays whole under random hands', () => {
    const kinds: Kind[] = ['wait', 'wait_for', 'branch', 'split', 'ladder', 'message', 'task', 'tag', 'goal', 'exit', 'loop', 'holdout']
    let seed = 20261123
    const draw = (n: number) => { seed = (seed * 1103515245 + 12345) & 0x7fffffff; return Math.floor((seed / 0x7fffffff) * n) % n }
    for (let round = 0; round < 60; round++) {
      let g = EMPTY
      for (let i = 0; i < 40; i++) {
        const n = g.nodes[draw(g.nodes.length)]!
        const ways = outs(n)
        if (draw(4) > 0 && ways.length > 0) {
          const kind = kinds[draw(kinds.length)]!
          g = insert(g, { from: n.id, port: ways[draw(ways.length)]!.port }, draw(5) === 0 && n.kind !== 'entry' ? copied(g, n) : fresh(kind, freeKey(g, kind)))
        } else if (draw(3) === 0) g = earlier(g, n.id) ?? g
        else g = remove(g, n.id)
        const seen = reachable(g, 'entry1')
        expect(g.nodes.filter((x) => !seen.has(x.id)).map((x) => x.id)).toEqual([])
        for (const x of g.nodes) for (const [port, to] of Object.entries(x.to ?? {})) expect([x.id, port, ports(x).includes(port), !!nodeOf(g, to)]).toEqual([x.id, port, true, true])
        expect(new Set(g.nodes.map((x) => x.id)).size).toBe(g.nodes.length)
        expect(lines(g).filter(isLine)).toHaveLength(g.nodes.length)
      }
    }
  })
})

describe('where the cards stand', () => {
  it('from left to right, and the arrows walk along', () => {
    const places = layout(small())
    const at = (id: string) => places.get(id)!
    expect(at('entry1').x).toBeLessThan(at('wait1').x)
    expect(at('wait1').x).toBeLessThan(at('branch1').x)
    expect(neighbour(places, 'entry1', 'right')).toBe('wait1')
    expect(neighbour(places, 'branch1', 'left')).toBe('wait1')
    expect(neighbour(places, 'entry1', 'left')).toBe('')
    const [upper, lower] = ['message1', 'branch1/no'].sort((a, b) => at(a).y - at(b).y) as [string, string]
    expect([neighbour(places, upper, 'down'), neighbour(places, lower, 'up')]).toEqual([lower, upper])
  })
})

describe('what a step says', () => {
  it('names days, times and anchors as people do', () => {
    expect(delay({})).toBe('立即')
    expect(delay({ amount: 1, unit: 'days', at: '09:00' })).toBe('次日 09:00')
    expect(delay({ amount: 3, unit: 'days' })).toBe('3 天后')
    expect(delay({ at: '20:00' })).toBe('到 20:00')
    expect(delay({ amount: 1, unit: 'weeks', weekdays: [0, 1], at: '10:00' })).toBe('1 周后 周一、周日 10:00')
    expect(delay({ anchor: 'next_visit', amount: -1, unit: 'days', at: '18:00' })).toMatch(/前 1 天 18:00$/)
  })
  it('is whole even where something is missing', () => {
    for (const kind of ['entry', 'wait', 'wait_for', 'branch', 'split', 'holdout', 'ladder', 'message', 'task', 'tag', 'grant', 'set', 'call', 'goal', 'exit', 'loop'] as const) {
      expect(sentence(fresh(kind, 'x'), NAMES)).not.toMatch(/jny\.|undefined|\{/)
    }
    expect(sentence({ id: 'm', kind: 'message', message: { class: 'care', text: 'k', channels: ['mini_subscribe', 'sms'] } }, NAMES)).toBe('发“《k》”（随访），依次用 小程序订阅消息 → 短信')
    expect(sentence({ id: 'b', kind: 'branch', branch: { rule: { op: 'attr' } } }, NAMES)).toBe('如果 欠费超过 100 元')
    expect(portName({ id: 's', kind: 'split', split: { ways: [{ key: 'a', weight: 3 }, { key: 'b', weight: 1 }] } }, 'a')).toBe('A 75 %')
  })
  it('reads in English as well', async () => {
    await switchLocale('en')
    expect(delay({ amount: 1, unit: 'days', at: '09:00' })).toBe('the next day, 09:00')
    expect(sentence({ id: 'w', kind: 'wait', wait: { amount: 3, unit: 'days' } }, NAMES)).toBe('Wait: after 3 days')
    await switchLocale('zh-CN')
  })
})
