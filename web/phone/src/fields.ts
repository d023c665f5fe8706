import { bounds, fits } from './ask'
import { h } from './dom'
import type { Texts } from './texts'
import type { Question } from './wire'

/** A question on the screen: one field set, big enough for a thumb. */
export function field(q: Question, given: string, x: Texts, say: (answer: string) => void): HTMLElement {
  const legend = h('legend', {}, x.of(q.words))
  const box = h('fieldset', { class: 'q', id: `q-${q.key}` }, legend)
  const inside = {
    scale: scale, choice: choices, yes_no: choices, many: many, number: measured, count: counted, hours: counted, stars: stars, text: text,
  }[q.kind](q, given, x, say)
  for (const e of inside) box.appendChild(e)
  return box
}

type Make = (q: Question, given: string, x: Texts, say: (answer: string) => void) => HTMLElement[]

/** One answer of several, as a button to tap; the keyboard and a screen reader see radio buttons. */
function tap(q: Question, kind: 'radio' | 'checkbox', value: string, words: string, checked: boolean, say: () => void, label?: string): HTMLLabelElement {
  const input = h('input', { type: kind, name: q.key, value, checked, change: say, ...(label ? { 'aria-label': label } : {}) })
  return h('label', { class: 'tap' }, input, h('span', {}, words))
}

const scale: Make = (q, given, x, say) => {
  const row = h('div', { class: 'scale' })
  for (let n = 0; n <= 10; n++) {
    const label = n === 0 ? `0 ${x.t('least')}` : n === 10 ? `10 ${x.t('most')}` : ''
    row.appendChild(tap(q, 'radio', `${n}`, `${n}`, given === `${n}`, () => say(`${n}`), label))
  }
  return [row, h('p', { class: 'ends', 'aria-hidden': 'true' }, h('span', {}, `0 ${x.t('least')}`), h('span', {}, `10 ${x.t('most')}`))]
}

const choices: Make = (q, given, x, say) => {
  const list = q.kind === 'yes_no' ? [{ key: 'no', text: x.t('no') }, { key: 'yes', text: x.t('yes') }] : (q.options || []).map((o) => ({ key: o.key, text: x.of(o.words) }))
  const short = list.length <= 4 && list.every((o) => o.text.length <= (x.locale === 'en' ? 10 : 5))
  const box = h('div', { class: short ? 'taps taps-row' : 'taps' })
  for (const o of list) box.appendChild(tap(q, 'radio', o.key, o.text, given === o.key, () => say(o.key)))
  return [box]
}

const many: Make = (q, given, x, say) => {
  let chosen = given ? given.split(',') : []
  const box = h('div', { class: 'taps' })
  const inputs = (): HTMLInputElement[] => Array.prototype.slice.call(box.querySelectorAll('input'))
  for (const o of q.options || []) {
    box.appendChild(tap(q, 'checkbox', o.key, x.of(o.words), chosen.indexOf(o.key) >= 0, () => {
      const on = chosen.indexOf(o.key) < 0
      // "None" and something cannot both be so.
      chosen = on ? (o.key === 'none' ? ['none'] : chosen.filter((k) => k !== 'none').concat(o.key)) : chosen.filter((k) => k !== o.key)
      for (const i of inputs()) i.checked = chosen.indexOf(i.value) >= 0
      say(chosen.join(','))
    }))
  }
  return [h('p', { class: 'small' }, x.t('many')), box]
}

/** A number that is measured, or the word for that it was not. */
const measured: Make = (q, given, x, say) => {
  const option = (q.options || [])[0]
  const word = option ? tap(q, 'checkbox', option.key, x.of(option.words), given === option.key, () => {
    const on = (word!.firstChild as HTMLInputElement).checked
    if (on) input.value = ''
    wrong.hidden = true
    say(on ? option.key : '')
  }) : null
  const wrong = mistake(q, x)
  const input = h('input', { class: 'box', inputmode: 'decimal', autocomplete: 'off', 'aria-label': x.of(q.words), value: option && given === option.key ? '' : given, input: () => {
    const v = input.value.replace(/[，,。]/g, '.').trim()
    if (word) (word.firstChild as HTMLInputElement).checked = false
    wrong.hidden = fits(q, v)
    say(wrong.hidden ? v : '')
  } })
  return [h('div', { class: 'measured' }, input, word), wrong]
}

/** A whole number with − and + on both sides of it. */
const counted: Make = (q, given, x, say) => {
  const [low, high] = bounds(q)
  const wrong = mistake(q, x)
  const tell = () => {
    wrong.hidden = fits(q, input.value.trim())
    say(wrong.hidden ? input.value.trim() : '')
  }
  const by = (n: number) => () => {
    const v = Number(input.value)
    input.value = `${Math.min(high, Math.max(low, input.value === '' || isNaN(v) ? (n > 0 ? Math.max(low, 1) : low) : v + n))}`
    tell()
  }
  const input = h('input', { class: 'box', inputmode: q.kind === 'hours' ? 'decimal' : 'numeric', autocomplete: 'off', 'aria-label': x.of(q.words), value: given, input: tell })
  return [h('div', { class: 'counted' }, h('button', { type: 'button', 'aria-label': x.t('less'), click: by(-1) }, '−'), input,
    h('button', { type: 'button', 'aria-label': x.t('more'), click: by(1) }, '+'), q.kind === 'hours' && h('span', {}, x.t('unit.hours'))), wrong]
}

function mistake(q: Question, x: Texts): HTMLElement {
  const [low, high] = bounds(q)
  const p = h('p', { class: 'wrong', role: 'alert' }, x.t('number', { low, high }))
  p.hidden = true
  return p
}

const stars: Make = (q, given, x, say) => {
  const row = h('div', { class: 'stars' })
  const paint = (n: number) => { for (let i = 0; i < 5; i++) (row.children[i] as HTMLElement).className = i < n ? 'tap lit' : 'tap' }
  for (let n = 1; n <= 5; n++) row.appendChild(tap(q, 'radio', `${n}`, '★', given === `${n}`, () => { paint(n); say(`${n}`) }, x.t('star', { n })))
  paint(Number(given) || 0)
  return [row, h('p', { class: 'ends', 'aria-hidden': 'true' }, h('span', {}, x.t('stars_low')), h('span', {}, x.t('stars_high')))]
}

const text: Make = (q, given, x, say) => {
  const area = h('textarea', { class: 'box', rows: 3, maxlength: 500, placeholder: x.t('words'), 'aria-label': x.of(q.words), input: () => say(area.value) })
  area.value = given
  return [area]
}
