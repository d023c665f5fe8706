import { describe, expect, it } from 'vitest'
import { addLine, contentOf, draftOf, emptyDraft, paidPercent, withPaid } from './draft'
import type { Plan } from './queries'

const item = {
  id: 'i', catalog_id: 'c', name_zh: '冠', name_en: 'Crown', teeth: 'tooth', site: '11,21', quantity: 2, sessions: 0, discount: { kind: 'off', value: 500 }, insured: false, note: '',
}
const plan = { title: '方案', note: '', doctor_id: 'd', coordinator_id: '', offer: { plan: { kind: 'rate', value: 9500 } }, items: [item] } as unknown as Plan

describe('a plan as it is edited', () => {
  it('sends back what the plan said', () => {
    expect(contentOf(draftOf(plan, (i) => i.name_zh))).toEqual({
      title: '方案', doctor_id: 'd', offer: { plan: { kind: 'rate', value: 9500 } },
      items: [{ id: 'i', catalog_id: 'c', site: '11,21', quantity: 2, discount: { kind: 'off', value: 500 } }],
    })
  })
  it('keeps a discount that the line does not show, and drops one that was emptied', () => {
    const d = draftOf({ ...plan, items: [{ ...item, discount: { kind: 'rate', value: 9000 } }] } as unknown as Plan, () => '')
    expect(contentOf(d).items[0]!.discount).toEqual({ kind: 'rate', value: 9000 })
    const e = draftOf(plan, () => '')
    e.lines[0]!.off = undefined
    expect(contentOf(e).items[0]!.discount).toEqual({})
  })
  it('sends the reviews of a contract with its shares', () => {
    const shares = { fitting: { share: 4000 }, debond: { share: 500 }, retention: { share: 500 }, reviews: 20 }
    const d = draftOf({ ...plan, items: [{ ...item, shares }] } as unknown as Plan, () => '')
    d.lines[0]!.shares = { ...shares, reviews: 24 }
    expect(contentOf(d).items[0]!.shares).toEqual({ ...shares, reviews: 24 })
  })
  it('reads and writes what is paid of the whole', () => {
    expect(paidPercent({})).toBe(100)
    expect(paidPercent({ plan: { kind: 'rate', value: 8850 } })).toBe(88.5)
    expect(paidPercent({ plan: { kind: 'off', value: 100 } })).toBeUndefined()
    expect(withPaid({ member: 9500 }, 88.5)).toEqual({ member: 9500, plan: { kind: 'rate', value: 8850 } })
    expect(withPaid({ plan: { kind: 'off', value: 1 } }, 100)).toEqual({ plan: {} })
  })
  it('adds an item with what the clinic usually does', () => {
    const lines = addLine(draftOf(plan, () => '').lines, { catalog_id: 'x', name: '金属托槽', teeth: 'mouth', contract: true, insurable: false })
    expect(lines.map((l) => l.key)).toEqual([0, 1])
    expect(contentOf({ ...emptyDraft(''), lines: [lines[1]!] }).items).toEqual([{ catalog_id: 'x', quantity: 1, discount: {} }])
  })
  it('begins empty', () => expect(contentOf(emptyDraft(''))).toEqual({ offer: {}, items: [] }))
})
