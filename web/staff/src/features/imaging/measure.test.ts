import { describe, expect, it } from 'vitest'
import { PLAIN, distance, levelled, spotAt, zoomed } from './measure'

const box = { width: 400, height: 200, left: 500, top: 300 }
const near = (s: { x: number; y: number } | null, x: number, y: number) => { expect(s?.x).toBeCloseTo(x); expect(s?.y).toBeCloseTo(y) }

describe('measuring', () => {
  it('finds the spot below a finger, however the picture lies', () => {
    near(spotAt({ x: 500, y: 300 }, box, PLAIN), 0.5, 0.5)
    near(spotAt({ x: 300, y: 200 }, box, PLAIN), 0, 0)
    near(spotAt({ x: 500 + 100, y: 300 }, box, { ...PLAIN, zoom: 2 }), 0.625, 0.5)
    near(spotAt({ x: 510, y: 320 }, box, { ...PLAIN, x: 10, y: 20 }), 0.5, 0.5)
    // Turned by a quarter its right side looks down.
    near(spotAt({ x: 500, y: 300 + 100 }, box, { ...PLAIN, turn: 90 }), 0.75, 0.5)
    expect(spotAt({ x: 299, y: 300 }, box, PLAIN)).toBeNull()
  })
  it('measures in millimetres where the file says how large a point is', () => {
    const film = { width: 1000, height: 500, point_x: 100_000, point_y: 200_000 }
    const mm = distance(film, { x: 0.1, y: 0.5 }, { x: 0.4, y: 0.5 })
    expect(mm.unit).toBe('mm')
    expect(mm.n).toBeCloseTo(30)
    expect(distance(film, { x: 0, y: 0 }, { x: 0.3, y: 0.4 }).n).toBeCloseTo(50)
    expect(distance({ ...film, point_x: 0 }, { x: 0, y: 0 }, { x: 0.3, y: 0.8 })).toEqual({ n: 500, unit: 'px' })
  })
  it('holds the point below the finger while it zooms', () => {
    const about = { x: 560, y: 310 }
    const before = spotAt(about, box, PLAIN)!
    const look = zoomed(PLAIN, 2.5, about, box)
    near(spotAt(about, box, look), before.x, before.y)
    expect(zoomed(PLAIN, 100).zoom).toBe(10)
    expect(zoomed({ ...PLAIN, zoom: 2, x: 30, y: -10 }, 0.5)).toMatchObject({ zoom: 1, x: 15, y: -5 })
  })
  it('keeps light and contrast within what can be seen', () => {
    expect(levelled(PLAIN, 40, -20)).toMatchObject({ contrast: 120, light: 110 })
    expect(levelled(PLAIN, -9999, 9999)).toMatchObject({ contrast: 20, light: 20 })
  })
})
