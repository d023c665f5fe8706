import type { Branch } from './queries'

/** One person in the picture; pixels from the left upper corner. */
export interface Node {
  branch: Branch
  x: number
  y: number
  /** Children that are not drawn because the branch is folded. */
  folded: number
}

export interface Picture {
  nodes: Node[]
  /** From the introducer to the introduced, as paths. */
  lines: { id: string; d: string }[]
  width: number
  height: number
}

export const NODE = { width: 168, height: 34 }
const STEP = { x: 234, y: 42 }
const EDGE = 10

/**
 * Lays a referral tree out from left to right: a person stands beside the
 * middle of those they brought. open names the people whose branches are drawn.
 */
export function layout(branches: readonly Branch[], open: (b: Branch) => boolean): Picture {
  const children = new Map<string, Branch[]>()
  for (const b of branches) if (b.parent_id) children.set(b.parent_id, [...(children.get(b.parent_id) ?? []), b])
  const at = new Map<string, Node>()
  let row = 0
  let deepest = 0
  const place = (b: Branch, depth: number): number => {
    const all = children.get(b.id) ?? []
    const shown = open(b) ? all : []
    deepest = Math.max(deepest, depth)
    const middles = shown.map((c) => place(c, depth + 1))
    const y = middles.length > 0 ? (middles[0]! + middles.at(-1)!) / 2 : EDGE + row++ * STEP.y
    at.set(b.id, { branch: b, x: EDGE + depth * STEP.x, y, folded: shown.length === 0 ? all.length : 0 })
    return y
  }
  const roots = branches.filter((b) => !b.parent_id)
  for (const r of roots) place(r, 0)
  const nodes = branches.map((b) => at.get(b.id)).filter((n): n is Node => n !== undefined)
  const lines = nodes.filter((n) => n.branch.parent_id).map((n) => {
    const from = at.get(n.branch.parent_id)!
    const [x1, y1, x2, y2] = [from.x + NODE.width, from.y + NODE.height / 2, n.x, n.y + NODE.height / 2]
    const bend = (x1 + x2) / 2
    return { id: n.branch.id, d: `M${x1} ${y1} C${bend} ${y1} ${bend} ${y2} ${x2} ${y2}` }
  })
  return { nodes, lines, width: 2 * EDGE + deepest * STEP.x + NODE.width + 40, height: 2 * EDGE + Math.max(1, row) * STEP.y - (STEP.y - NODE.height) }
}

/** Up to so many people a tree is drawn whole. */
const WHOLE = 60

/** The branches that are drawn at first: all of a small tree, two steps of a large one. */
export function openAtFirst(branches: readonly Branch[]): Set<string> {
  return new Set(branches.filter((b) => branches.length <= WHOLE || b.depth < 2).map((b) => b.id))
}
