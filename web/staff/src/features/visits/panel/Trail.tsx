import { useTranslation } from 'react-i18next'
import type { TFunction } from 'i18next'
import { civilDay, clock, type Board } from '@archwire/domain'
import type { History } from '../queries'
import { reasonText } from '../words'

/** What happened to a visit: when, what, by whom; the newest first. */
export function Trail({ history, board }: { history: readonly History[]; board: Board }) {
  const { t } = useTranslation()
  const when = (at: number) => {
    const day = civilDay(at, board.zone)
    return day === board.day ? clock(at, board.zone) : `${day.slice(5)} ${clock(at, board.zone)}`
  }
  return (
    <section className="vd-trail">
      <h3>{t('visits.screen.history')}</h3>
      <ol>
        {[...history].reverse().map((h) => (
          <li key={h.seq}>
            <time>{when(h.at)}</time>
            <span>{t(`board.did.${h.step}`)}{detailText(t, h, when)}</span>
            <em>{h.actor_name || t('board.system')}</em>
            {h.place_id && <small>{board.places.find((p) => p.id === h.place_id)?.name}</small>}
            {(h.party || h.reason) && <small>{[h.party && t(`visits.screen.party.${h.party}`), reasonText(t, h.reason)].filter(Boolean).join(' · ')}</small>}
          </li>
        ))}
      </ol>
    </section>
  )
}

/** From where to where, for moves; which step, for what was taken back. */
function detailText(t: TFunction, h: History, when: (at: number) => string): string {
  const { from, to, step } = h.detail as { from?: number; to?: number; step?: string }
  if (h.step === 'undo' && step) return `${t('app.colon')}${t(`board.did.${step}`)}`
  return from && to && from !== to ? ` ${when(from)} → ${when(to)}` : ''
}
