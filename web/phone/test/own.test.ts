// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { OwnPage, Ways, inWeChat, offered, secret, words, wrong, type Own, type OwnDoor } from '../src/own'
import { Texts } from '../src/texts'
import { Refused } from '../src/wire'

const x = new Texts('zh-CN', words)
const child = { id: 'b1', name: '李*木', whose: 'mother', clinic: '风车路店' }
const own = (over: Partial<Own> = {}): Own => ({
  waiting: false, reason: '', account: '牙程口腔', follows: true, people: [],
  invite: { clinic: '风车路店', phone: '128 0000 9001', name: '李*木', minor: true, used: false, bound: false }, ...over,
})
const mine = (people: Own['people']): Own => { const o = own({ people }); delete o.invite; return o }
const settled = () => new Promise((r) => setTimeout(r))
const show = (door: Partial<OwnDoor>, o: Own, failed = vi.fn()) => {
  const page = new OwnPage(door as OwnDoor, o, x, failed)
  document.body.appendChild(page.root)
  return { root: page.root, failed }
}
const click = async (root: HTMLElement, what: string) => { root.querySelector<HTMLElement>(what)!.click(); await settled() }

describe('binding one’s own WeChat', () => {
  beforeEach(() => { document.body.innerHTML = '' })
  it('offers a parent first where the patient is a child', () => {
    expect(offered(true)[0]).toBe('mother')
    expect(offered(false)[0]).toBe('self')
  })
  it('asks who one is before it binds', async () => {
    const bind = vi.fn(() => Promise.resolve(own({ people: [child], invite: { ...own().invite!, used: true, bound: true } })))
    const { root } = show({ bind }, own())
    await click(root, 'button[type=submit]')
    expect(bind).not.toHaveBeenCalled()
    expect(root.querySelector('[role=status]')!.textContent).toContain('您是谁')
    await click(root, 'input[value=mother]')
    await click(root, 'button[type=submit]')
    expect(bind).toHaveBeenCalledWith('mother')
    expect(root.querySelector('h1')!.textContent).toBe('绑定好了')
    expect(root.textContent).not.toContain('关注公众号')
  })
  it('says how to follow to who does not', async () => {
    const { root } = show({ bind: () => Promise.resolve(own({ follows: false, people: [child], invite: { ...own().invite!, used: true, bound: true } })) }, own({ follows: false }))
    await click(root, 'input[value=father]')
    await click(root, 'button[type=submit]')
    expect(root.textContent).toContain('搜索“牙程口腔”')
  })
  it('says what went wrong in its own words', async () => {
    for (const [code, title] of [['messages.invite_used', '已经用过'], ['messages.invite_expired', '失效'], ['messages.arrival_not_found', '重新扫码'], ['off', '停用'], ['unreached', '没有连上微信'], ['code', '没有确认'], ['outside', '用微信打开'], ['?', '打不开']] as const) {
      expect(wrong(code, x).textContent).toContain(title)
    }
    const { root, failed } = show({ bind: () => Promise.reject(new Refused('refused', [], 'messages.invite_used')) }, own())
    await click(root, 'input[value=mother]')
    await click(root, 'button[type=submit]')
    expect(failed).toHaveBeenCalledWith('messages.invite_used')
  })
  it('tells who is bound already, and who comes too late', () => {
    expect(show({}, own({ people: [child], invite: { ...own().invite!, bound: true, used: true } })).root.querySelector('h1')!.textContent).toContain('已经绑定过')
    expect(show({}, own({ invite: { ...own().invite!, used: true } })).root.querySelector('h1')!.textContent).toContain('已经用过')
  })
  it('unbinds, and takes it back', async () => {
    const again = vi.fn(() => Promise.resolve(mine([child])))
    const { root } = show({ unbind: () => Promise.resolve(mine([])), again }, mine([child]))
    await click(root, '.own-row button')
    expect(root.textContent).toContain('已解除李*木')
    await click(root, '.own-back')
    expect(again).toHaveBeenCalled()
    expect(root.querySelectorAll('.own-row')).toHaveLength(1)
    expect(root.textContent).not.toContain('已解除')
  })
  it('says that it did not work', async () => {
    const { root } = show({ unbind: () => Promise.reject(new Error('offline')) }, mine([child]))
    await click(root, '.own-row button')
    expect(root.querySelector('.why-said')!.textContent).toContain('没有成功')
  })
})

describe('the way through WeChat', () => {
  it('is kept in this window alone, and nothing breaks where it may not be', () => {
    const ways = new Ways(sessionStorage)
    const way = { group: 'demo', state: 's', browser: secret(), from: '/m/b/demo/t' }
    expect(way.browser).toMatch(/^[0-9a-f]{32}$/)
    expect(ways.write(way)).toBe(true)
    expect(ways.read()).toEqual(way)
    expect(new Ways(null).write(way)).toBe(false)
    expect(new Ways(null).read()).toBeNull()
  })
  it('knows the browser within WeChat', () => {
    expect(inWeChat('Mozilla/5.0 (iPhone) MicroMessenger/8.0.49')).toBe(true)
    expect(inWeChat('Mozilla/5.0 (iPhone) Safari/604.1')).toBe(false)
  })
})
