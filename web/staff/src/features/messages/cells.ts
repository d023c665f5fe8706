import { goesThrough, isFree } from './template'
import type { Channel, Purpose, Template, TemplateIn, Way } from './queries'

/** A purpose on one channel through one account, with its template where there is one. */
export interface Cell {
  key: string
  channel: Channel
  accountId: string
  account?: Way
  template?: Template
}

/** Every way by which a purpose may go: the accounts that carry its channels, and templates at accounts that are not there any more. */
export function cellsOf(p: Purpose, accounts: readonly Way[]): Cell[] {
  return (p.channels as Channel[]).flatMap((channel) => {
    const through = accounts.filter((a) => goesThrough(channel, a.kind))
    const here = through.map((account): Cell => {
      const template = p.templates.find((t) => t.channel === channel && t.account_id === account.id)
      return { key: `${channel} ${account.id}`, channel, accountId: account.id, account, ...(template ? { template } : {}) }
    })
    const elsewhere = p.templates.filter((t) => t.channel === channel && !through.some((a) => a.id === t.account_id))
    return [...here, ...elsewhere.map((template): Cell => ({ key: `${channel} ${template.account_id}`, channel, accountId: template.account_id, template }))]
  })
}

/** What the form of a template holds. */
export interface Values {
  provider?: string
  text?: string
  slots?: { name: string; text: string }[]
  enabled: boolean
}

/** What the form begins with: the template, else what the purpose proposes for the channel. */
export function valuesOf(p: Purpose, c: Cell): Values {
  if (c.template) return { provider: c.template.provider, text: c.template.text, slots: c.template.slots.map((s) => ({ ...s })), enabled: c.template.enabled }
  if (isFree(c.channel)) return { text: p.words || p.text, enabled: true }
  if (c.channel !== 'sms') return { provider: '', slots: p.slots.map((s) => ({ ...s })), enabled: true }
  const names = [...new Set([...p.text.matchAll(/\{([a-z][a-z0-9_]*)\}/g)].map((m) => m[1]!))]
  return { provider: '', text: p.text, slots: names.map((name) => ({ name, text: `{${name}}` })), enabled: true }
}

/** What is sent of the form: only what the channel takes. */
export function bodyOf(p: Purpose, c: Cell, v: Values): TemplateIn {
  const free = isFree(c.channel)
  return {
    version: c.template?.version ?? 0, purpose: p.key, channel: c.channel, account_id: c.accountId, enabled: v.enabled,
    ...(free ? {} : { provider: v.provider?.trim() ?? '', slots: (v.slots ?? []).map((s) => ({ name: s?.name?.trim() ?? '', text: s?.text ?? '' })) }),
    ...(free || c.channel === 'sms' ? { text: v.text ?? '' } : {}),
  }
}
