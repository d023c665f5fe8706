import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Input, Segmented } from 'antd'
import { Suspense, lazy, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { yuan } from '@archwire/domain'
import { Waiting } from '../../app/Waiting'
import { useLiveQueries } from '../../app/live'
import { useAttempt } from '../../ui/attempt'
import { Empty } from '../../ui/Empty'
import { Fault } from '../../ui/Fault'
import { Page } from '../../ui/Page'
import { useRun } from '../../ui/run'
import { StatusTag, type Tone } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import { APPROVALS, TASKS, approvals, decide, keys, withdraw, type Approval } from './queries'
import './tasks.css'

const ChangeDiff = lazy(() => import('../plans/DiffList'))
const PlanPrices = lazy(() => import('../plans/PlanPrices'))
const BillLines = lazy(() => import('../billing/AskedBills'))

const VIEWS = ['to_decide', 'asked', 'settled'] as const
const TONES: Record<Approval['state'], Tone> = { waiting: 'now', approved: 'good', refused: 'bad', withdrawn: 'plain' }

/** What waits for somebody's word: discounts beyond a limit, changes of what was agreed. */
export default function ApprovalsPage() {
  const { t } = useTranslation()
  const [params, setParams] = useSearchParams()
  const view = VIEWS.find((v) => v === params.get('view')) ?? 'to_decide'
  useLiveQueries('approvals', APPROVALS)
  const pages = useInfiniteQuery({
    queryKey: keys.approvals(view), initialPageParam: '', queryFn: ({ pageParam }) => approvals(view, pageParam), getNextPageParam: (last) => last.next || undefined,
  })
  const rows = (pages.data?.pages.flatMap((p) => p.items) ?? []).filter((a) => view !== 'settled' || a.state !== 'waiting')
  return (
    <Page title={t('tasks.approvals')} actions={
      <>
        <Segmented value={view} aria-label={t('tasks.approvals')} onChange={(v) => setParams({ view: v }, { replace: true })} options={VIEWS.map((v) => ({ value: v, label: t(`tasks.approvals.${v}`) }))} />
        <Link to="/tasks">{t('tasks.title')}</Link>
      </>
    }>
      {pages.isPending && <Waiting />}
      {pages.isError && <Fault error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.data && rows.length === 0 && <Empty text={t('tasks.approvals.none')} />}
      <div className="tk-approvals">{rows.map((a) => <One key={a.id} approval={a} />)}</div>
      {pages.hasNextPage && <div><Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>{t('table.more')}</Button></div>}
    </Page>
  )
}

function One({ approval: a }: { approval: Approval }) {
  const { t } = useTranslation()
  const when = useWhen()
  const run = useRun(APPROVALS, ['plans'], ['billing'], TASKS)
  const { busy, fault, attempt } = useAttempt()
  const [note, setNote] = useState('')
  const settle = (step: () => Promise<Approval>) => void attempt(async () => { await run(step, (after) => ({ say: t(`tasks.approval.${after.state}`) })) })
  return (
    <article className="tk-box" aria-label={t(`approval.${a.kind}`)}>
      <div className="row">
        <b>{t(`approval.${a.kind}`)}</b> <StatusTag tone={TONES[a.state]}>{t(`tasks.approval.${a.state}`)}</StatusTag>
        {a.patient && <Link to={`/patients/${a.patient_id}/${a.kind.startsWith('billing.') ? 'money' : 'plans'}`}>{a.patient.name} {a.patient.record_no}</Link>}
      </div>
      <p>{t(`approval.${a.kind}.detail`, { ...a.args, defaultValue: `¥${yuan(a.amount)}` })}</p>
      <p>{t('tasks.approval.why')}: {a.why}</p>
      <Suspense fallback={null}>
        {a.kind === 'plans.change' && <ChangeDiff change={a.subject_id} />}
        {a.kind === 'plans.discount' && a.state === 'waiting' && <PlanPrices plan={a.subject_id} />}
        {a.kind === 'billing.discount' && <BillLines bill={a.subject_id} />}
      </Suspense>
      <p className="hint">{t('tasks.approval.by', { name: a.asked_by, time: when.full(a.asked_at) })}{a.decided_at > 0 && <> · {t('tasks.approval.decided', { name: a.decided_by, time: when.full(a.decided_at) })} {a.note}</>}</p>
      {a.may_decide && (
        <div className="row">
          <Input value={note} maxLength={400} placeholder={t('tasks.approval.note')} aria-label={t('tasks.approval.note')} onChange={(e) => setNote(e.target.value)} style={{ maxWidth: 320 }} />
          <Button type="primary" loading={busy} onClick={() => settle(() => decide(a, true, note.trim()))}>{t('tasks.approval.approve')}</Button>
          <Button danger disabled={busy || !note.trim()} onClick={() => settle(() => decide(a, false, note.trim()))}>{t('tasks.approval.refuse')}</Button>
        </div>
      )}
      {a.mine && a.state === 'waiting' && <Button loading={busy} onClick={() => settle(() => withdraw(a))}>{t('tasks.approval.withdraw')}</Button>}
      {fault && <Fault error={fault} />}
    </article>
  )
}
