// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Form } from '../src/form'
import { Drafts } from '../src/kept'
import { closed, thanks } from '../src/pages'
import { Texts } from '../src/texts'
import { Refused, type Answers, type Door, type Question, type Sheet, type Thanks } from '../src/wire'

const x = new Texts('zh-CN')
const option = (key: string, zh: string) => ({ key, words: { zh, en: key } })
const q = (key: string, kind: Question['kind'], over: Partial<Question> = {}): Question => ({ key, kind, words: { zh: `问${key}`, en: key }, options: null, min: 0, max: 0, after: '', from: 0, ...over })
const sheet: Sheet = {
  safety: { zh: '立即拨打 120', en: 'call 120' }, clinic: '风车路店', phone: '0571-8888 0001', name: '林*', doctor: '程弓远', item: { zh: '拔牙', en: 'Extraction' },
  questions: [
    q('airway', 'yes_no'), q('pain', 'scale'), q('painkiller', 'choice', { options: [option('none', '没吃'), option('no_help', '吃了，不管用')], after: 'pain', from: 4 }),
    q('rash', 'many', { options: [option('none', '都没有'), option('itch', '瘙痒'), option('chest', '胸闷')] }),
    q('fever', 'number', { min: 34, max: 43, options: [option('not_measured', '没量')] }), q('wear_hours', 'hours'), q('satisfaction', 'stars'), q('note', 'text'),
  ],
  says: [{ zh: '先吃软一点的', en: 'Eat soft food' }, { zh: '{称呼}您好', en: 'Hello {person}' }], answered: false, over: false,
}

class Fake {
  sent: Answers[] = []
  next: (() => Promise<Thanks>)[] = []
  send = (a: Answers): Promise<Thanks> => { this.sent.push(a); return this.next.shift()!() }
}

let fake: Fake
let done: Thanks | null
let ended: string
const made = () => {
  const f = new Form({ sheet, door: fake as unknown as Door, drafts: new Drafts('t', null), texts: x, done: (t) => { done = t }, ended: (w) => { ended = w } })
  document.body.replaceChildren(f.root)
  return f.root
}
const input = (name: string, value: string) => document.querySelector<HTMLInputElement>(`input[name=${name}][value="${value}"]`)!
const type = (key: string, v: string) => {
  const i = document.querySelector<HTMLInputElement>(`#q-${key} .box`)!
  i.value = v
  i.dispatchEvent(new Event('input'))
}
const send = () => document.querySelector<HTMLButtonElement>('.go')!.click()
const settle = () => new Promise((r) => setTimeout(r))
const yes: Thanks = { level: 'green', phone: '', call_by: 0 }

beforeEach(() => {
  fake = new Fake()
  done = null
  ended = ''
  Element.prototype.scrollIntoView = () => {}
})

