import { fill, h } from './dom'
import { field } from './fields'
import type { Drafts } from './kept'
import { calls } from './pages'
import words from './checkin.json'
import type { Texts } from './texts'
import { Refused, ask, type Answers, type Question, type Words } from './wire'

export { words }
type Key = keyof (typeof words)['zh-CN']

interface Item { key: string; kind: 'hours' | 'count' | 'yes_no' | 'text'; words: Words; target: number; max: number; must: boolean }

/** A patient's check-ins as whoever has the link sees them. */
export interface CheckIn {
  clinic: string
  phone: string
  name: string
  programme: Words
  state: 'active' | 'paused' | 'left'
  today: string
  /** May be done now; '' = nothing is due. */
  day: string
  /** May be made up now. */
  make_up_day: string
  next_day: string
  window: { from: string; to: string }
  items: Item[]
  days: { day: string; state: string }[]
  streak: number
}

/** The page behind the link. */
export class CheckInDoor {
  private readonly path: string
  constructor(group: string, token: string) {
    this.path = `/api/v1/checkin/pages/${encodeURIComponent(group)}/${encodeURIComponent(token)}`
  }

  read(): Promise<CheckIn> { return ask<CheckIn>(this.path) }

  send(day: string, values: Answers): Promise<CheckIn> {
    return ask<CheckIn>(this.path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ day, values }) })
  }
}

/** Waits between two tries of sending, in milliseconds. */
const AGAIN = [2_000, 5_000, 15_000, 30_000]
const STATES: Record<string, [string, Key]> = {
  done: ['✓', 'c.s.done'], made_up: ['✓', 'c.s.made_up'], missed: ['×', 'c.s.missed'], due: ['…', 'c.s.due'], paused: ['–', 'c.s.paused'], excused: ['–', 'c.s.excused'],
}

/** One day on one page, for one hand; what is written stays on the telephone until it was sent. */
export class CheckInPage {
  readonly root = h('main')
  private values: Answers
  private busy = false
  private made = false
  private tries = 0
  private timer = 0

  constructor(private readonly door: CheckInDoor, private page: CheckIn, private readonly drafts: Drafts, private readonly x: Texts<Key>) {
    const draft = drafts.read()
    this.values = draft.answers.$day === this.day() ? draft.answers : {}
    this.paint()
    window.addEventListener('online', () => { if (this.timer) this.post() })
    if (draft.sending && this.values.$day) this.post()
  }

  /** The day that is sent: today's, or the missed one that may be made up. */
  private day(): string { return this.page.day || this.page.make_up_day }

  private date(day: string): string {
    const [, month, date] = day.split('-')
    return day === this.page.today ? this.x.t('c.today') : this.x.t('c.day', { month: Number(month), date: Number(date) })
  }

  private paint(notice?: HTMLElement): void {
    const { page: p, x } = this
    const day = this.day()
    const title = p.state !== 'active' ? x.t(p.state === 'paused' ? 'c.paused' : 'c.left') : this.made ? x.t('c.thanks') : day ? x.t(p.day ? 'c.ask' : 'c.ask_make_up', { day: this.date(day) }) : x.t('c.nothing')
    fill(this.root,
      h('p', { class: 'clinic' }, p.clinic),
      h('h1', { tabindex: -1 }, title),
      h('p', { class: 'small' }, `${x.of(p.programme)} · ${x.t('about', { name: p.name })}`),
      this.strip(),
      p.streak > 1 && h('p', { class: 'by' }, x.t('c.streak', { n: p.streak })),
      this.made && p.next_day && h('p', {}, x.t('c.next', { day: this.date(p.next_day) })),
      !this.made && !day && p.state === 'active' && p.next_day && h('p', {}, x.t('c.next', { day: this.date(p.next_day) })),
      this.made && day && h('button', { type: 'button', class: 'again', click: () => { this.made = false; this.paint() } }, x.t(p.day ? 'c.also_today' : 'c.also_make_up', { day: this.date(day) })),
      !this.made && day && p.state === 'active' && this.form(day, notice),
      (this.made || !day) && calls(p.clinic, p.phone, x, false))
  }

