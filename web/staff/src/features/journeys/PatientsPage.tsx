import { Button, Form } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { Waiting } from '../../app/Waiting'
import { Fault } from '../../ui/Fault'
import { FormDrawer } from '../../ui/FormDrawer'
import { Page } from '../../ui/Page'
import { useRun } from '../../ui/run'
import { PersonSelect } from '../patients/PersonSelect'
import { Bar } from './Bar'
import { Enrolments } from './Enrolments'
import { JOURNEYS, enter, useJourney } from './queries'
import { StateTag } from './StateTag'
import './journeys.css'

/** Who is on the way in a journey, and who was. */
export default function PatientsPage() {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const { may } = useDesk()
  const one = useJourney(id)
  const [adding, setAdding] = useState(false)
  useLiveQueries('journeys', JOURNEYS)
  if (one.isError) return <Page title=""><Fault error={one.error} onRetry={() => void one.refetch()} /></Page>
  if (!one.data) return <Waiting />
  return (
    <Page title={<><Link to="/journeys">{t('jny.title')}</Link> › {one.data.name}</>} actions={<StateTag journey={one.data} />}>
      <div className="jn-page">
        <Bar id={id} />
        <Enrolments filter={{ journey_id: id }} whose="patient" {...(may('journeys.enrol') && one.data.state === 'live' ? { actions: <Button onClick={() => setAdding(true)}>{t('jny.let_in')}</Button> } : {})} />
      </div>
      <LetIn id={id} open={adding} onClose={() => setAdding(false)} />
    </Page>
  )
}

function LetIn({ id, open, onClose }: { id: string; open: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const run = useRun(JOURNEYS)
  return (
    <FormDrawer<{ patient_id: string }> open={open} title={t('jny.let_in')} save={t('jny.let_in')} onClose={onClose} onSave={async (v) => { await run(() => enter(id, v.patient_id), () => ({ say: t('jny.let_in_now') })); onClose() }}>
      <Form.Item name="patient_id" label={t('jny.patient')} rules={[{ required: true, message: t('form.required') }]}><PersonSelect autoFocus /></Form.Item>
    </FormDrawer>
  )
}
