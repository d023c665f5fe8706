import { yuan, type Board, type BoardVisit, type MoneyFlag } from '@archwire/domain'
import type { Signal } from './queries'

type T = (key: string, args?: Record<string, unknown>) => string

/** What there is to say of a patient's money, in one line. */
export function signalText(t: T, s: Signal): string {
  return [
    s.overdue > 0 && t('billing.signal.overdue', { amount: yuan(s.overdue), days: s.days }),
    s.owed > 0 && t('billing.signal.owed', { amount: yuan(s.owed) }),
    s.state === 'settled' && t('billing.signal.settled', { amount: yuan(s.charged) }),
  ].filter(Boolean).join(t('app.comma'))
}

/** The flags of a day by patient. */
export function flagsOf(t: T, list: readonly Signal[]): Map<string, MoneyFlag> {
  return new Map(list.flatMap((s) => (s.state ? [[s.patient_id, { tone: s.state, short: t(`billing.signal.short.${s.state}`), text: signalText(t, s) }] as const] : [])))
}

const OVER = new Set<BoardVisit['state']>(['treated', 'left'])

/**
 * Lays flags over a board. A visit that did not change stays the same value, so
 * that its card is not drawn again; that somebody has paid is said only of those
 * who are through.
 */
export function moneyLayer(flags: ReadonlyMap<string, MoneyFlag>): (b: Board) => Board {
  const made = new WeakMap<BoardVisit, BoardVisit>()
  const boards = new WeakMap<Board, Board>()
  const one = (v: BoardVisit): BoardVisit => {
    const money = flags.get(v.patient.id)
    if (!money || (money.tone === 'settled' && !OVER.has(v.state))) return v
    const known = made.get(v) ?? { ...v, money }
    made.set(v, known)
    return known
  }
  return (b) => {
    const known = boards.get(b) ?? { ...b, visits: b.visits.map(one), shelf: b.shelf.map(one) }
    boards.set(b, known)
    return known
  }
}
