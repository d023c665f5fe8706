import { Button, Collapse } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { Waiting } from '../../app/Waiting'
import { Empty } from '../../ui/Empty'
import { Fault } from '../../ui/Fault'
import { useWhen } from '../../ui/when'
import { ComplaintView } from './ComplaintView'
import { RaiseDrawer } from './RaiseDrawer'
import { StateTag } from './words'
import { COMPLAINTS, useOf } from './queries'
import './complaints.css'

/** What one patient was not content with, the latest first; what is open stands open. */
export default function ComplaintsTab({ patient }: { patient: string }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const when = useWhen()
  const all = useOf(patient)
  useLiveQueries('complaints', COMPLAINTS)
  const [adding, setAdding] = useState(false)
  if (all.isPending) return <Waiting />
  if (all.isError) return <Fault error={all.error} onRetry={() => void all.refetch()} />
  return (
    <div className="mg cm-tab">
      {may('complaints.raise') && <div><Button onClick={() => setAdding(true)}>{t('complaints.raise')}</Button></div>}
      {all.data.length === 0 && <Empty text={t('complaints.none_of')} />}
      {all.data.length > 0 && (
        <Collapse defaultActiveKey={all.data.filter((c) => c.state === 'open').map((c) => c.id)} items={all.data.map((c) => ({
          key: c.id, label: <span className="row"><StateTag complaint={c} /> {t(`complaints.about.${c.about}`)} <small className="hint">{when.day(c.raised_at)}</small></span>, children: <ComplaintView id={c.id} />,
        }))} />
      )}
      <RaiseDrawer open={adding} patient={patient} onClose={() => setAdding(false)} />
    </div>
  )
}
