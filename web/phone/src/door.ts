import { fill, h } from './dom'
import { word } from './pages'
import words from './door.json'
import type { Texts } from './texts'
import { ask, type Words } from './wire'

export { words }
type Key = keyof (typeof words)['zh-CN']

/** Why a message came, and what of it is not wanted any more. */
export interface Why {
  clinic: string
  phone: string
  name: string
  class: string
  channel: string
  at: number
  reason: Words & { tw?: string }
  basis: string
  consent?: { at: number; by: string; means: string }
  stops: Stop[]
}

export interface Stop { class: string; here: boolean; all: boolean; by: string }

/** What somebody chooses: a kind of message, on this way alone or on all, wanted or not. */
export interface Choice { class: string; here: boolean; wanted: boolean }

/** The page behind the link of a message. */
export class WhyDoor {
  private readonly path: string
  constructor(group: string, token: string) {
    this.path = `/api/v1/messages/doors/${encodeURIComponent(group)}/${encodeURIComponent(token)}`
  }

  read(): Promise<Why> { return ask<Why>(this.path) }

  choose(c: Choice): Promise<Why> {
    return ask<Why>(this.path, { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(c) })
  }
}

const WAYS: Record<string, Key> = { sms: 'door.sms', wecom_task: 'door.wecom', wecom_welcome: 'door.wecom' }
const KINDS: Record<string, [Key, Key]> = {
  marketing: ['door.marketing', 'door.why_marketing'], relation: ['door.relation', 'door.why_relation'],
  service: ['door.service', 'door.why_service'], care: ['door.care', 'door.why_care'],
}
const kind = (c: string): [Key, Key] => KINDS[c] || KINDS.service!
const way = (c: string): Key => WAYS[c] || 'door.wechat'

/** The reason in the language of the page; where nobody said one, what the kind of message is for. */
export function reasonOf(d: Why, x: Texts<Key>): string {
  const said = x.locale === 'zh-TW' && d.reason.tw ? d.reason.tw : x.of(d.reason)
  return said || x.t(kind(d.class)[1])
}

/** The kinds in the order of the page: that of the message first. */
export const ordered = (d: Why): Stop[] => d.stops.filter((s) => s.class === d.class).concat(d.stops.filter((s) => s.class !== d.class))

/** A page that says why and stops at a tap. */
export class WhyPage {
  readonly root = h('main', { class: 'why' })
  private busy = false
  private said = ''
  constructor(private readonly door: WhyDoor, private why: Why, private readonly x: Texts<Key>) { this.draw() }

  private draw(): void {
    const { why: d, x } = this
    const digits = d.phone.replace(/[^\d+]/g, '')
    fill(this.root,
      h('p', { class: 'clinic' }, h('span', {}, d.clinic), digits && h('a', { href: `tel:${digits}` }, x.t('door.call'))),
      h('h1', { tabindex: -1 }, x.t('door.title')),
      h('p', {}, reasonOf(d, x)),
      h('p', { class: 'small' }, [x.t('door.about', { name: d.name }), d.channel && x.t(way(d.channel)), x.t('door.day', day(d.at))].filter(Boolean).join(' · ')),
      d.consent && h('p', { class: 'small' }, x.t(d.consent.by === 'guardian' ? 'door.agreed_guardian' : 'door.agreed', day(d.consent.at))),
      h('h2', { class: 'stops' }, x.t('door.stop')),
      h('p', { class: 'note why-said', role: 'status' }, this.said),
      ...ordered(d).map((s) => this.row(s)),
      h('p', { class: 'small' }, x.t('door.safety')))
  }

  private row(s: Stop): HTMLElement {
    const { x, why: d } = this
    const [name] = kind(s.class)
    const own = s.class === d.class
    const gone = s.all || s.here
    return h('section', { class: own ? 'stop stop-own' : 'stop' },
      h('div', {}, h('strong', {}, x.t(name)), ' ', h('span', { class: gone ? 'gone' : 'comes' }, x.t(s.all ? 'door.gone' : s.here ? 'door.gone_here' : 'door.comes', { way: d.channel ? x.t(way(d.channel)) : '' }))),
      gone && s.by === 'hand' ? h('p', { class: 'small' }, x.t('door.by_hand'))
        : gone ? this.button(x.t('door.again'), { class: s.class, here: false, wanted: true }, 'plain')
          : h('div', { class: 'stop-do' }, this.button(x.t('door.stop_all', { kind: x.t(name) }), { class: s.class, here: false, wanted: false }, own ? 'go' : 'plain'),
            own && d.channel && this.button(x.t('door.stop_here', { way: x.t(way(d.channel)) }), { class: s.class, here: true, wanted: false }, 'plain')))
  }

  private button(label: string, c: Choice, look: string): HTMLElement {
    return h('button', { type: 'button', class: look, click: () => this.choose(c) }, label)
  }

  private choose(c: Choice): void {
    if (this.busy) return
    this.busy = true
    this.door.choose(c).then((d) => { this.why = d; this.said = '' }, () => { this.said = this.x.t('door.failed') }).then(() => {
      this.busy = false
      this.draw()
      const first = this.root.querySelector<HTMLElement>('.stop button, h1')
      if (first) first.focus()
    })
  }
}

function day(at: number): { year: number; month: number; date: number } {
  const d = new Date(at)
  return { year: d.getFullYear(), month: d.getMonth() + 1, date: d.getDate() }
}

/** The page where there is no such link. */
export const noDoor = (x: Texts<Key>): HTMLElement => word(x.t('door.unknown'), x.t('door.unknown_help'))
