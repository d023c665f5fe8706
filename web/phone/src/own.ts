import { fill, h } from './dom'
import words from './own.json'
import { word } from './pages'
import type { Texts } from './texts'
import { Refused, ask } from './wire'

export { words }
type Key = keyof (typeof words)['zh-CN']

/** Somebody for whom this WeChat speaks. */
export interface Person { id: string; name: string; whose: string; clinic: string }

/** Whose invitation one came by. */
export interface Asked { clinic: string; phone: string; name: string; minor: boolean; used: boolean; bound: boolean }

/** What the server knows of who holds this telephone. */
export interface Own { waiting: boolean; reason: string; account: string; follows: boolean; invite?: Asked; people: Person[] }

/** What this browser keeps on its way through WeChat and back. */
export interface Way { group: string; state: string; browser: string; from: string }

const KEPT = 'archwire.own'

/** The way that this browser set out on, kept for as long as its window. */
export class Ways {
  constructor(private readonly store: Storage | null) {}

  read(): Way | null {
    try {
      const w = JSON.parse((this.store && this.store.getItem(KEPT)) || '') as Way
      return w && w.state && w.browser ? w : null
    } catch {
      return null
    }
  }

  /** False where nothing may be kept: then nobody comes back from WeChat. */
  write(w: Way): boolean {
    try {
      this.store!.setItem(KEPT, JSON.stringify(w))
      return true
    } catch {
      return false
    }
  }
}

/** A secret that nobody can guess. */
export function secret(): string {
  const b = new Uint8Array(16)
  crypto.getRandomValues(b)
  return Array.prototype.map.call(b, (x: number) => (x < 16 ? '0' : '') + x.toString(16)).join('')
}

const POST = (body: object): RequestInit => ({ method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })

/** Sets out: by an invitation's token, or to an account. */
export const setOut = (group: string, to: { token: string } | { account_id: string }, browser: string): Promise<{ url: string; within_wechat: boolean }> =>
  ask('/api/v1/messages/arrivals', POST(Object.assign({ group, browser }, to)))

/** The server, for who came back. */
export class OwnDoor {
  private readonly path: string
  constructor(private readonly way: Way) {
    this.path = `/api/v1/messages/arrivals/${encodeURIComponent(way.group)}/${encodeURIComponent(way.state)}`
  }

  give(code: string): Promise<void> { return ask<void>(this.path, Object.assign(POST({ browser: this.way.browser, code }), { method: 'PUT' })) }

  look(): Promise<Own> { return this.say('look') }
  bind(whose: string): Promise<Own> { return this.say('bind', { whose }) }
  unbind(binding_id: string): Promise<Own> { return this.say('unbind', { binding_id }) }
  again(): Promise<Own> { return this.say('again') }

  private say(what: string, more: object = {}): Promise<Own> { return ask<Own>(`${this.path}/${what}`, POST(Object.assign({ browser: this.way.browser }, more))) }
}

const FAULTS: Record<string, [Key, Key]> = {
  'messages.invite_not_found': ['own.unknown', 'own.unknown_help'], 'messages.invite_used': ['own.used', 'own.used_help'], 'messages.invite_expired': ['own.expired', 'own.expired_help'],
  'messages.account_off': ['own.off', 'own.off_help'], 'messages.arrival_not_found': ['own.foreign', 'own.foreign_help'], 'messages.arrival_over': ['own.over', 'own.over_help'],
  'messages.arrival_busy': ['own.busy', 'own.busy_help'], code: ['own.refused', 'own.refused_help'], off: ['own.off', 'own.off_help'], unreached: ['own.unreached', 'own.unreached_help'],
  outside: ['own.outside', 'own.outside_help'], foreign: ['own.foreign', 'own.foreign_help'],
}

/** A page for what went wrong, in a sentence of its own; with a way to begin anew where that helps. */
export function wrong(what: string, x: Texts<Key>, anew?: () => void): HTMLElement {
  const [title, help] = FAULTS[what] || FAULTS['messages.invite_not_found']!
  const helps = what !== 'messages.invite_used' && what !== 'messages.invite_expired' && what !== 'outside'
  return word(x.t(title), x.t(help), anew && helps ? { label: x.t('own.again'), do: anew } : undefined)
}

/** Whether this is the browser within WeChat. */
export const inWeChat = (agent: string): boolean => /MicroMessenger/i.test(agent)

const WHOSE: Record<string, Key> = {
  self: 'own.self', mother: 'own.mother', father: 'own.father', grandparent: 'own.grandparent', spouse: 'own.spouse', child: 'own.child', other: 'own.other',
}

/** Who one may be, the likeliest first: a child rarely holds the telephone. */
export const offered = (minor: boolean): string[] => (minor ? ['mother', 'father', 'grandparent', 'other', 'self'] : ['self', 'spouse', 'child', 'mother', 'father', 'other'])

/** How long what was ended can be taken back with a tap, in milliseconds. */
const UNDO = 10_000

/** The page: to be bound by an invitation, and for whom this WeChat speaks. */
export class OwnPage {
  readonly root = h('main', { class: 'own' })
  private busy = false
  private made = false
  private whose = ''
  private said = ''
  private gone = ''
  private timer = 0

