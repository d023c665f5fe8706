import { describe, expect, it } from 'vitest'
import { Frames } from './frames'

describe('frames', () => {
  it('are whole wherever the network cuts them', () => {
    const text = 'id: e.1\nevent: hello\ndata: {}\n\nretry: 1000\n\n: still here\n\nid: e.2\nevent: change\ndata: {"topic":"visits"}\n\n'
    for (let size = 1; size < 20; size++) {
      const frames = new Frames()
      const got = (text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []).flatMap((part) => frames.take(part))
      expect(got).toEqual([{ id: 'e.1', event: 'hello', data: '{}' }, { id: 'e.2', event: 'change', data: '{"topic":"visits"}' }])
    }
  })
})
