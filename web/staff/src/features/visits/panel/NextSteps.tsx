import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQueryClient } from '@tanstack/react-query'
import type { BoardVisit } from '@archwire/domain'
import { useDesk } from '../../../app/desk'
import type { Draft } from '../booking/draft'
import { refresh } from '../live'
import { keys, setNextStep } from '../queries'
import { NextStepForm } from './NextStepForm'

/** What must still follow a visit that is over; nothing where it is settled. */
export function NextSteps({ v, onDraft }: { v: BoardVisit; onDraft: (d: Draft) => void }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const client = useQueryClient()
  const [open, setOpen] = useState(false)
  if (!v.needs_next_step || !may('visits.step')) return null
  return (
    <section className="vd-next">
      <p className="red">{t('board.needs_next_step')}</p>
      {!open && <Button size="small" type="primary" onClick={() => setOpen(true)}>{t('visits.screen.settle_next')}</Button>}
      {open && (
        <NextStepForm visit={v} onBook={() => onDraft({ patient: v.patient.id, doctor: v.doctor_id, next: v.id })} onCancel={() => setOpen(false)}
          onSave={async (n) => {
            await setNextStep(v.id, n)
            await refresh(client, v.id)
            await client.invalidateQueries({ queryKey: keys.lists(v.clinic_id) })
          }} />
      )}
    </section>
  )
}
