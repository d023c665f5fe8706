import { answer } from '@archwire/api'
import { api } from '../../app/api'

/** Where a doctor is from now on; back_at 0 = nobody knows. */
export const markPresence = (body: { clinic_id: string; doctor_id: string; state: 'on_site' | 'away' | 'off'; back_at: number; reason: string }) =>
  answer(api.POST('/api/v1/visits/presence', { body }))

/** Takes the last mark of a doctor back. */
export const undoPresence = (clinic_id: string, doctor_id: string) => answer(api.POST('/api/v1/visits/presence/undo', { body: { clinic_id, doctor_id } }))
