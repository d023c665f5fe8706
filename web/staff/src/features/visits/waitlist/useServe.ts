import { useTranslation } from 'react-i18next'
import { useUndo } from '../../../ui/Undo'
import { useWhen } from '../../../ui/when'
import { move, step } from '../queries'
import { bookWaiter, type SlotOf, type Waiter } from './queries'

/** Books somebody of the list into a time, the one that was offered where none is named; undo gives the time back. */
export function useServe(onDone: () => void): (w: Waiter, slot: SlotOf) => Promise<void> {
  const { t } = useTranslation()
  const when = useWhen()
  const { offer } = useUndo()
  return async (w, slot) => {
    const p = await bookWaiter(w, slot)
    offer({ label: t('visits.screen.booked', { who: w.patient.name, at: when.clock(p.starts_at) }), undo: async () => {
      if (p.id === w.visit_id) await move(p.id, p.version, { starts_at: w.visit_starts_at, choose_places: true })
      else await step(p.id, p.version, { step: 'cancel', party: 'clinic', reason: 'booked_wrongly' })
      onDone()
    } })
    onDone()
  }
}
