// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { CheckInPage, type CheckIn, type CheckInDoor, words } from '../src/checkin'
import { Drafts } from '../src/kept'
import { Texts } from '../src/texts'
import { Refused, type Answers } from '../src/wire'

const page: CheckIn = {
  clinic: '风车路店', phone: '0571-8888 0001', name: '李*木', programme: { zh: '儿童早矫', en: 'Early treatment' }, state: 'active', today: '2026-11-22', day: '2026-11-22', make_up_day: '',
  next_day: '2026-11-23', window: { from: '19:00', to: '22:30' }, streak: 3, days: [{ day: '2026-11-20', state: 'missed' }, { day: '2026-11-21', state: 'done' }],
  items: [{ key: 'hours', kind: 'hours', words: { zh: '今天戴了几小时', en: 'Hours' }, target: 14, max: 24, must: true },
    { key: 'brushed', kind: 'yes_no', words: { zh: '刷干净了吗', en: 'Brushed?' }, target: 0, max: 0, must: false },
    { key: 'note', kind: 'text', words: { zh: '想说的话', en: 'Words' }, target: 0, max: 0, must: false }],
}
const done: CheckIn = { ...page, day: '', streak: 4 }

class Fake {
  sent: [string, Answers][] = []
  next: (() => Promise<CheckIn>)[] = []
  send = (day: string, a: Answers): Promise<CheckIn> => { this.sent.push([day, a]); return this.next.shift()!() }
  read = (): Promise<CheckIn> => Promise.resolve(done)
}

let fake: Fake
const shows = (p: CheckIn = page, store: Storage | null = null) => {
  const made = new CheckInPage(fake as unknown as CheckInDoor, p, new Drafts('t', store), new Texts('zh-CN', words))
  document.body.replaceChildren(made.root)
}
const type = (key: string, v: string) => {
  const i = document.querySelector<HTMLInputElement>(`#q-${key} .box`)!
  i.value = v
  i.dispatchEvent(new Event('input'))
}
const send = () => document.querySelector<HTMLButtonElement>('.go')!.click()
const settle = () => new Promise((r) => setTimeout(r))

beforeEach(() => {
  fake = new Fake()
  localStorage.clear()
  Element.prototype.scrollIntoView = () => {}
  window.scrollTo = () => {}
})

describe('a check-in on the telephone', () => {
  it('asks what must be said, sends the day once, and thanks', async () => {
    shows()
    expect(document.querySelector('h1')!.textContent).toBe('今天的打卡')
    send()
    expect(fake.sent).toEqual([])
    expect(document.querySelector('#q-hours')!.className).toContain('q-open')
    type('hours', '13.5')
    document.querySelector<HTMLInputElement>('input[name=brushed][value=yes]')!.click()
    fake.next.push(() => Promise.resolve(done))
    send()
    send()
    await settle()
    expect(fake.sent).toEqual([['2026-11-22', { hours: '13.5', brushed: 'yes' }]])
    expect(document.body.textContent).toContain('已连续 4 次')
    expect(document.querySelector('form')).toBeNull()
  })

  it('keeps what was written while the line is broken, and sends it when it is back', async () => {
    shows(page, localStorage)
    type('hours', '12')
    fake.next.push(() => Promise.reject(new Refused('unreached')))
    send()
    await settle()
    expect(document.body.textContent).toContain('还没有发出去')
    // The page is closed and opened again.
    fake.next.push(() => Promise.resolve(done))
    shows(page, localStorage)
    await settle()
    expect(fake.sent[1]).toEqual(['2026-11-22', { hours: '12' }])
    expect(localStorage.length).toBe(0)
    // A draft of yesterday is not sent for today.
    localStorage.setItem('archwire.form.t', JSON.stringify({ at: Date.now(), answers: { $day: '2026-11-21', hours: '9' }, sending: true }))
    shows(page, localStorage)
    await settle()
    expect(fake.sent).toHaveLength(2)
    expect(document.querySelector<HTMLInputElement>('#q-hours .box')!.value).toBe('')
  })

  it('says how it stands where the day was refused', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    shows()
    type('hours', '12')
    fake.next.push(() => Promise.reject(new Refused('refused')))
    send()
    await settle()
    await settle()
    expect(document.querySelector('h1')!.textContent).toBe('现在没有要打的卡')
    shows({ ...page, state: 'paused', day: '' })
    expect(document.querySelector('h1')!.textContent).toBe('打卡暂停中')
    shows({ ...page, day: '', make_up_day: '2026-11-21' })
    expect(document.querySelector('h1')!.textContent).toBe('补11月21日的卡')
  })
})
