import { Button } from 'antd'
import { Suspense, lazy } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from '@tanstack/react-query'
import { answer } from '@archwire/api'
import { clock } from '@archwire/domain'
import { api } from '../../../app/api'
import { useWhen } from '../../../ui/when'
import { useVisitsOf } from '../queries'
import { dayText, templateName } from '../words'

const MoneyLine = lazy(() => import('../../billing/MoneyLine'))

/** Who sent a patient and what is known of their wishes, so that the desk says the right thing. */
export const useIntroducer = (patient: string) => useQuery({
  queryKey: ['patients', 'card', patient], enabled: patient !== '', staleTime: 60_000,
  queryFn: () => answer(api.GET('/api/v1/patients/{id}/card', { params: { path: { id: patient } } })),
})

/** Who is being booked: what the desk should know before it offers a time. */
export function PatientCard({ patient, onChange }: { patient: string; onChange?: (() => void) | undefined }) {
  const { t } = useTranslation()
  const when = useWhen()
  const card = useIntroducer(patient).data
  const next = useVisitsOf(patient).data?.filter((v) => v.state === 'booked' || v.state === 'confirmed') ?? []
  const p = card?.patient
  return (
    <div className="bk-who">
      <p><b>{p?.name ?? '…'}</b> <span>{p && [p.record_no, p.phone].filter(Boolean).join(' · ')}</span>
        {p?.important && <span className="gold"> {t('board.important')}</span>}
        {onChange && <Button size="small" type="link" onClick={onChange}>{t('visits.screen.other_patient')}</Button>}
      </p>
      <Suspense fallback={null}><MoneyLine patient={patient} /></Suspense>
      {p && p.alerts > 0 && <p className="vd-alert">{t('visits.screen.has_alerts', { n: p.alerts })}</p>}
      {card && card.introducer_name && (
        <p className="bd-known">{t('board.introduced_by', { who: card.introducer_name })}{card.introducer_important && ` · ${t('board.important')}`}
          {card.introducer_brought > 1 && ` · ${t('visits.screen.brought', { n: card.introducer_brought })}`}</p>
      )}
      {p?.wishes && <p className="bd-known">{t('visits.screen.known_wishes', { text: p.wishes })}</p>}
      {next.map((v) => <p key={v.id} className="amber">{t('visits.screen.has_booked', { day: dayText(v.day), at: clock(v.starts_at, when.zone), what: templateName(v.template) })}</p>)}
    </div>
  )
}
