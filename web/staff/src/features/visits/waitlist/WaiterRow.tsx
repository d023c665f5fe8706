import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { hhmm } from '@archwire/domain'
import { useDesk } from '../../../app/desk'
import { Fault } from '../../../ui/Fault'
import { StatusTag } from '../../../ui/StatusTag'
import { useAttempt } from '../../../ui/attempt'
import { useUndo } from '../../../ui/Undo'
import { useWhen } from '../../../ui/when'
import { bookingPath } from '../booking/draft'
import { aboutPatient, dayText, templateName } from '../words'
import { usePlanDoctors } from './doctors'
import { wait, withdraw, type Waiter } from './queries'

/** One who waits: what for, since when, when they can, and what was offered. */
export function WaiterRow({ w, onDone }: { w: Waiter; onDone: () => void }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const when = useWhen()
  const { may } = useDesk()
  const { offer } = useUndo()
  const doctors = usePlanDoctors()
  const { busy, fault, attempt } = useAttempt()
  const drop = () => void attempt(async () => {
    await withdraw(w)
    // Back on the list it is a new entry: the old one keeps that it was withdrawn.
    offer({ label: t('waitlist.withdrawn', { who: w.patient.name }), undo: async () => { await wait(again(w)); onDone() } })
    onDone()
  })
  const wishes = [
    w.from_day && (w.to_day ? t('waitlist.days', { from: dayText(w.from_day), to: dayText(w.to_day) }) : t('waitlist.from', { from: dayText(w.from_day) })),
    w.parts.map((p) => `${hhmm(p.from)}–${hhmm(p.to)}`).join(' '), w.doctors.map((d) => doctors.get(d) ?? '').filter(Boolean).join(' '),
    w.reach_minutes > 0 && t('waitlist.reach', { n: w.reach_minutes }),
  ].filter(Boolean)
  return (
    <li>
      <p><Link to={`/patients/${w.patient.id}`}><b>{w.patient.name}</b></Link> <span>{aboutPatient(t, w.patient)} · {w.patient.phone_masked}</span>
        {w.urgent && <StatusTag tone="bad">{t('visits.waitlist.reason.urgent')}</StatusTag>}
        {w.state === 'offered' && <StatusTag tone="warn">{t('waitlist.offered', { at: when.full(w.offered_start), until: when.clock(w.offered_until) })}</StatusTag>}</p>
      <p><em className={`bd-dot c-${w.template.colour}`} /> {templateName(w.template)} {w.visit_starts_at > 0 && <span>{t('waitlist.booked_at', { at: when.full(w.visit_starts_at) })}</span>} <small>{t('waitlist.since', { day: when.day(w.since) })}</small></p>
      {wishes.length > 0 && <p><small>{wishes.join(' · ')}</small></p>}
      {w.note && <p className="bd-known">{w.note}</p>}
      {fault && <Fault error={fault} />}
      {may('visits.book') && (
        <p className="vd-acts">
          <Button size="small" onClick={() => void go(bookingPath({ wait: w.id, patient: w.patient.id, template: w.template.id, ...(w.visit_id ? { move: w.visit_id } : {}), ...(w.doctors[0] ? { doctor: w.doctors[0] } : {}) }))}>{t('visits.screen.other_time')}</Button>
          <Button size="small" loading={busy} onClick={drop}>{t('waitlist.withdraw')}</Button>
        </p>
      )}
    </li>
  )
}

function again(w: Waiter) {
  return {
    clinic_id: w.clinic_id, patient_id: w.patient.id, template_id: w.template.id, visit_id: w.visit_id, addons: w.addons, doctors: w.doctors, from_day: w.from_day,
    to_day: w.to_day, parts: w.parts, reach_minutes: w.reach_minutes, urgent: w.urgent, appliance_arrived: w.appliance_arrived, note: w.note,
  }
}
