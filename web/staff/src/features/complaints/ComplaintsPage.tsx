import { PlusOutlined } from '@ant-design/icons'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Drawer, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Page } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import { ComplaintFigures } from './ComplaintFigures'
import { ComplaintView } from './ComplaintView'
import { RaiseDrawer } from './RaiseDrawer'
import { StateTag } from './words'
import { ABOUTS, COMPLAINTS, keys, list, type Complaint, type Shown } from './queries'
import './complaints.css'

const SHOWN = ['open', 'late', 'closed', 'figures'] as const

/** What patients were not content with: what waits, what is late, what is settled, and how the clinic does. */
export default function ComplaintsPage() {
  const { t } = useTranslation()
  const go = useNavigate()
  const { id = '' } = useParams()
  const { may } = useDesk()
  const [params, setParams] = useSearchParams()
  const [adding, setAdding] = useState(false)
  const shown = SHOWN.find((s) => s === params.get('show')) ?? 'open'
  useLiveQueries('complaints', COMPLAINTS)
  const to = (x = '') => void go({ pathname: x ? `/complaints/${x}` : '/complaints', search: params.toString() })
  return (
    <Page title={t('complaints.title')} actions={
      <>
        <Segmented value={shown} aria-label={t('complaints.title')} onChange={(v) => setParams({ show: v }, { replace: true })} options={SHOWN.filter((s) => s !== 'figures' || may('complaints.figures')).map((s) => ({ value: s, label: t(`complaints.show.${s}`) }))} />
        <Link to="/tasks">{t('tasks.title')}</Link>
        {may('complaints.raise') && <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>{t('complaints.raise')}</Button>}
      </>
    }>
      {shown === 'figures' ? <ComplaintFigures /> : <Rows shown={shown} onOpen={to} />}
      <Drawer open={id !== ''} size="min(620px, 100vw)" title={t('complaints.title')} onClose={() => to()} destroyOnHidden>{id && <ComplaintView id={id} />}</Drawer>
      <RaiseDrawer open={adding} onClose={(made) => { setAdding(false); if (made) to(made) }} />
    </Page>
  )
}

function Rows({ shown, onOpen }: { shown: Shown; onOpen: (id: string) => void }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const when = useWhen()
  const [about, setAbout] = useState('')
  const pages = useInfiniteQuery({
    queryKey: keys.list(clinic, shown, about), initialPageParam: '', queryFn: ({ pageParam }) => list(clinic, shown, about, pageParam), getNextPageParam: (last) => last.next || undefined,
  })
  return (
    <>
      <div><Select allowClear {...(about ? { value: about } : {})} onChange={(v) => setAbout(v ?? '')} placeholder={t('complaints.any_cause')} aria-label={t('complaints.any_cause')} style={{ width: 170 }} options={ABOUTS.map((a) => ({ value: a, label: t(`complaints.about.${a}`) }))} /></div>
      {pages.isError && <Fault error={pages.error} onRetry={() => void pages.refetch()} />}
      <DataTable<Complaint> rows={pages.data?.pages.flatMap((p) => p.items)} rowKey="id" loading={pages.isPending} empty={t(`complaints.none.${shown}`)} onOpen={(c) => onOpen(c.id)} columns={[
        { title: t('complaints.state'), width: 220, render: (_, c) => <StateTag complaint={c} /> },
        { title: t('complaints.said'), render: (_, c) => <><b>{t(`complaints.about.${c.about}`)}</b> {c.severity === 'serious' && <StatusTag tone="bad">{t('complaints.severity.serious')}</StatusTag>}<br /><span className="cm-short">{c.words}</span></> },
        { title: t('complaints.patient'), width: 180, render: (_, c) => c.patient ? <>{c.patient.name} <small className="hint">{c.patient.record_no}</small></> : '' },
        { title: t('complaints.came'), width: 170, responsive: ['md'], render: (_, c) => <>{when.full(c.raised_at).slice(5)}<br /><small className="hint">{t(`complaints.way.${c.way}`)}</small></> },
        { title: t('complaints.owner'), width: 120, render: (_, c) => c.owner_name || t('complaints.manager') },
      ]} />
      {pages.hasNextPage && <div><Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>{t('table.more')}</Button></div>}
    </>
  )
}
