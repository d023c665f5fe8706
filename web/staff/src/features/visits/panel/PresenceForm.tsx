import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQueryClient } from '@tanstack/react-query'
import { MINUTE, clock, type Board, type BoardDoctor } from '@archwire/domain'
import { useDesk } from '../../../app/desk'
import { Fault } from '../../../ui/Fault'
import { useAttempt } from '../../../ui/attempt'
import { useUndo } from '../../../ui/Undo'
import { keys } from '../queries'
import { markPresence, undoPresence } from '../standing'

const AWAY = [10, 20, 40, 60] as const

/** Where a doctor is: on site, called away until when, gone. Every red visit that waits follows it. */
export function PresenceForm({ doctor, board, onDone }: { doctor: BoardDoctor; board: Board; onDone: () => void }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const { offer } = useUndo()
  const client = useQueryClient()
  const { busy, fault, attempt } = useAttempt()
  const [reason, setReason] = useState('')
  const again = () => client.invalidateQueries({ queryKey: keys.boards(board.clinic_id) })
  const mark = (state: 'on_site' | 'away' | 'off', back_at = 0) => void attempt(async () => {
    await markPresence({ clinic_id: board.clinic_id, doctor_id: doctor.id, state, back_at, reason })
    await again()
    offer({ label: `${doctor.name} · ${t(`board.presence.${state}`)}`, undo: async () => { await undoPresence(board.clinic_id, doctor.id); await again() } })
    onDone()
  })
  const now = Math.ceil(board.now / (5 * MINUTE)) * 5 * MINUTE
  const waiting = board.visits.filter((v) => v.doctor_id === doctor.id && v.waits_for_doctor)
  return (
    <div className="ns">
      {fault && <Fault error={fault} />}
      <p>{t(`board.presence.${doctor.presence}`)}{doctor.presence === 'away' && doctor.away_since > 0 && ` · ${t('visits.screen.since', { at: clock(doctor.away_since, board.zone) })}`}
        {doctor.back_at > 0 && ` · ${t('board.back_at', { at: clock(doctor.back_at, board.zone) })}`}</p>
      {waiting.length > 0 && <p className="red">{t('visits.screen.who_waits', { names: waiting.map((v) => v.patient.name).join(t('board.semicolon')) })}</p>}
      {may('visits.presence') && (
        <>
          <p className="vd-acts"><Button type={doctor.presence === 'on_site' ? 'default' : 'primary'} loading={busy} disabled={doctor.presence === 'on_site'} onClick={() => mark('on_site')}>{t('board.presence.on_site')}</Button>
            <Button loading={busy} onClick={() => mark('off')}>{t('visits.screen.gone')}</Button></p>
          <p className="vd-acts">{t('board.presence.away')}{t('app.colon')}
            {AWAY.map((n) => <Button key={n} size="small" onClick={() => mark('away', now + n * MINUTE)}>{t('visits.screen.away_until', { n, at: clock(now + n * MINUTE, board.zone) })}</Button>)}
            <Button size="small" onClick={() => mark('away')}>{t('visits.screen.away_open')}</Button></p>
          <Input maxLength={200} value={reason} placeholder={t('visits.screen.reason')} aria-label={t('visits.screen.reason')} onChange={(e) => setReason(e.target.value)} />
        </>
      )}
    </div>
  )
}
