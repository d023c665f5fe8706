import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { civilDay, hhmm } from '@archwire/domain'
import { useDesk } from '../../../app/desk'
import { Fault } from '../../../ui/Fault'
import { StatusTag } from '../../../ui/StatusTag'
import { useAttempt } from '../../../ui/attempt'
import { useUndo } from '../../../ui/Undo'
import { useWhen } from '../../../ui/when'
import { bookingPath } from '../booking/draft'
import { aboutPatient, dayText, templateName } from '../words'
import { useDoctors } from '../doctors'
import { decline, wait, withdraw, type Waiter } from './queries'
import { useServe } from './useServe'
import { draftOf } from './waiters'

/** One who waits, as a row: who, what for, when they can, since when, and what was offered. */
export function WaiterRow({ w, onDone }: { w: Waiter; onDone: () => void }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const { may } = useDesk()
  const { offer, say } = useUndo()
  const serve = useServe(onDone)
  const { busy, fault, attempt } = useAttempt()
  const drop = () => void attempt(async () => {
    await withdraw(w)
    // Back on the list it is a new entry: the old one keeps that it was withdrawn.
    offer({ label: t('waitlist.withdrawn', { who: w.patient.name }), undo: async () => { await wait(again(w)); onDone() } })
    onDone()
  })
  const yes = () => void attempt(() => serve(w, {}))
  const end = (party: 'patient' | 'clinic') => void attempt(async () => {
    await decline(w, party)
    say(party === 'patient' ? t('waitlist.said_no', { who: w.patient.name }) : t('waitlist.taken_back', { who: w.patient.name }))
    onDone()
  })
  return (
    <tr>
      <th scope="row">
        <Link to={`/patients/${w.patient.id}`}>{w.patient.name}</Link> {w.urgent && <StatusTag tone="bad">{t('visits.waitlist.reason.urgent')}</StatusTag>}
        <small>{[aboutPatient(t, w.patient), w.patient.phone_masked].filter(Boolean).join(' · ')}</small>
      </th>
      <What w={w} />
      <Wishes w={w} />
      <Waits w={w} />
      <td className="wl-note" data-label={t('visits.screen.note')}>{w.note}{fault && <Fault error={fault} />}</td>
      <td className="wl-do">
        {may('visits.book') && w.offered_start > 0 && (
          <>
            <Button size="small" type="primary" loading={busy} disabled={w.offered_gone} onClick={yes}>{t('waitlist.yes')}</Button>
            <Button size="small" disabled={busy} onClick={() => end('patient')}>{t('waitlist.no')}</Button>
            <Button size="small" disabled={busy} onClick={() => end('clinic')}>{t('waitlist.take_back')}</Button>
          </>
        )}
        {may('visits.book') && w.offered_start === 0 && (
          <>
            <Button size="small" onClick={() => void go(bookingPath(draftOf(w)))}>{t('visits.screen.other_time')}</Button>
            <Button size="small" loading={busy} onClick={drop}>{t('waitlist.withdraw')}</Button>
          </>
        )}
      </td>
    </tr>
  )
}

function What({ w }: { w: Waiter }) {
  const { t } = useTranslation()
  const at = useMoment()
  return (
    <td data-label={t('visits.screen.kind')}>
      <em className={`bd-dot c-${w.template.colour}`} />{templateName(w.template)}
      {w.visit_starts_at > 0 && <small>{t('waitlist.booked_at', { at: at(w.visit_starts_at) })}</small>}
    </td>
  )
}

/** When they can come, to whom, and how soon they are here. */
function Wishes({ w }: { w: Waiter }) {
  const { t } = useTranslation()
  const doctors = useDoctors()
  const days = w.from_day && (w.to_day ? t('waitlist.days', { from: dayText(w.from_day), to: dayText(w.to_day) }) : t('waitlist.from', { from: dayText(w.from_day) }))
  const parts = w.parts.map((p) => `${hhmm(p.from)}–${hhmm(p.to)}`).join(' ')
  const who = w.doctors.map((d) => doctors.get(d) ?? '').filter(Boolean).join(' ')
  return (
    <td data-label={t('waitlist.can')}>
      {[days, parts].filter(Boolean).join(' · ') || t('waitlist.any_time')}
      <small>{[who || t('visits.screen.any_doctor'), w.reach_minutes > 0 && t('waitlist.reach', { n: w.reach_minutes })].filter(Boolean).join(' · ')}</small>
    </td>
  )
}

function Waits({ w }: { w: Waiter }) {
  const { t } = useTranslation()
  const when = useWhen()
  const at = useMoment()
  return (
    <td data-label={t('waitlist.waits')}>
      {t('waitlist.since', { day: dayText(civilDay(w.since, when.zone), when.today()) })}
      {w.offered_start > 0 && <StatusTag tone={w.offered_gone ? 'bad' : 'warn'}>{w.offered_gone ? t('waitlist.gone', { at: at(w.offered_start) }) : t('waitlist.offered', { at: at(w.offered_start), until: at(w.offered_until) })}</StatusTag>}
      {w.offered_start > 0 && w.offered_by && <small>{w.offered_by}</small>}
    </td>
  )
}

/** "明天 15:20" in the clinic's time. */
function useMoment(): (at: number) => string {
  const when = useWhen()
  return (at) => `${dayText(civilDay(at, when.zone), when.today())} ${when.clock(at)}`
}

function again(w: Waiter) {
  return {
    clinic_id: w.clinic_id, patient_id: w.patient.id, template_id: w.template.id, visit_id: w.visit_id, addons: w.addons, doctors: w.doctors, from_day: w.from_day,
    to_day: w.to_day, parts: w.parts, reach_minutes: w.reach_minutes, urgent: w.urgent, appliance_arrived: w.appliance_arrived, note: w.note,
  }
}
