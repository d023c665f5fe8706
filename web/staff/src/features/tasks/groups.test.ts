import { describe, expect, it } from 'vitest'
import { grouped } from './groups'

const task = (id: string, due_at: number, priority = 2) => ({ id, due_at, priority })
const names = (rows: ReturnType<typeof task>[]) => grouped(rows, 100, 200).map((g) => `${g.group}: ${g.rows.map((x) => x.id).join(' ')}`)

describe('tasks by when they are due', () => {
  it('are late from the instant on, of today until its end', () => {
    expect(names([task('a', 100), task('b', 101), task('c', 199), task('d', 200)])).toEqual(['late: a', 'today: b c', 'later: d'])
  })
  it('have the urgent ones first, and no empty group', () => {
    expect(names([task('a', 300), task('b', 250), task('c', 400, 1)])).toEqual(['later: c b a'])
    expect(names([])).toEqual([])
  })
})
