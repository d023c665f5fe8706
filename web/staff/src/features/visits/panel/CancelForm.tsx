import { AutoComplete, Button, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BoardVisit } from '@archwire/domain'
import { Fault } from '../../../ui/Fault'
import { useAttempt } from '../../../ui/attempt'
import { useUndo } from '../../../ui/Undo'
import type { VisitDoor } from '../door'
import { step, undo, useReasons } from '../queries'

type Party = 'patient' | 'clinic'

/** Who calls it off, and why; another time is one click away, and all of it can be undone. */
export function CancelForm({ v, door, onDone, onMove }: { v: BoardVisit; door: VisitDoor; onDone: () => void; onMove: () => void }) {
  const { t } = useTranslation()
  const { offer } = useUndo()
  const { busy, fault, attempt } = useAttempt()
  const reasons = useReasons().data
  const [party, setParty] = useState<Party>('patient')
  const [reason, setReason] = useState('')
  const list = reasons?.[party] ?? []
  const words = (key: string) => t(`visits.reason.${key}`, key)
  // The list offers words; the server counts by keys. What is typed freely stays as it is.
  const key = list.find((k) => words(k) === reason.trim()) ?? reason.trim()
  const cancel = () => attempt(async () => {
    const p = await step(v.id, v.version, { step: 'cancel', party, reason: key })
    await door.done(p)
    offer({ label: `${v.patient.name} · ${t('board.did.cancel')}`, undo: async () => { await door.done(await undo(p.id, p.version)) } })
    onDone()
  })
  return (
    <div className="ns">
      {fault && <Fault error={fault} />}
      <Radio.Group value={party} onChange={(e) => { setParty(e.target.value as Party); setReason('') }} optionType="button" options={[
        { value: 'patient', label: t('visits.screen.party.patient') }, { value: 'clinic', label: t('visits.screen.party.clinic') },
      ]} />
      <AutoComplete aria-label={t('visits.screen.reason')} placeholder={t('visits.screen.reason')} value={reason} maxLength={200} onChange={setReason} autoFocus
        options={list.map((k) => ({ value: words(k) }))} onInputKeyDown={(e) => { if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) void cancel() }} />
      <p className="vd-acts">
        <Button danger type="primary" loading={busy} disabled={!reason.trim()} onClick={() => void cancel()}>{t('visits.screen.cancel_do')}</Button>
        <Button onClick={onMove}>{t('visits.screen.rather_move')}</Button>
      </p>
    </div>
  )
}
