import { DownloadOutlined, EditOutlined, InboxOutlined, SafetyCertificateOutlined } from '@ant-design/icons'
import { Button, Tabs } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams, useSearchParams } from 'react-router'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { Waiting } from '../../app/Waiting'
import { Fault } from '../../ui/Fault'
import { Page } from '../../ui/Page'
import { useAttempt } from '../../ui/attempt'
import { useRun } from '../../ui/run'
import { EditRule } from './EditRule'
import { MakeDrawer } from './MakeDrawer'
import { Members } from './Members'
import { Overlaps } from './Overlaps'
import { Marks } from './SegmentsPage'
import { Spark } from './Spark'
import { Versions } from './Versions'
import { Why } from './Why'
import { AUDIENCE, archive, exportHref, prove, restore, useSegment, type Detail } from './queries'
import './audience.css'

/** One segment: who is in it and why, its rule and the rules before it. */
export default function SegmentPage() {
  const { id = '' } = useParams()
  const one = useSegment(id)
  useLiveQueries('audience', AUDIENCE)
  if (one.isPending) return <Waiting />
  if (one.isError) return <Fault error={one.error} onRetry={() => void one.refetch()} />
  return <Shown s={one.data} />
}

function Shown({ s }: { s: Detail }) {
  const { t } = useTranslation()
  const { may, mayInGroup } = useDesk()
  const [params, setParams] = useSearchParams()
  const [naming, setNaming] = useState(false)
  const run = useRun(AUDIENCE)
  const step = useAttempt()
  const edit = mayInGroup('audience.edit')
  const putAway = () => step.attempt(async () => { await run(() => archive(s), (now) => ({ say: t('segments.archived'), back: () => restore(now) })) })
  const bringBack = () => step.attempt(async () => { await run(() => restore(s), (now) => ({ say: t('segments.restored'), back: () => archive(now) })) })
  const judge = () => step.attempt(async () => { await run(() => prove(s.id), (b) => ({ say: t('segments.proven', { n: b.size }) })) })
  return (
    <Page title={<><Link to="/segments">{t('segments.title')}</Link> / {s.name}</>} lead={s.note} actions={
      <>
        {edit && <Button icon={<EditOutlined />} onClick={() => setNaming(true)}>{t('segments.rename')}</Button>}
        {may('audience.export') && s.state === 'live' && <Button icon={<DownloadOutlined />} href={exportHref(s.id)} download>{t('segments.export')}</Button>}
        {edit && s.state === 'live' && <Button icon={<SafetyCertificateOutlined />} loading={step.busy} onClick={() => void judge()}>{t('segments.prove')}</Button>}
        {edit && (s.state === 'archived' ? <Button onClick={() => void bringBack()}>{t('segments.restore')}</Button> : <Button icon={<InboxOutlined />} onClick={() => void putAway()}>{t('segments.archive')}</Button>)}
      </>
    }>
      {step.fault && <Fault error={step.fault} />}
      <div className="row au-head">{s.state === 'live' && <><b className="au-size">{t('segments.persons', { n: s.size })}</b><span className="hint">{t('segments.of_all', { percent: s.share_permille / 10 })}</span><Spark values={s.trend} /></>}<Marks segment={s} /></div>
      <Tabs activeKey={params.get('tab') ?? (s.state === 'live' ? 'members' : 'edit')} onChange={(tab) => setParams({ tab }, { replace: true })} destroyOnHidden items={[
        ...(s.state === 'live' ? [{ key: 'members', label: t('segments.tab.members'), children: <Members id={s.id} /> }] : []),
        { key: 'edit', label: t('segments.tab.edit'), children: <EditRule key={s.versions[0]?.number} s={s} edit={edit && s.state !== 'archived'} /> },
        ...(s.state === 'live' ? [{ key: 'why', label: t('segments.tab.why'), children: <Why id={s.id} /> }, { key: 'overlaps', label: t('segments.tab.overlaps'), children: <Overlaps id={s.id} /> }] : []),
        { key: 'versions', label: t('segments.tab.versions'), children: <Versions s={s} /> },
      ]} />
      <MakeDrawer open={naming} segment={s} onClose={() => setNaming(false)} />
    </Page>
  )
}
