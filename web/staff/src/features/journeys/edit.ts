/**
 * What one does to a graph by hand: every deed gives a new graph and leaves the
 * old one as it was, so that it can be taken back.
 */
import { entryOf, main, outs, withOut, type Graph, type Node } from './graph'

/** A way out of a node: where something can be put in. */
export interface Place { from: string; port: string }

export const nodeOf = (g: Graph, key: string): Node | undefined => g.nodes.find((n) => n.id === key)

/** Who leads to a node, and by which way out. */
export const leadingTo = (g: Graph, key: string): Place[] => g.nodes.flatMap((n) => outs(n).filter((o) => o.to === key).map((o) => ({ from: n.id, port: o.port })))

/** What one comes to from a node, itself included. */
export function reachable(g: Graph, from: string): Set<string> {
  const seen = new Set<string>()
  const todo = [from]
  for (let key = todo.pop(); key !== undefined; key = todo.pop()) {
    const n = seen.has(key) ? undefined : nodeOf(g, key)
    if (!n) continue
    seen.add(key)
    todo.push(...outs(n).map((o) => o.to).filter(Boolean))
  }
  return seen
}

/** A key that is free: the kind and a number, short enough to be said over the phone. */
export function freeKey(g: Graph, kind: string): string {
  for (let n = 1; ; n++) if (!nodeOf(g, `${kind}${n}`)) return `${kind}${n}`
}

export const replace = (g: Graph, n: Node): Graph => ({ ...g, nodes: g.nodes.map((x) => (x.id === n.id ? n : x)) })

/** Leads a way out to another node, or to nothing. */
export function lead(g: Graph, at: Place, to: string): Graph {
  const n = nodeOf(g, at.from)
  return n ? replace(g, withOut(n, at.port, to)) : g
}

/** Puts a node into a way: what came after the way comes after the node. */
export function insert(g: Graph, at: Place, n: Node): Graph {
  const before = nodeOf(g, at.from)
  if (!before) return g
  const next = outs(before).find((o) => o.port === at.port)?.to ?? ''
  const own = main(n) ? withOut(n, main(n), next) : n
  const put = lead({ ...g, nodes: [...g.nodes, own] }, at, n.id)
  return main(n) ? put : without(put, lostBy(g, put))
}

/** What was reached before and is not any more. */
function lostBy(before: Graph, after: Graph): Set<string> {
  const was = reachable(before, entryOf(before)?.id ?? '')
  const now = reachable(after, entryOf(after)?.id ?? '')
  return new Set([...was].filter((k) => !now.has(k)))
}

const without = (g: Graph, keys: Set<string>): Graph => ({ ...g, nodes: g.nodes.filter((n) => !keys.has(n.id)) })

/** Takes a node out: its first way joins what was around it, and what hung on its other ways alone goes with it. */
export function remove(g: Graph, key: string): Graph {
  const n = nodeOf(g, key)
  if (!n || n.kind === 'entry') return g
  const next = outs(n).find((o) => o.port === main(n))?.to ?? ''
  const past = leadingTo(g, key).reduce((x, at) => lead(x, at, next === key ? '' : next), g)
  const cut = without(past, new Set([key]))
  return without(cut, lostBy(g, cut))
}

/** The same settings once more, with no ways out yet. */
export function copied(g: Graph, n: Node): Node {
  const id = freeKey(g, n.kind)
  return { ...structuredClone(n), id, to: n.kind === 'loop' ? { body: id } : {} }
}

/** Puts a node before the one that leads to it; null where that is not one plain way. */
export function earlier(g: Graph, key: string): Graph | null {
  const n = nodeOf(g, key)
  const [above, ...others] = leadingTo(g, key)
  const before = above && nodeOf(g, above.from)
  if (!n || !before || others.length > 0 || !main(n) || before.kind === 'entry' || above.port !== main(before)) return null
  const next = outs(n).find((o) => o.port === main(n))?.to ?? ''
  if (next === before.id || leadingTo(g, before.id).some((at) => at.from === key)) return null
  const swapped = leadingTo(g, before.id).reduce((x, at) => lead(x, at, key), g)
  return lead(lead(swapped, { from: key, port: main(n) }, before.id), { from: before.id, port: main(before) }, next)
}

/** Puts a node behind the one that follows it. */
export function later(g: Graph, key: string): Graph | null {
  const n = nodeOf(g, key)
  const next = n && outs(n).find((o) => o.port === main(n))?.to
  return next && n.kind !== 'entry' ? earlier(g, next) : null
}

/** One line of the list of sentences. */
export interface Line {
  node: Node
  /** 1, 2, 3 in the order of reading. */
  number: number
  depth: number
  /** By which way one came, where the node before has several; '' on the only one. */
  port: string
  /** The node whose way it is. */
  of: string
}

/** A way that goes on at a line that was read already, or that ends. */
export interface Turn { of: string; port: string; to: string; depth: number }

/** The graph as one reads it: down the first way of each node, the others set in below. */
export function lines(g: Graph): (Line | Turn)[] {
  const out: (Line | Turn)[] = []
  const seen = new Set<string>()
  let number = 0
  const walk = (key: string, depth: number, port: string, of: string) => {
    const node = nodeOf(g, key)
    if (!node || seen.has(key)) return void out.push({ of, port, to: node ? key : '', depth })
    seen.add(key)
    out.push({ node, number: ++number, depth, port, of })
    const ways = outs(node)
    if (ways.length <= 1) return void (ways[0] && walk(ways[0].to, depth, '', key))
    for (const w of ways) walk(w.to, depth + 1, w.port, key)
  }
  const first = entryOf(g)
  if (first) walk(first.id, 0, '', '')
  // What nothing leads to is shown as well: it is there, and the check will say so.
  for (const n of g.nodes) if (!seen.has(n.id)) walk(n.id, 0, '', '')
  return out
}

export const isLine = (x: Line | Turn): x is Line => 'node' in x

/** What was done to a graph, to be taken back and done again. */
export interface Deeds { now: Graph; past: Graph[]; ahead: Graph[]; on: string }

const KEPT = 100

export const begin = (g: Graph): Deeds => ({ now: g, past: [], ahead: [], on: '' })

/** One deed more. Deeds on the same field one after the other are one: a word that is typed is taken back whole. */
export function done(d: Deeds, g: Graph, on = ''): Deeds {
  if (g === d.now) return d
  return { now: g, past: on !== '' && on === d.on ? d.past : [...d.past, d.now].slice(-KEPT), ahead: [], on }
}

export const back = (d: Deeds): Deeds => (d.past.length === 0 ? d : { now: d.past.at(-1)!, past: d.past.slice(0, -1), ahead: [d.now, ...d.ahead], on: '' })
export const again = (d: Deeds): Deeds => (d.ahead.length === 0 ? d : { now: d.ahead[0]!, past: [...d.past, d.now], ahead: d.ahead.slice(1), on: '' })
