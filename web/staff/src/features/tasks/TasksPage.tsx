import { PhoneOutlined, PlusOutlined } from '@ant-design/icons'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import { useDesk } from '../../app/desk'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Page } from '../../ui/Page'
import { useWhen } from '../../ui/when'
import { DueTag } from './DueTag'
import { NewTaskDrawer } from './NewTaskDrawer'
import { TaskDrawer } from './TaskDrawer'
import { counts, keys, list, type Task, type Whose } from './queries'
import { useTaskWords } from './words'
import './tasks.css'

const WHOSE = ['mine', 'roles', 'clinic'] as const
const STATES = ['open', 'done', 'cancelled'] as const

/** The way to the approvals, with how many wait for one's word. */
function ToApprovals() {
  const { t } = useTranslation()
  const n = useQuery({ queryKey: keys.counts, queryFn: counts, refetchInterval: 60_000 }).data?.approvals ?? 0
  return <Link to="/tasks/approvals">{n > 0 ? t('tasks.approvals_waiting', { n }) : t('tasks.approvals')}</Link>
}

/** What waits: mine, my roles', the clinic's; the most pressing first. */
export default function TasksPage() {
  const { t } = useTranslation()
  const go = useNavigate()
  const { id = '' } = useParams()
  const { clinic, clinics, may } = useDesk()
  const [params, setParams] = useSearchParams()
  const [adding, setAdding] = useState(false)
  const whose = (params.get('whose') ?? 'roles') as Whose
  const state = (params.get('state') ?? 'open') as Task['state']
  const set = (k: string, v: string) => setParams((old) => { old.set(k, v); return old }, { replace: true })
  const pages = useInfiniteQuery({
    queryKey: keys.list(whose, state, clinic), initialPageParam: '', queryFn: ({ pageParam }) => list(whose, state, clinic, pageParam), getNextPageParam: (last) => last.next || undefined,
  })
  const words = useTaskWords()
  const when = useWhen()
  const to = (x: string) => void go({ pathname: x ? `/tasks/${x}` : '/tasks', search: params.toString() })
  return (
    <Page title={t('tasks.title')} actions={
      <>
        <Segmented<Whose> value={whose} onChange={(v) => set('whose', v)} options={WHOSE.map((w) => ({ value: w, label: t(`tasks.whose.${w}`) }))} />
        <Select<Task['state']> value={state} onChange={(v) => set('state', v)} aria-label={t('tasks.state')} style={{ width: 110 }} options={STATES.map((s) => ({ value: s, label: t(`tasks.state.${s}`) }))} />
        <ToApprovals />
        {may('tasks.work') && <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>{t('tasks.new')}</Button>}
      </>
    }>
      {pages.isError && <Fault error={pages.error} onRetry={() => void pages.refetch()} />}
      <DataTable<Task> rows={pages.data?.pages.flatMap((p) => p.items)} rowKey="id" loading={pages.isPending} empty={t(`tasks.none.${whose}`)} onOpen={(x) => to(x.id)} columns={[
        { title: t('tasks.due'), width: 230, render: (_, x) => <DueTag task={x} /> },
        { title: t('tasks.what'), render: (_, x) => <>{x.call && <PhoneOutlined aria-label={t('tasks.call')} />} <b>{words.title(x)}</b> {x.priority === 1 && <em className="tk-urgent">{t('tasks.priority.1')}</em>} {x.snoozed_until > 0 && x.state === 'open' && <small>{t('tasks.snoozed', { until: when.full(x.snoozed_until) })}</small>}</> },
        { title: t('tasks.patient'), width: 190, render: (_, x) => x.patient ? <>{x.patient.name} <small>{x.patient.record_no}</small></> : '' },
        { title: t('tasks.owner'), width: 130, render: (_, x) => words.owner(x) },
        { title: t('tasks.attempts'), width: 90, align: 'right', render: (_, x) => x.attempts || '' },
        ...(whose !== 'clinic' && clinics.length > 1 ? [{ title: t('tasks.clinic'), width: 100, render: (_: unknown, x: Task) => clinics.find((c) => c.id === x.clinic_id)?.short_name }] : []),
      ]} />
      {pages.hasNextPage && <div><Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>{t('table.more')}</Button></div>}
      <TaskDrawer id={id} onClose={() => to('')} />
      <NewTaskDrawer open={adding} onClose={() => setAdding(false)} />
    </Page>
  )
}
