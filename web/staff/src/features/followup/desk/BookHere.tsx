import { useTranslation } from 'react-i18next'
import { useMemo } from 'react'
import { useDesk } from '../../../app/desk'
import { useUndo } from '../../../ui/Undo'
import BookingDrawer from '../../visits/booking/BookingDrawer'
import { useVisitDoor } from '../../visits/door'
import { useLiveBoards } from '../../visits/live'
import { useBoard } from '../../visits/queries'

interface Props {
  patient: string
  doctor: string
  /** Kind of visit, and the missed visit that the new one replaces; '' = none. */
  template?: string
  follows?: string
  onBooked: () => void
  onClose: () => void
}

/** Books a time while somebody is on the telephone, without leaving the call. */
export default function BookHere({ patient, doctor, template = '', follows = '', onBooked, onClose }: Props) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const { say } = useUndo()
  const board = useBoard(clinic, '').data
  useLiveBoards()
  const door = useVisitDoor(board)
  const draft = useMemo(() => ({ patient, ...(doctor ? { doctor } : {}), ...(template ? { template } : {}), ...(follows ? { follows } : {}) }), [patient, doctor, template, follows])
  if (!board) return <span role="status" className="hint">{t('app.loading')}</span>
  return <BookingDrawer draft={draft} board={board} door={door} onClose={onClose} onBooked={() => { say(t('calls.booked')); onBooked() }} />
}
