import { expect, it } from 'vitest'
import { grouped } from '../src'

it('groups rows in the order in which their keys first come', () => {
  expect(grouped(['b1', 'a1', 'b2'], (s) => s[0])).toEqual([['b', ['b1', 'b2']], ['a', ['a1']]])
  expect(grouped([], () => 0)).toEqual([])
})