describe('a form on the telephone', () => {
  it('shows what hangs on an answer, says what is missing once, and sends then', async () => {
    made()
    expect(document.querySelector('#q-painkiller')!.closest('[hidden]')).not.toBeNull()
    input('pain', '6').click()
    expect(document.querySelector('#q-painkiller')!.closest('[hidden]')).toBeNull()
    expect(document.querySelector('.count')!.textContent).toBe('已答 1 / 7')
    send()
    expect(fake.sent).toEqual([])
    expect(document.querySelector('.note')!.textContent).toBe('还有 6 题没答')
    expect(document.querySelector('.go')!.textContent).toBe('就这样发送')
    fake.next.push(() => Promise.resolve(yes))
    send()
    await settle()
    expect(fake.sent).toEqual([{ pain: '6' }])
    expect(done).toEqual(yes)
  })
  it('sends nothing where nothing was answered', () => {
    made()
    send()
    send()
    expect(fake.sent).toEqual([])
    expect(document.querySelector('.note')!.textContent).toBe('先回答一个问题，再发送')
  })
  it('puts the safety sentence on the screen with the answer that calls for it', () => {
    made()
    const seen: Element[] = []
    Element.prototype.scrollIntoView = function () { seen.push(this) }
    input('airway', 'yes').click()
    expect(seen).toEqual([document.querySelector('.alarm')])
    expect(document.querySelector('.alarm')!.textContent).toContain('立即拨打 120')
    expect(document.querySelector('.alarm a[href="tel:120"]')).not.toBeNull()
    expect(document.querySelector('.alarm a[href="tel:057188880001"]')).not.toBeNull()
    input('airway', 'no').click()
    expect(document.querySelector('.alarm')!.textContent).toBe('')
  })
  it('knows that none and something cannot both be so, and that a temperature is measured or not', async () => {
    made()
    input('rash', 'none').click()
    input('rash', 'itch').click()
    input('rash', 'chest').click()
    expect(input('rash', 'none').checked).toBe(false)
    type('fever', '38.2')
    input('fever', 'not_measured').click()
    type('fever', '99')
    expect(document.querySelector<HTMLElement>('#q-fever .wrong')!.hidden).toBe(false)
    type('fever', '37，5')
    document.querySelector<HTMLButtonElement>('#q-wear_hours button:last-of-type')!.click()
    input('satisfaction', '4').click()
    fake.next.push(() => Promise.resolve(yes))
    send()
    send()
    await settle()
    expect(fake.sent).toEqual([{ rash: 'itch,chest', fever: '37.5', wear_hours: '1', satisfaction: '4' }])
  })
  it('keeps the answers when nobody is reached, and tries again by itself and by hand', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      made()
      input('pain', '1').click()
      const lost = () => Promise.reject(new Refused('unreached'))
      fake.next.push(lost, lost, () => Promise.resolve(yes))
      send()
      send()
      await vi.advanceTimersByTimeAsync(0)
      expect(document.querySelector('.unsent')!.textContent).toContain('还没有发出去')
      await vi.advanceTimersByTimeAsync(2_000)
      expect(fake.sent.length).toBe(2)
      document.querySelector<HTMLButtonElement>('.again')!.click()
      await vi.advanceTimersByTimeAsync(0)
      expect(fake.sent).toEqual([{ pain: '1' }, { pain: '1' }, { pain: '1' }])
      expect(done).toEqual(yes)
      await vi.advanceTimersByTimeAsync(60_000)
      expect(fake.sent.length).toBe(3)
    } finally {
      vi.useRealTimers()
    }
  })
  it('marks the answers that were refused, and says when it is over', async () => {
    made()
    input('pain', '1').click()
    fake.next.push(() => Promise.reject(new Refused('refused', ['pain'])), () => Promise.reject(new Refused('used')))
    send()
    send()
    await settle()
    expect(document.querySelector('#q-pain')!.className).toContain('q-open')
    send()
    await settle()
    expect(ended).toBe('used')
  })
})

describe('what somebody sees who has answered', () => {
  const now = new Date(2026, 10, 23, 16, 0).getTime()
  const by = new Date(2026, 10, 23, 16, 30).getTime()
  it('is the safety sentence before anything else when it is red', () => {
    const page = thanks(sheet, { level: 'red', phone: '0571-1', call_by: by, safety: { zh: '先打 120', en: '' } }, x, now)
    expect(page.firstElementChild!.textContent).toContain('先打 120')
    expect(page.querySelector('a')!.getAttribute('href')).toBe('tel:120')
    expect(page.textContent).toContain('今天 16:30前一定打到')
  })
  it('is who calls and by when if it is amber, thanks otherwise, without sentences that have blanks', () => {
    expect(thanks(sheet, { level: 'amber', phone: '0571-1', call_by: by }, x, now).textContent).toContain('程弓远医生会给您回电话今天 16:30前打给您')
    const green = thanks(sheet, { ...yes, next_visit_at: new Date(2026, 11, 1, 9, 30).getTime() }, x, now).textContent!
    expect(green).toContain('下次见面：12月1日 9:30')
    expect(green).toContain('先吃软一点的')
    expect(green).not.toContain('{')
    expect(thanks(sheet, { ...yes, next_visit_at: 0 }, x, now).textContent).toContain('还没有约下次')
  })
  it('is a kind word and a telephone where it is too late', () => {
    expect(closed(sheet, 'over', x).querySelector('a')!.getAttribute('href')).toBe('tel:057188880001')
    expect(closed(sheet, 'used', x).textContent).toContain('已经回答过了')
  })
})
