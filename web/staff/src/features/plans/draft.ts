import type { Content, Discount, Plan } from './queries'

/** A line as it is edited. */
export interface DraftLine {
  key: number
  id: string
  catalog_id: string
  name: string
  teeth: string
  /** A contract: executed by its shares. */
  contract: boolean
  site: string
  quantity: number
  sessions: number
  /** By which a contract is executed; undefined = those of the clinic. */
  shares: Content['items'][number]['shares']
  /** Fen off the line, or another discount as it was. */
  off: number | undefined
  discount: Discount
  insured: boolean
  /** Whether the insurance may settle it. */
  insurable: boolean
  note: string
}

/** A plan as it is edited. percent is what is paid of the whole; undefined = another discount, which stays. */
export interface Draft {
  title: string
  note: string
  doctor: string
  coordinator: string
  offer: NonNullable<Content['offer']>
  lines: DraftLine[]
}

export const emptyDraft = (doctor: string): Draft => ({ title: '', note: '', doctor, coordinator: '', offer: {}, lines: [] })

/** What a plan says, to be edited. */
export function draftOf(p: Plan, name: (i: Plan['items'][number]) => string): Draft {
  return {
    title: p.title, note: p.note, doctor: p.doctor_id, coordinator: p.coordinator_id, offer: p.offer,
    lines: p.items.map((i, key) => ({
      key, id: i.id, catalog_id: i.catalog_id, name: name(i), teeth: i.teeth, contract: i.shares !== undefined, site: i.site, quantity: i.quantity,
      sessions: i.sessions, shares: i.shares, off: i.discount.kind === 'off' ? i.discount.value ?? 0 : undefined,
      discount: i.discount, insured: i.insured, insurable: i.insured, note: i.note,
    })),
  }
}

/** The lines with another item at their end. */
export function addLine(lines: readonly DraftLine[], item: Pick<DraftLine, 'catalog_id' | 'name' | 'teeth' | 'contract' | 'insurable'>): DraftLine[] {
  const key = Math.max(-1, ...lines.map((l) => l.key)) + 1
  return [...lines, { key, id: '', ...item, site: '', quantity: 1, sessions: 0, shares: undefined, off: undefined, discount: {}, insured: false, note: '' }]
}

/** What is sent of a draft. */
export function contentOf(d: Draft): Content {
  return {
    ...(d.title.trim() ? { title: d.title.trim() } : {}), ...(d.note.trim() ? { note: d.note.trim() } : {}),
    ...(d.doctor ? { doctor_id: d.doctor } : {}), ...(d.coordinator ? { coordinator_id: d.coordinator } : {}), offer: d.offer,
    items: d.lines.map((l) => ({
      ...(l.id ? { id: l.id } : {}), catalog_id: l.catalog_id, ...(l.site.trim() ? { site: l.site.trim() } : {}), quantity: Math.max(1, l.quantity),
      ...(l.sessions > 1 ? { sessions: l.sessions } : {}), ...(l.shares ? { shares: l.shares } : {}),
      discount: discountOf(l), ...(l.insured ? { insured: true } : {}), ...(l.note.trim() ? { note: l.note.trim() } : {}),
    })),
  }
}

function discountOf(l: DraftLine): Discount {
  if (l.off !== undefined) return l.off > 0 ? { kind: 'off', value: l.off } : {}
  return l.discount.kind === 'off' ? {} : l.discount
}

/** Per cent paid of the whole, where the discount is one of that sort; 100 = none. */
export function paidPercent(offer: Draft['offer']): number | undefined {
  const d = offer.plan
  if (!d?.kind) return 100
  return d.kind === 'rate' ? (d.value ?? 0) / 100 : undefined
}

/** The offer with another share paid of the whole. */
export const withPaid = (offer: Draft['offer'], percent: number): Draft['offer'] =>
  ({ ...offer, plan: percent >= 100 ? {} : { kind: 'rate', value: Math.round(percent * 100) } })