  constructor(private readonly door: OwnDoor, private own: Own, private readonly x: Texts<Key>, private readonly failed: (code: string) => void) { this.draw() }

  private draw(): void {
    const { own: o, x } = this
    const i = o.invite
    const digits = i ? i.phone.replace(/[^\d+]/g, '') : ''
    const [title, help] = this.head()
    const asks = !!i && !i.used && !i.bound
    fill(this.root,
      i && h('p', { class: 'clinic' }, h('span', {}, i.clinic), digits && h('a', { href: `tel:${digits}` }, x.t('own.call'))),
      h('h1', { tabindex: -1 }, title),
      help && h('p', {}, help),
      asks && i && this.form(i),
      !asks && o.people.length > 0 && !o.follows && this.follow(),
      !asks && this.list(),
      h('p', { class: 'note why-said', role: 'status' }, this.said))
  }

  private head(): [string, string] {
    const { own: o, x } = this
    const i = o.invite
    if (i && this.made) return [x.t('own.done'), o.follows ? x.t('own.done_help', { name: i.name }) : '']
    if (i && i.bound) return [x.t('own.bound'), o.follows ? x.t('own.bound_help', { name: i.name }) : '']
    if (i && i.used) return [x.t('own.used'), x.t('own.used_help')]
    if (i) return [x.t('own.ask', { name: i.name }), x.t('own.ask_help', { clinic: i.clinic })]
    return o.people.length > 0 || this.gone ? [x.t('own.mine'), o.people.length > 0 && o.follows ? x.t('own.mine_help') : ''] : [x.t('own.none'), x.t('own.none_help')]
  }

  private form(i: Asked): HTMLElement {
    const { x } = this
    const list = h('div', { class: 'taps' })
    for (const w of offered(i.minor)) {
      list.appendChild(h('label', { class: 'tap' }, h('input', { type: 'radio', name: 'whose', value: w, checked: this.whose === w, change: () => { this.whose = w; this.said = '' } }), h('span', {}, x.t(WHOSE[w]!))))
    }
    return h('form', { novalidate: true, submit: (e: Event) => { e.preventDefault(); this.bind() } },
      h('fieldset', {}, h('legend', {}, i.minor ? x.t('own.who', { name: i.name }) : x.t('own.who_self')), list),
      h('button', { type: 'submit', class: 'go own-go', disabled: this.busy }, x.t(this.busy ? 'own.binding' : 'own.bind')))
  }

  private follow(): HTMLElement {
    const { own: o, x } = this
    return h('section', { class: 'unsent' }, h('strong', {}, x.t('own.follow')), h('p', {}, o.account ? x.t('own.follow_help', { account: o.account }) : x.t('own.follow_plain')))
  }

  private list(): HTMLElement {
    const { own: o, x } = this
    return h('div', { class: 'stops' },
      this.gone && h('section', { class: 'stop' }, h('p', { role: 'status' }, x.t('own.gone', { name: this.gone })), h('button', { type: 'button', class: 'plain own-back', click: () => this.back() }, x.t('own.back'))),
      ...o.people.map((p) => h('section', { class: 'stop own-row' },
        h('div', {}, h('strong', {}, p.name), h('div', { class: 'small' }, x.t('own.row', { whose: x.t(WHOSE[p.whose] || 'own.other'), clinic: p.clinic }))),
        h('button', { type: 'button', class: 'plain', 'aria-label': x.t('own.unbind_of', { name: p.name }), click: () => this.unbind(p) }, x.t('own.unbind')))))
  }

  private bind(): void {
    if (!this.whose) {
      this.said = this.x.t('own.choose')
      this.draw()
      const first = this.root.querySelector<HTMLElement>('input')
      if (first) first.focus()
      return
    }
    this.change(() => this.door.bind(this.whose), () => { this.made = true })
    this.draw()
  }

  private unbind(p: Person): void {
    this.change(() => this.door.unbind(p.id), () => {
      this.made = false
      this.gone = p.name
      if (this.own.invite) delete this.own.invite
      clearTimeout(this.timer)
      this.timer = window.setTimeout(() => { this.gone = ''; this.draw() }, UNDO)
    })
  }

  private back(): void {
    this.change(() => this.door.again(), () => { clearTimeout(this.timer); this.gone = ''; if (this.own.invite) delete this.own.invite })
  }

  /** Does one thing at a time; what cannot be mended on this page leaves it. */
  private change(what: () => Promise<Own>, then: () => void): void {
    if (this.busy) return
    this.busy = true
    this.said = ''
    what().then((o) => { this.own = o; then() }, (e) => {
      const code = e instanceof Refused ? e.code : ''
      if (code === 'messages.already_bound') return this.door.look().then((o) => { this.own = o }, () => { this.said = this.x.t('own.failed') })
      if (FAULTS[code]) return this.failed(code)
      this.said = this.x.t('own.failed')
    }).then(() => {
      this.busy = false
      this.draw()
      const title = this.root.querySelector<HTMLElement>(this.gone ? '.own-back' : 'h1')
      if (title && this.root.isConnected) title.focus()
    })
  }
}