  /** The last days in a row, each with a sign and a word. */
  private strip(): HTMLElement {
    const list = h('ol', { class: 'strip', 'aria-label': this.x.t('c.days') })
    for (const d of this.page.days.slice(-14)) {
      const [sign, words] = STATES[d.state] || STATES.due!
      list.appendChild(h('li', { class: `s-${d.state}` }, h('small', {}, `${Number(d.day.slice(8))}`), h('b', { 'aria-hidden': 'true' }, sign), h('span', { class: 'sr' }, this.x.t(words))))
    }
    return list
  }

  private form(day: string, notice?: HTMLElement): HTMLElement {
    const { page: p, x } = this
    const f = h('form', { novalidate: true, submit: (e: Event) => { e.preventDefault(); this.send(day) } })
    for (const i of p.items) {
      const words = i.target ? { zh: `${i.words.zh}（目标 ${i.target}）`, en: `${i.words.en} (${i.target} asked)` } : i.words
      const q: Question = { key: i.key, kind: i.kind, words, options: null, min: 0, max: i.max, after: '', from: 0 }
      const given = this.values[i.key] || ''
      f.appendChild(field(q, given, x, (v) => { this.values[i.key] = v; this.keep(day, false) }))
    }
    f.appendChild(h('div', { role: 'status', 'aria-live': 'polite' }, notice))
    f.appendChild(h('div', { class: 'foot' }, h('div', { class: 'foot-in' }, h('span', { class: 'count' }, x.t('c.window', { to: p.window.to })),
      h('button', { type: 'submit', class: 'go', disabled: this.busy }, x.t(this.busy ? 'sending' : 'c.send')))))
    return f
  }

  private keep(day: string, sending: boolean): void {
    this.values.$day = day
    this.drafts.write({ at: 0, answers: this.values, sending })
  }

  private send(day: string): void {
    if (this.busy) return
    const open = this.page.items.filter((i) => i.must && !(this.values[i.key] || '').trim())
    if (open.length > 0) {
      for (const i of this.page.items) {
        const box = document.getElementById(`q-${i.key}`)
        if (box) box.className = open.indexOf(i) >= 0 ? 'q q-open' : 'q'
      }
      const first = document.getElementById(`q-${open[0]!.key}`)
      const input = first && first.querySelector<HTMLElement>('input')
      if (first) first.scrollIntoView({ block: 'center' })
      if (input) input.focus({ preventScroll: true })
      return
    }
    this.keep(day, true)
    this.tries = 0
    this.post()
  }

  private post(): void {
    clearTimeout(this.timer)
    this.timer = 0
    this.busy = true
    const values: Answers = {}
    for (const i of this.page.items) if ((this.values[i.key] || '').trim()) values[i.key] = this.values[i.key]!.trim()
    this.paint()
    this.door.send(this.values.$day!, values).then((p) => {
      this.drafts.forget()
      this.values = {}
      this.page = p
      this.made = true
      this.busy = false
      this.paint()
      const title = this.root.querySelector('h1')
      if (title) title.focus()
      window.scrollTo(0, 0)
    }, (e) => this.failed(e instanceof Refused ? e : new Refused('unreached')))
  }

  private failed(e: Refused): void {
    const { x } = this
    this.busy = false
    if (e.fate === 'unreached') {
      this.timer = window.setTimeout(() => this.post(), AGAIN[Math.min(this.tries++, AGAIN.length - 1)]!)
      this.paint(h('div', { class: 'unsent' }, h('strong', {}, x.t('unsent')), h('p', {}, x.t('unsent_help')), h('button', { type: 'button', class: 'again', click: () => this.post() }, x.t('again'))))
      return
    }
    // The day may be over, or somebody else paused it: read how it stands.
    this.keep(this.values.$day || '', false)
    this.door.read().then((p) => { this.page = p; this.paint(h('p', { class: 'note' }, x.t('refused'))) }, () => this.paint(h('p', { class: 'note' }, x.t('refused'))))
  }
}
