import { expect, test } from 'vitest'
import { grouped } from './Texts'
import type { Ready } from '../queries'

const text = (key: string, cls: Ready['class'], name: string, words: string): Ready => ({ key, name, text: words, class: cls })
const list = [text('a', 'service', '地址', '积木路 1 号'), text('b', 'care', '补牙后', '两小时后吃饭'), text('c', 'service', '问候', '您好')]

test('texts stand by what they are for, in the order in which those come', () => {
  expect(grouped(list, '').map(([c, l]) => [c, l.map((r) => r.key)])).toEqual([['service', ['a', 'c']], ['care', ['b']]])
})

test('what is looked for may stand in the name or in the words', () => {
  expect(grouped(list, ' 吃饭 ').map(([c]) => c)).toEqual(['care'])
  expect(grouped(list, '地址')[0]?.[1].map((r) => r.key)).toEqual(['a'])
  expect(grouped(list, '没有')).toEqual([])
})
