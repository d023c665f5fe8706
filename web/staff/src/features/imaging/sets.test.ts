import { describe, expect, it } from 'vitest'
import type { Image, Slot } from './queries'
import { SLOTS, common, guess, guessOrdered, inOrder, nextGroup, sittings, sums, totals } from './sets'

let n = 0
const image = (slot: Slot, day: string, more: Partial<Image> = {}): Image => ({
  id: `i${++n}`, version: 1, clinic_id: 'c', patient_id: 'p', visit_id: '', slot, site: '', day, taken_at: 0, taken_by: '', added_at: n, added_by: '',
  size: 1, media: 'image/jpeg', width: 4, height: 3, drawn: true, trouble: '', name_in_file: '', withdrawn_at: 0, withdrawn_by: '', withdrawn_reason: '', order_id: '', point_x: 0, point_y: 0, ...more,
})

describe('sets', () => {
  it('knows every slot once', () => {
    expect(new Set(SLOTS).size).toBe(16)
  })
  it('lays images out by visit and day, the latest first', () => {
    const list = sittings([image('oral_front', '2026-01-02'), image('face_front', '2026-11-22', { visit_id: 'v' }), image('oral_left', '2026-11-22', { visit_id: 'v' }),
      image('film_pano', '2026-11-22')])
    expect(list.map((s) => [s.day, s.visit, s.images.length])).toEqual([['2026-11-22', '', 1], ['2026-11-22', 'v', 2], ['2026-01-02', '', 1]])
    expect(inOrder(list[1]!).map((i) => i.slot)).toEqual(['face_front', 'oral_left'])
  })
  it('guesses slots by order and skips what is there', () => {
    const day = '2026-11-22'
    expect(guess(3, [image('face_front', day)], 'face')).toEqual(['face_front_smile', 'face_oblique', 'face_oblique_smile'])
    expect(guess(7, [], 'oral')).toEqual(['oral_right', 'oral_front', 'oral_left', 'oral_upper', 'oral_lower', 'other', 'other'])
    expect(guess(8, [], 'face').slice(5)).toEqual(['face_profile_smile', 'oral_right', 'oral_front'])
    expect(guess(2, [image('film_pano', day)], 'film')).toEqual(['film_ceph', 'film_ceph'])
    expect(guess(1, [], 'other')).toEqual(['other'])
  })
  it('files what an order asked for', () => {
    const day = '2026-11-22'
    expect(guessOrdered(3, [], ['I02', 'I03'])).toEqual(['film_pano', 'film_ceph', 'film_ceph'])
    expect(guessOrdered(1, [image('film_pano', day)], ['I02', 'I03'])).toEqual(['film_ceph'])
    expect(guessOrdered(2, [], ['I01'])).toEqual(['film_periapical', 'film_periapical'])
    expect(guessOrdered(1, [], ['O01'])).toEqual(['face_front'])
    expect(guessOrdered(1, [], ['X'])).toEqual(['other'])
    expect(guessOrdered(1, [], [])).toEqual(['other'])
  })
  it('says what a set lacks next', () => {
    const day = '2026-11-22'
    const all = (slots: readonly Slot[]) => slots.map((s) => image(s, day))
    expect(nextGroup([])).toBe('face')
    expect(nextGroup(all(SLOTS.slice(0, 6)))).toBe('oral')
    expect(nextGroup(all(SLOTS))).toBe('other')
  })
  it('compares only what both days can show', () => {
    const [a, b] = sittings([image('face_front', '2026-01-02'), image('oral_front', '2026-01-02'), image('oral_front', '2026-11-22'),
      image('face_front', '2026-11-22', { drawn: false })])
    expect(common(a!, b!)).toEqual(['oral_front'])
  })
  it('adds amounts up to the fen', () => {
    const rows = [{ who: '甲', quantity: 1, amount: 12000 }, { who: '乙', quantity: 3, amount: 9001 }, { who: '甲', quantity: 2, amount: -1 }]
    expect(sums(rows, (r) => r.who)).toEqual([{ key: '甲', quantity: 3, amount: 11999 }, { key: '乙', quantity: 3, amount: 9001 }])
  })
  it('adds counts up', () => {
    const rows = [{ name: '甲', count: 2 }, { name: '乙', count: 3 }, { name: '甲', count: 2 }]
    expect(totals(rows, (r) => r.name)).toEqual([['甲', 4], ['乙', 3]])
  })
})
