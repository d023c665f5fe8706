import { describe, expect, it } from 'vitest'
import { columnAt, columnBoxes, fold, hoursOf, lay, minuteAt, mostLanes, nextSpot, scaleFor, yOf, type Spot } from '../src'

const s = (start: number, end: number) => ({ start, end })

describe('lay', () => {
  it('gives a lone item the whole column', () => {
    expect(lay([s(0, 10)])).toEqual([{ item: s(0, 10), lane: 0, lanes: 1 }])
  })
  it('lets items that only touch share a lane', () => {
    expect(lay([s(0, 10), s(10, 20)]).map((l) => [l.lane, l.lanes])).toEqual([[0, 1], [0, 1]])
  })
  it('reuses the first free lane and counts lanes per cluster', () => {
    const laid = lay([s(0, 30), s(5, 10), s(10, 20), s(40, 50)])
    expect(laid.map((l) => [l.lane, l.lanes])).toEqual([[0, 2], [1, 2], [1, 2], [0, 1]])
  })
  it('counts an item as long as its card is high', () => {
    expect(lay([s(0, 5), s(5, 20)], 10).map((l) => l.lanes)).toEqual([2, 2])
    expect(lay([s(0, 5), s(5, 20)]).map((l) => l.lanes)).toEqual([1, 1])
  })
  it('never lets two items of one lane overlap, over many random days', () => {
    let x = 12345
    const rnd = (n: number) => (x = (x * 1103515245 + 12345) % 2147483648) % n
    for (let day = 0; day < 200; day++) {
      const items = Array.from({ length: 40 }, () => { const a = rnd(500); return s(a, a + 5 + rnd(60)) }).sort((a, b) => a.start - b.start)
      const laid = lay(items)
      const wrong = laid.flatMap((a) => laid.filter((b) => a !== b && a.item.start < b.item.end && b.item.start < a.item.end && (a.lane === b.lane || a.lanes !== b.lanes || a.lane >= a.lanes)).map((b) => [a, b]))
      expect([day, wrong]).toEqual([day, []])
    }
  })
})

describe('fold', () => {
  const four = lay([s(0, 30), s(1, 30), s(2, 30), s(3, 30)])
  it('leaves lanes alone that are wide enough', () => {
    expect(fold(four, 200, 44)).toEqual({ shown: four, folds: [] })
  })
  it('folds the surplus into one box and loses nobody', () => {
    const { shown, folds } = fold(four, 100, 44)
    expect(shown.map((l) => [l.lane, l.lanes])).toEqual([[0, 2]])
    expect(folds).toHaveLength(1)
    expect(folds[0]).toMatchObject({ start: 1, end: 30, lane: 1, lanes: 2 })
    expect(folds[0]!.items).toHaveLength(3)
  })
  it('folds everything when not even two lanes fit', () => {
    const { shown, folds } = fold(lay([s(0, 10), s(0, 10)]), 60, 44)
    expect(shown).toHaveLength(0)
    expect(folds[0]!.items).toHaveLength(2)
  })
})

describe('scale', () => {
  it('fits a nine hour day into the height it is given', () => {
    const scale = scaleFor('fit', s(540, 1080), 752)
    expect(yOf(scale, 1080)).toBeLessThanOrEqual(752)
    expect(yOf(scale, 555)).toBeGreaterThan(20)
    expect(minuteAt(scale, yOf(scale, 700))).toBeCloseTo(700)
  })
  it('never makes a quarter of an hour lower than 14 px', () => {
    expect(scaleFor('fit', s(480, 1260), 300).px * 15).toBe(14)
  })
  it('rounds the hours out to halves and takes in early visits', () => {
    expect(hoursOf(540, 1080, [s(535, 545), s(1075, 1085)])).toEqual(s(510, 1110))
  })
  it('shares the width by weight and finds a column under a point', () => {
    const boxes = columnBoxes([2, 1, 1], 400, 50)
    expect(boxes).toEqual([{ left: 0, width: 200 }, { left: 200, width: 100 }, { left: 300, width: 100 }])
    expect([-5, 199, 200, 399, 900].map((x) => columnAt(boxes, x))).toEqual([0, 0, 1, 2, 2])
  })
  it('reports the widest cluster', () => {
    expect(mostLanes([])).toBe(1)
    expect(mostLanes([s(0, 10), s(5, 10), s(20, 30)])).toBe(2)
  })
})

describe('arrow keys', () => {
  const spots: Spot[] = [
    { key: 'a', column: 0, start: 540, end: 555 }, { key: 'b', column: 0, start: 600, end: 615 },
    { key: 'c', column: 2, start: 545, end: 560 }, { key: 'd', column: 2, start: 610, end: 640 },
  ]
  it('walks a column', () => {
    expect(nextSpot(spots, 'a', 'down')).toBe('b')
    expect(nextSpot(spots, 'b', 'up')).toBe('a')
    expect(nextSpot(spots, 'b', 'down')).toBe('b')
  })
  it('jumps over an empty column to the nearest time', () => {
    expect(nextSpot(spots, 'b', 'right')).toBe('d')
    expect(nextSpot(spots, 'c', 'left')).toBe('a')
    expect(nextSpot(spots, 'c', 'right')).toBe('c')
  })
  it('starts at the first card', () => {
    expect(nextSpot(spots, 'gone', 'down')).toBe('a')
    expect(nextSpot([], 'gone', 'down')).toBe('')
  })
})
