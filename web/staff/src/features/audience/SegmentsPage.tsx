import { PlusOutlined } from '@ant-design/icons'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Page } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { MakeDrawer } from './MakeDrawer'
import { ProofTag } from './ProofTag'
import { RuleWords } from './RuleWords'
import { Spark } from './Spark'
import { AUDIENCE, useSegments, type Segment } from './queries'
import './audience.css'

/** The group's segments: what they are, how many people, how they move, and whether last night found them right. */
export default function SegmentsPage() {
  const { t } = useTranslation()
  const go = useNavigate()
  const { mayInGroup } = useDesk()
  const [show, setShow] = useState<'live' | 'archived'>('live')
  const [making, setMaking] = useState(false)
  const list = useSegments(show === 'archived')
  useLiveQueries('audience', AUDIENCE)
  return (
    <Page title={t('segments.title')} lead={t('segments.lead')} actions={
      <>
        <Segmented value={show} aria-label={t('segments.state')} onChange={setShow} options={(['live', 'archived'] as const).map((s) => ({ value: s, label: t(`segments.show.${s}`) }))} />
        {mayInGroup('audience.edit') && <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>{t('segments.new')}</Button>}
      </>
    }>
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      <DataTable<Segment> rows={list.data} rowKey="id" loading={list.isPending} empty={t(show === 'archived' ? 'segments.none_archived' : 'segments.none')} onOpen={(s) => void go(`/segments/${s.id}`)} columns={[
        { title: t('segments.name'), width: 210, render: (_, s) => <><b>{s.name}</b>{s.shipped && <><br /><small className="hint">{t('segments.shipped')}</small></>}</> },
        { title: t('segments.rule'), responsive: ['md'], render: (_, s) => <span className="au-short"><RuleWords rule={s.rule} inline /></span> },
        { title: t('segments.size'), width: 110, align: 'right', render: (_, s) => (s.state === 'live' ? <><b className="num">{s.size}</b><br /><small className="hint">{t('segments.of_all', { percent: s.share_permille / 10 })}</small></> : '') },
        { title: t('segments.trend'), width: 120, responsive: ['sm'], render: (_, s) => (s.state === 'live' ? <Spark values={s.trend} /> : null) },
        { title: t('segments.state'), width: 190, render: (_, s) => <Marks segment={s} /> },
      ]} />
      <MakeDrawer open={making} onClose={(id) => { setMaking(false); if (id) void go(`/segments/${id}`) }} />
    </Page>
  )
}

/** Where a segment stands, and what it does. */
export function Marks({ segment: s }: { segment: Segment }) {
  const { t } = useTranslation()
  return (
    <span className="au-marks">
      {s.state !== 'live' && <StatusTag tone="plain">{t(`segments.state.${s.state}`)}</StatusTag>}
      {s.never_marketed && <StatusTag tone="warn">{t('segments.never_marketed')}</StatusTag>}
      {s.tag && <StatusTag tone="plain">{s.tag}</StatusTag>}
      {s.state === 'live' && <ProofTag segment={s} />}
    </span>
  )
}
