import { describe, expect, it } from 'vitest'
import type { Branch } from './queries'
import { NODE, layout, openAtFirst } from './tree'

const branch = (id: string, parent_id = '', depth = 0): Branch =>
  ({ id, parent_id, depth, direct: 0, total: 0, hidden: false, home_clinic_id: '', name: id, record_no: '' })
const family = [branch('root'), branch('a', 'root', 1), branch('b', 'root', 1), branch('a1', 'a', 2), branch('a2', 'a', 2)]
const all = () => true

describe('the referral tree', () => {
  it('puts each person beside the middle of those they brought', () => {
    const { nodes, lines } = layout(family, all)
    const y = (id: string) => nodes.find((n) => n.branch.id === id)!.y
    expect(y('a')).toBe((y('a1') + y('a2')) / 2)
    expect(y('root')).toBe((y('a') + y('b')) / 2)
    expect(lines.map((l) => l.id).sort()).toEqual(['a', 'a1', 'a2', 'b'])
  })
  it('draws nobody over anybody, and all within the picture', () => {
    const many = [branch('r'), ...Array.from({ length: 200 }, (_, i) => branch(`n${i}`, i < 8 ? 'r' : `n${Math.floor(i / 3)}`, 1))]
    const p = layout(many, all)
    expect(p.nodes).toHaveLength(201)
    const columns = new Map<number, number[]>()
    for (const n of p.nodes) columns.set(n.x, [...(columns.get(n.x) ?? []), n.y])
    for (const ys of columns.values()) {
      ys.sort((a, b) => a - b)
      for (let i = 1; i < ys.length; i++) expect(ys[i]! - ys[i - 1]!).toBeGreaterThanOrEqual(NODE.height)
    }
    for (const n of p.nodes) expect([n.x + NODE.width <= p.width, n.y + NODE.height <= p.height]).toEqual([true, true])
  })
  it('says how many a folded branch hides', () => {
    const { nodes } = layout(family, (b) => b.id === 'root')
    expect(nodes.map((n) => n.branch.id).sort()).toEqual(['a', 'b', 'root'])
    expect(nodes.find((n) => n.branch.id === 'a')!.folded).toBe(2)
  })
  it('opens a small tree whole and a large one two steps', () => {
    expect(openAtFirst(family).size).toBe(5)
    const large = [...family, ...Array.from({ length: 100 }, (_, i) => branch(`x${i}`, 'a2', 3))]
    expect(openAtFirst(large)).toEqual(new Set(['root', 'a', 'b']))
  })
})
