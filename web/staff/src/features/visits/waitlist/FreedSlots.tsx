import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { civilDay } from '@archwire/domain'
import { useDesk } from '../../../app/desk'
import { Fault } from '../../../ui/Fault'
import { Panel } from '../../../ui/Page'
import { useAttempt } from '../../../ui/attempt'
import { useWhen } from '../../../ui/when'
import { dayText, templateName } from '../words'
import { offer as offerTo, useFreed, useRanked, type Freed, type Ranked } from './queries'
import { useServe } from './useServe'

/** Times that came free, and who could use each: one action offers it, one books it. */
export function FreedSlots({ clinic, onDone }: { clinic: string; onDone: () => void }) {
  const { t } = useTranslation()
  const when = useWhen()
  const freed = useFreed(clinic)
  const [open, setOpen] = useState('')
  const rows = freed.data ?? []
  if (freed.isError) return <Fault error={freed.error} onRetry={() => void freed.refetch()} />
  if (rows.length === 0) return null
  return (
    <Panel title={<>{t('waitlist.freed')} <small>{rows.length}</small></>}>
      <ul className="wf">
        {rows.map((f) => (
          <li key={f.visit.id}>
            <b>{dayText(civilDay(f.start, when.zone), when.today())} {when.clock(f.start)}–{when.clock(f.end)}</b>
            <span>{f.visit.doctor_name} · {t('waitlist.was', { who: f.visit.patient.name, what: templateName(f.visit.template) })}
              {f.invited.length > 0 && <em>{t('waitlist.invited', { names: f.invited.map((w) => w.patient.name).join(t('board.semicolon')) })}</em>}</span>
            <Button size="small" aria-expanded={open === f.visit.id} disabled={f.waiters === 0} onClick={() => setOpen(open === f.visit.id ? '' : f.visit.id)}>{t('waitlist.could', { n: f.waiters })}</Button>
            {open === f.visit.id && <Candidates clinic={clinic} freed={f} onDone={() => { setOpen(''); onDone() }} />}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Candidates({ clinic, freed, onDone }: { clinic: string; freed: Freed; onDone: () => void }) {
  const { t } = useTranslation()
  const ranked = useRanked(clinic, freed)
  if (ranked.isError) return <Fault error={ranked.error} />
  return <ol className="wl-rank">{ranked.data?.map((r) => <One key={r.waiter.id} r={r} onDone={onDone} />)}{ranked.data?.length === 0 && <li>{t('waitlist.nobody')}</li>}</ol>
}

function One({ r, onDone }: { r: Ranked; onDone: () => void }) {
  const { t } = useTranslation()
  const when = useWhen()
  const { may } = useDesk()
  const serve = useServe(onDone)
  const { busy, fault, attempt } = useAttempt()
  const { waiter: w, fit } = r
  const slot = { starts_at: fit.start, doctor_id: fit.doctor_id, places: fit.places }
  const book = () => void attempt(() => serve(w, slot))
  const note = () => void attempt(async () => { await offerTo(w, slot); onDone() })
  return (
    <li>
      <p><b>{w.patient.name}</b> <span>{w.patient.phone_masked} · {templateName(w.template)} · {when.clock(fit.start)}–{when.clock(fit.end)}</span>
        <small>{r.reasons.map((x) => t(`visits.waitlist.reason.${x}`)).join(' · ')}</small></p>
      {may('visits.book') && <p className="wl-do"><Button size="small" type="primary" loading={busy} onClick={book}>{t('visits.screen.book_do')}</Button> <Button size="small" disabled={busy} onClick={note}>{t('waitlist.offer')}</Button></p>}
      {fault && <Fault error={fault} />}
    </li>
  )
}
