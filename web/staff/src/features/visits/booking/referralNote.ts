import { useEffect } from 'react'
import { useReferral } from '../../charting/referralQueries'

/** Fills the note of a booking with what a referral asks, unless something is written there. */
export function useReferralNote(referral: string, set: (change: (more: { note: string; wishes: string; first_visit: boolean }) => { note: string; wishes: string; first_visit: boolean }) => void): void {
  const r = useReferral(referral).data
  const note = r ? [r.sent_by_name, r.site, r.asked].filter(Boolean).join(' · ').slice(0, 500) : ''
  useEffect(() => { if (note) set((more) => (more.note ? more : { ...more, note })) }, [note, set])
}
