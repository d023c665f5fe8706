import { describe, expect, it } from 'vitest'
import { Drafts } from '../src/kept'

/** A browser's storage in memory. */
function memory(): Storage {
  const all: Record<string, string> = {}
  const door = { getItem: (k: string) => all[k] ?? null, setItem: (k: string, v: string) => { all[k] = v }, removeItem: (k: string) => { delete all[k] } }
  return new Proxy(door, { ownKeys: () => Object.keys(all), getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }) }) as unknown as Storage
}

const DAY = 24 * 3_600_000

describe('what was answered and not sent', () => {
  it('is there again when the page is opened again, and gone when it was sent', () => {
    const store = memory()
    new Drafts('abc', store, () => DAY).write({ at: 0, answers: { pain: '3' }, sending: true })
    expect(new Drafts('abc', store, () => 2 * DAY).read()).toMatchObject({ answers: { pain: '3' }, sending: true })
    expect(new Drafts('other', store, () => 2 * DAY).read().answers).toEqual({})
    new Drafts('abc', store, () => 2 * DAY).forget()
    expect(new Drafts('abc', store, () => 2 * DAY).read()).toMatchObject({ answers: {}, sending: false })
  })
  it('does not stay on a telephone for ever', () => {
    const store = memory()
    new Drafts('abc', store, () => DAY).write({ at: 0, answers: { pain: '3' }, sending: false })
    expect(new Drafts('abc', store, () => 16 * DAY).read().answers).toEqual({})
  })
  it('lives as long as the page where nothing may be stored, and what is no draft is none', () => {
    const none = new Drafts('abc', null)
    none.write({ at: 0, answers: { pain: '3' }, sending: false })
    expect(none.read().answers).toEqual({})
    const store = memory()
    store.setItem('archwire.form.abc', '7')
    expect(new Drafts('abc', store, () => DAY).read().answers).toEqual({})
  })
})
