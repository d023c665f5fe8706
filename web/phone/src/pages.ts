import { h } from './dom'
import type { Texts } from './texts'
import type { Sheet, Thanks, Words } from './wire'

/** The ways to a voice: the clinic's telephone, and 120 where it may be urgent. */
export function calls(clinic: string, phone: string, x: Texts, urgent: boolean): HTMLElement {
  const digits = phone.replace(/[^\d+]/g, '')
  return h('p', { class: 'calls' },
    urgent && h('a', { class: 'call call-urgent', href: 'tel:120' }, x.t('call_120')),
    digits && h('a', { class: urgent ? 'call call-strong' : 'call', href: `tel:${digits}` }, x.t('call_clinic', { clinic }), ' ', h('span', {}, phone)))
}

/** The head of the form: who asks, about whom, and how to speak with somebody at once. */
export function head(s: Sheet, x: Texts): HTMLElement {
  const item = x.of(s.item)
  const digits = s.phone.replace(/[^\d+]/g, '')
  return h('header', {},
    h('p', { class: 'clinic' }, h('span', {}, s.clinic), digits && h('a', { href: `tel:${digits}` }, x.t('hurry'))),
    h('h1', {}, item ? x.t('ask', { item }) : x.t('ask_plain')),
    h('p', { class: 'small' }, `${x.t('about', { name: s.name })} · ${s.doctor ? x.t('doctor', { doctor: s.doctor }) : x.t('clinic_reads')}`))
}

/** What the clinic says besides; sentences for a call, with blanks to be filled, are not for reading. */
export const readable = (says: Words[] | null): Words[] => (says || []).filter((w) => !/[{}]/.test(w.zh))

function advice(s: Sheet, x: Texts): HTMLElement | null {
  const list = readable(s.says)
  return list.length > 0 ? h('section', { class: 'says' }, h('h2', {}, x.t('says')), ...list.map((w) => h('p', {}, x.of(w)))) : null
}

/** What somebody sees who has answered. The safety sentence stands before anything else. */
export function thanks(s: Sheet, t: Thanks, x: Texts, now: number): HTMLElement {
  const doctor = s.doctor || x.t('someone')
  const phone = t.phone || s.phone
  const by = t.call_by ? x.time(t.call_by, now) : ''
  if (t.level === 'red') {
    return h('main', { class: 'end end-red' },
      h('div', { class: 'safety', role: 'alert' }, h('strong', {}, x.of(t.safety || s.safety)), calls(s.clinic, phone, x, true)),
      h('h1', { tabindex: -1 }, x.t('red', { doctor })), by && h('p', { class: 'by' }, x.t('red_by', { time: by })))
  }
  if (t.level === 'amber') {
    return h('main', { class: 'end end-amber' }, h('h1', { tabindex: -1 }, x.t('amber', { doctor })), by && h('p', { class: 'by' }, x.t('amber_by', { time: by })),
      h('p', {}, x.t('if_worse')), calls(s.clinic, phone, x, false), advice(s, x))
  }
  const next = t.next_visit_at
  return h('main', { class: 'end' }, h('h1', { tabindex: -1 }, x.t('green')), h('p', {}, x.t('green_by', { doctor })),
    next !== undefined && h('p', { class: 'by' }, next ? x.t('next', { time: x.time(next, now) }) : x.t('no_next')), calls(s.clinic, phone, x, false), advice(s, x))
}

/** A kind word where there is nothing to answer any more, and what to do instead. */
export function closed(s: Sheet, why: 'over' | 'used', x: Texts): HTMLElement {
  return h('main', { class: 'end' }, h('p', { class: 'clinic' }, s.clinic), h('h1', { tabindex: -1 }, x.t(why === 'over' ? 'over' : 'used')),
    h('p', {}, x.t(why === 'over' ? 'over_help' : 'used_help')), calls(s.clinic, s.phone, x, false), advice(s, x))
}

/** A page of words alone, with something to do. */
export function word(title: string, text: string, again?: { label: string; do: () => void }): HTMLElement {
  return h('main', { class: 'end' }, h('h1', { tabindex: -1 }, title), h('p', {}, text), again && h('button', { type: 'button', class: 'again', click: again.do }, again.label))
}
