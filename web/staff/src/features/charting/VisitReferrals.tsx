import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { StatusTag } from '../../ui/StatusTag'
import { useLiveQueries } from '../../app/live'
import { useToothWords } from '../../tooth/words'
import { REFERRALS, isOpen, useReferralsOf } from './referralQueries'
import './referral.css'

/** What a patient was sent here for, beside the visit and the record. */
export default function VisitReferrals({ patient, clinic, visit }: { patient: string; clinic: string; visit: string }) {
  const { t } = useTranslation()
  const words = useToothWords('fdi')
  const list = useReferralsOf(patient)
  useLiveQueries('referrals', REFERRALS)
  const here = (list.data ?? []).filter((r) => (isOpen(r) && (r.to_clinic_id === clinic || r.from_clinic_id === clinic)) || r.ended_visit_id === visit || r.visit_id === visit || (r.state === 'done' && r.read_at === 0))
  if (here.length === 0) return null
  return (
    <ul className="rf-lines" aria-label={t('charting.tab.referrals')}>
      {here.map((r) => (
        <li key={r.id}>
          <Link to={`/patients/${patient}/sent`}>{t('charting.tab.referrals')} {r.sent_by_name} → {r.taken_by_name || r.to_staff_name || r.to_clinic_name}</Link>{' '}
          <StatusTag tone={r.state === 'asked' ? 'warn' : r.state === 'taken' ? 'now' : r.state === 'done' ? 'good' : 'plain'}>{t(`charting.referral_state.${r.state}`)}</StatusTag>
          <div>{[words.site(r.site), r.treatment && words.what(r.treatment), r.answer || r.asked].filter(Boolean).join(' · ')}</div>
        </li>
      ))}
    </ul>
  )
}
