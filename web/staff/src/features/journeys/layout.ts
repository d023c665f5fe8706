import { Graph as Dagre, layout as run } from '@dagrejs/dagre'
import { outs, type Graph } from './graph'
import { nodeOf } from './edit'

export const CARD = { width: 216, height: 92 }
export const OPEN = { width: 30, height: 30 }

export interface Placed { id: string; x: number; y: number; width: number; height: number }
/** The name of a way out that leads to nothing yet. */
export const openId = (from: string, port: string): string => `${from}/${port}`

/** Where each card stands: from left to right, ways beside each other. Upper left corners. */
export function layout(g: Graph): Map<string, Placed> {
  const d = new Dagre()
  d.setGraph({ rankdir: 'LR', nodesep: 28, ranksep: 76, marginx: 8, marginy: 8 })
  d.setDefaultEdgeLabel(() => ({}))
  for (const n of g.nodes) d.setNode(n.id, { ...CARD })
  for (const n of g.nodes) {
    for (const o of outs(n)) {
      if (nodeOf(g, o.to)) d.setEdge(n.id, o.to)
      else {
        d.setNode(openId(n.id, o.port), { ...OPEN })
        d.setEdge(n.id, openId(n.id, o.port))
      }
    }
  }
  run(d)
  return new Map(d.nodes().map((id) => {
    const at = d.node(id) as { x: number; y: number; width: number; height: number }
    return [id, { id, x: at.x - at.width / 2, y: at.y - at.height / 2, width: at.width, height: at.height }]
  }))
}

type Way = 'left' | 'right' | 'up' | 'down'

/** The card that one looks for with an arrow key: the nearest in that direction. */
export function neighbour(places: Map<string, Placed>, from: string, way: Way): string {
  const at = places.get(from)
  if (!at) return ''
  let best = ''
  let least = Infinity
  for (const p of places.values()) {
    const [dx, dy] = [p.x + p.width / 2 - at.x - at.width / 2, p.y + p.height / 2 - at.y - at.height / 2]
    const along = way === 'right' ? dx : way === 'left' ? -dx : way === 'down' ? dy : -dy
    const across = Math.abs(way === 'right' || way === 'left' ? dy : dx)
    if (p.id === from || along <= 8) continue
    const far = along + 2 * across
    if (far < least) { least = far; best = p.id }
  }
  return best
}
