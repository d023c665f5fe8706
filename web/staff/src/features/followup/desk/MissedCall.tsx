import { CalendarOutlined, PhoneOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { Suspense, lazy, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../../app/desk'
import { Waiting } from '../../../app/Waiting'
import { Panel } from '../../../ui/Page'
import { useWhen } from '../../../ui/when'
import { OutcomeForm } from '../../tasks/OutcomeForm'
import type { TaskFormProps } from '../../tasks/forms'
import { fetchDetail, keys } from '../../visits/queries'
import './desk.css'

const BookHere = lazy(() => import('./BookHere'))

/** The call to somebody who did not come: what to say, a new time in place, and what came of it. */
export default function MissedCall({ task: x, onDone }: TaskFormProps) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const { clock } = useWhen()
  const [books, setBooks] = useState(false)
  const visit = useQuery({ queryKey: keys.visit(x.subject_id), queryFn: () => fetchDetail(x.subject_id), enabled: x.subject_id !== '' }).data?.visit
  if (!x.patient) return null
  return (
    <Panel title={t('tasks.outcome')}>
      <p className="tk-callee"><PhoneOutlined aria-hidden /> <b>{x.patient.phone_masked}</b> {x.patient.name}</p>
      {visit && <div className="cd-script"><blockquote>{t('calls.say_missed', { person: x.patient.name, time: clock(visit.starts_at), doctor: visit.doctor_name || t('calls.a_doctor') })}</blockquote><ul><li>{t('calls.missed_ask')}</li><li>{t('calls.missed_offer')}</li></ul></div>}
      {x.state === 'open' && may('visits.book') && <div><Button type="primary" icon={<CalendarOutlined />} onClick={() => setBooks(true)}>{t('calls.missed_book')}</Button></div>}
      {x.state === 'open' && <OutcomeForm task={x} onDone={onDone} />}
      {books && <Suspense fallback={<Waiting />}><BookHere patient={x.patient_id} doctor={visit?.doctor_id ?? ''} template={visit?.template.id ?? ''} follows={visit?.state === 'no_show' ? visit.id : ''} onBooked={onDone} onClose={() => setBooks(false)} /></Suspense>}
    </Panel>
  )
}
