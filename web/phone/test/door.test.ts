// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest'
import { WhyPage, ordered, reasonOf, type Choice, type Why, type WhyDoor, words } from '../src/door'
import { Texts } from '../src/texts'

const stop = (c: string, over: Partial<Why['stops'][number]> = {}) => ({ class: c, here: false, all: false, by: '', ...over })
const why = (over: Partial<Why> = {}): Why => ({
  clinic: '积木市牙程口腔', phone: '128 0000 9001', name: '李*木', class: 'relation', channel: 'sms', at: 0, reason: { zh: '', en: '' }, basis: 'relation',
  stops: ['marketing', 'relation', 'service', 'care'].map((c) => stop(c)), ...over,
})
/** A door that notes what was chosen, and answers as told. */
function door(answer: (c: Choice) => Promise<Why>) {
  const chosen: Choice[] = []
  return { chosen, door: { read: () => Promise.reject(new Error('not asked')), choose: (c: Choice) => { chosen.push(c); return answer(c) } } as unknown as WhyDoor }
}
const settled = () => new Promise((r) => setTimeout(r))

describe('why a message came', () => {
  beforeEach(() => { document.body.innerHTML = '' })
  it('is said in the reader’s language, by its kind where nobody said more', () => {
    expect(reasonOf(why(), new Texts('en', words))).toContain('greet')
    expect(reasonOf(why({ reason: { zh: '甲', en: 'A', tw: '乙' } }), new Texts('zh-TW', words))).toBe('乙')
    expect(reasonOf(why({ reason: { zh: '甲', en: 'A' } }), new Texts('zh-TW', words))).toBe('甲')
  })
  it('puts the kind of the message first', () => { expect(ordered(why()).map((s) => s.class)).toEqual(['relation', 'marketing', 'service', 'care']) })
  it('stops with one tap, and takes it back with another', async () => {
    const { door: d, chosen } = door((c) => Promise.resolve(why({ stops: [stop('relation', { all: !c.wanted, by: c.wanted ? '' : 'page' })] })))
    const page = new WhyPage(d, why(), new Texts('zh-CN', words))
    document.body.appendChild(page.root)
    page.root.querySelector<HTMLElement>('.stop-own .go')!.click()
    await settled()
    expect(page.root.textContent).toContain('已停止')
    page.root.querySelector<HTMLElement>('.stop-own button')!.click()
    await settled()
    expect(chosen).toEqual([{ class: 'relation', here: false, wanted: false }, { class: 'relation', here: false, wanted: true }])
    expect(page.root.textContent).not.toContain('已停止')
  })
  it('does not offer to take back what was told the clinic', () => {
    const page = new WhyPage(door(() => Promise.resolve(why())).door, why({ stops: [stop('relation', { all: true, by: 'hand' })] }), new Texts('zh-CN', words))
    expect(page.root.querySelectorAll('.stop button')).toHaveLength(0)
  })
  it('says that it did not work', async () => {
    const page = new WhyPage(door(() => Promise.reject(new Error('offline'))).door, why(), new Texts('zh-CN', words))
    page.root.querySelector<HTMLElement>('.go')!.click()
    await settled()
    expect(page.root.querySelector('[role=status]')!.textContent).not.toBe('')
  })
})
