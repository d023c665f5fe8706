import { Drawer } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Button } from 'antd'
import { useLiveQueries } from '../../app/live'
import { Waiting } from '../../app/Waiting'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Panel } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import { Why } from './Why'
import { AUDIENCE, useOf } from './queries'
import './audience.css'

/** In which segments a patient is, and which tags they carry, each with why. */
export default function PatientTab({ patient }: { patient: string }) {
  const { t } = useTranslation()
  const when = useWhen()
  const of = useOf(patient)
  const [why, setWhy] = useState('')
  useLiveQueries('audience', AUDIENCE)
  if (of.isPending) return <Waiting />
  if (of.isError) return <Fault error={of.error} onRetry={() => void of.refetch()} />
  return (
    <div className="au-two">
      <Panel title={t('segments.title')}>
        <DataTable rows={of.data.segments} rowKey="id" empty={t('segments.patient_none')} columns={[
          { title: t('segments.name'), render: (_, s) => <Link to={`/segments/${s.id}`}>{s.name}</Link> },
          { title: t('segments.came_at'), width: 160, render: (_, s) => when.full(s.since) },
          { title: '', width: 90, render: (_, s) => <Button type="link" size="small" onClick={() => setWhy(s.id)}>{t('segments.why')}</Button> },
        ]} />
      </Panel>
      <Panel title={t('segments.patient_tags')}>
        {of.data.tags.length === 0 ? <p className="hint">{t('empty.nothing')}</p> : <ul className="au-tags">{of.data.tags.map((x) => <li key={x.id + x.source}><StatusTag tone="plain">{x.name}</StatusTag> <small className="hint">{t(`segments.tag.${x.source}`)} · {when.day(x.since)}</small></li>)}</ul>}
      </Panel>
      <Drawer open={why !== ''} size="min(560px, 100vw)" title={t('segments.why')} onClose={() => setWhy('')} destroyOnHidden>{why && <Why id={why} patient={patient} />}</Drawer>
    </div>
  )
}
