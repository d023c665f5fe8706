import { shown, toSend, urgent, waiting } from './ask'
import { fill, h } from './dom'
import { field } from './fields'
import type { Drafts } from './kept'
import { calls } from './pages'
import type { Texts } from './texts'
import { Refused, type Answers, type Door, type Question, type Sheet, type Thanks } from './wire'

/** Waits between two tries of sending, in milliseconds. */
const AGAIN = [2_000, 5_000, 15_000, 30_000]

export interface FormIn {
  sheet: Sheet
  door: Door
  drafts: Drafts
  texts: Texts
  done: (t: Thanks) => void
  ended: (why: 'over' | 'used' | 'unknown') => void
}

/** The questions of a contact on one page, from the top to the thumb at the bottom. */
export class Form {
  readonly root: HTMLElement
  private readonly list: Question[]
  private readonly rows: { q: Question; box: HTMLElement; alarm: HTMLElement }[] = []
  private readonly bar = h('i')
  private readonly count = h('span', { class: 'count' })
  private readonly notice = h('div', { role: 'status', 'aria-live': 'polite' })
  private readonly button = h('button', { type: 'submit', class: 'go' })
  private answers: Answers
  private asked = false
  private busy = false
  private tries = 0
  private timer = 0

  constructor(private readonly in_: FormIn) {
    const { sheet, texts: x } = in_
    this.list = sheet.questions || []
    const draft = in_.drafts.read()
    this.answers = draft.answers
    const body = h('form', { novalidate: true, submit: (e: Event) => { e.preventDefault(); this.send() } })
    for (const q of this.list) {
      const alarm = h('div', { class: 'alarm', role: 'alert' })
      const box = h('div', {}, field(q, this.answers[q.key] || '', x, (given) => this.say(q, given)), alarm)
      this.rows.push({ q, box, alarm })
      body.appendChild(box)
    }
    body.appendChild(this.notice)
    body.appendChild(h('div', { class: 'foot' }, h('div', { class: 'bar', 'aria-hidden': 'true' }, this.bar), h('div', { class: 'foot-in' }, this.count, this.button)))
    this.root = body
    this.paint()
    window.addEventListener('online', () => { if (this.waits()) this.post() })
    if (draft.sending) this.post()
  }

  private say(q: Question, given: string): void {
    this.answers[q.key] = given
    if (this.asked) this.mark()
    this.keep(this.waits())
    this.paint()
  }

  private keep(sending: boolean): void {
    this.in_.drafts.write({ at: 0, answers: this.answers, sending })
  }

  private paint(): void {
    const { sheet, texts: x } = this.in_
    const now = shown(this.list, this.answers)
    for (const r of this.rows) {
      r.box.hidden = now.indexOf(r.q) < 0
      const alarm = !r.box.hidden && urgent(r.q.key, this.answers)
      if (alarm === r.alarm.hasChildNodes()) continue
      fill(r.alarm, alarm && h('strong', {}, x.of(sheet.safety)), alarm && calls(sheet.clinic, sheet.phone, x, true))
      // It may come to stand below the edge of the screen, where nobody reads it.
      if (alarm) r.alarm.scrollIntoView({ block: 'center' })
    }
    const must = now.filter((q) => q.kind !== 'text')
    const n = must.length - waiting(this.list, this.answers).length
    this.count.textContent = x.t('progress', { n, all: must.length })
    this.bar.style.width = `${must.length ? (100 * n) / must.length : 0}%`
    this.button.textContent = this.busy ? x.t('sending') : this.asked && n > 0 && n < must.length ? x.t('send_anyway') : x.t('send')
    this.button.disabled = this.busy
  }

  /** Says which questions still wait, and marks them. */
  private mark(): Question[] {
    const open = waiting(this.list, this.answers)
    for (const r of this.rows) (r.box.firstChild as HTMLElement).className = open.indexOf(r.q) >= 0 ? 'q q-open' : 'q'
    const none = Object.keys(toSend(this.list, this.answers)).length === 0
    fill(this.notice, open.length > 0 && h('p', { class: 'note' }, this.in_.texts.t(none ? 'nothing' : 'missing', { n: open.length })))
    return open
  }

  private send(): void {
    if (this.busy) return
    const first = !this.asked
    this.asked = true
    const open = this.mark()
    const none = Object.keys(toSend(this.list, this.answers)).length === 0
    if (open.length > 0 && (first || none)) {
      this.go(open[0]!.key)
      this.paint()
      return
    }
    this.tries = 0
    this.post()
  }

  private go(key: string): void {
    const at = document.getElementById(`q-${key}`)
    if (!at) return
    at.scrollIntoView({ block: 'center' })
    const input = at.querySelector<HTMLElement>('input,textarea')
    if (input) input.focus({ preventScroll: true })
  }

  /** Whether an answer is on its way that has not arrived. */
  private waits(): boolean { return this.timer !== 0 }

  private post(): void {
    clearTimeout(this.timer)
    this.timer = 0
    this.busy = true
    this.keep(true)
    fill(this.notice)
    this.paint()
    this.in_.door.send(toSend(this.list, this.answers)).then((t) => {
      this.in_.drafts.forget()
      this.in_.done(t)
    }, (e) => this.failed(e instanceof Refused ? e : new Refused('unreached')))
  }

  private failed(e: Refused): void {
    const { sheet, texts: x, drafts } = this.in_
    this.busy = false
    if (e.fate === 'over' || e.fate === 'used' || e.fate === 'unknown') {
      drafts.forget()
      this.in_.ended(e.fate)
      return
    }
    if (e.fate === 'refused') {
      this.keep(false)
      for (const r of this.rows) if (e.questions.indexOf(r.q.key) >= 0) (r.box.firstChild as HTMLElement).className = 'q q-open'
      fill(this.notice, h('p', { class: 'note' }, x.t('refused')), calls(sheet.clinic, sheet.phone, x, false))
      if (e.questions[0]) this.go(e.questions[0])
    } else {
      this.timer = window.setTimeout(() => this.post(), AGAIN[Math.min(this.tries++, AGAIN.length - 1)]!)
      fill(this.notice, h('div', { class: 'unsent' }, h('strong', {}, x.t('unsent')), h('p', {}, x.t('unsent_help')),
        h('button', { type: 'button', class: 'again', click: () => this.post() }, x.t('again')), calls(sheet.clinic, sheet.phone, x, false)))
    }
    this.paint()
  }
}
