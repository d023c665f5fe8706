import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { useQueryClient } from '@tanstack/react-query'
import type { Board } from '@archwire/domain'
import type { Ask } from '../BoardPage'
import type { Draft } from '../booking/draft'
import type { VisitDoor } from '../door'
import { find } from '../patch'
import { step, useDetail } from '../queries'
import { refresh } from '../live'
import { CancelForm } from './CancelForm'
import { NextStepForm } from './NextStepForm'
import { PresenceForm } from './PresenceForm'
import type { BoardVisit } from '@archwire/domain'

interface Props {
  ask: Ask
  board: Board
  door: VisitDoor
  onDraft: (d: Draft) => void
  onClose: () => void
}

/** The question that must be answered before a step is done. */
export default function Asking({ ask, board, door, onDraft, onClose }: Props) {
  const { t } = useTranslation()
  const doctor = ask.kind === 'presence' ? board.doctors.find((d) => d.id === ask.doctor) : undefined
  const id = ask.kind === 'presence' ? '' : ask.visit
  const detail = useDetail(id)
  const v = id ? (find(board, id) ?? (detail.data?.visit as BoardVisit | undefined)) : undefined
  const title = t(`visits.screen.ask.${ask.kind}`, { who: doctor?.name ?? v?.patient.name ?? '' })
  return (
    <Modal open title={title} footer={null} onCancel={onClose} destroyOnHidden width={460} closable={{ 'aria-label': t('board.close') }}>
      {doctor && <PresenceForm doctor={doctor} board={board} onDone={onClose} />}
      {v && ask.kind === 'cancel' && <CancelForm v={v} door={door} onDone={onClose} onMove={() => { onClose(); onDraft({ move: v.id }) }} />}
      {v && ask.kind === 'leave' && <Leave v={v} door={door} onDraft={onDraft} onClose={onClose} />}
    </Modal>
  )
}

function Leave({ v, door, onDraft, onClose }: { v: BoardVisit; door: VisitDoor; onDraft: (d: Draft) => void; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  return (
    <NextStepForm visit={v} save={t('board.do.leave')} onCancel={onClose}
      onBook={() => { onClose(); onDraft({ patient: v.patient.id, doctor: v.doctor_id, next: v.id }) }}
      onSave={async (next_step) => {
        await door.done(await step(v.id, v.version, { step: 'leave', next_step }))
        await refresh(client, v.id)
        onClose()
      }} />
  )
}
