import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { useAttempt } from '../../ui/attempt'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Panel } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { useStaffName } from '../org/names'
import { fetchContacts, fetches, keys, missing, shares, type Missing, type Share } from './queries'

/** Patients for whom nobody speaks: those who come soonest can be asked at the desk. */
export function MissingList({ clinic }: { clinic: string }) {
  const { t } = useTranslation()
  const when = useWhen()
  const found = useQuery({ queryKey: keys.missing(clinic), queryFn: () => missing(clinic), enabled: clinic !== '' })
  useLiveQueries('messages_reach', keys.missing(clinic))
  return (
    <>
      <p className="hint">{t('msg.missing_help')}</p>
      {found.isError && <Fault error={found.error} onRetry={() => void found.refetch()} />}
      <DataTable<Missing> rows={found.data} rowKey="patient_id" loading={found.isPending} empty={t('msg.missing_none')} columns={[
        { title: t('msg.patient'), render: (_, p) => <><Link to={`/patients/${p.patient_id}/messages`}><b>{p.name}</b></Link><br /><small className="hint">{p.record_no}</small></> },
        { title: t('msg.missing_phone'), width: 140, render: (_, p) => p.phone || <StatusTag tone="warn">{t('msg.missing_no_phone')}</StatusTag> },
        { title: t('msg.missing_next'), width: 150, render: (_, p) => (p.next_visit_at ? when.full(p.next_visit_at) : <span className="hint">{t('msg.missing_none_booked')}</span>) },
        { title: t('msg.missing_last'), width: 120, responsive: ['md'], render: (_, p) => when.day(p.last_message_at) },
      ]} />
    </>
  )
}

/** How many of each colleague's customers speak for a patient, and where customers from before are fetched. */
export function ShareList({ clinic }: { clinic: string }) {
  const { t } = useTranslation()
  const staff = useStaffName()
  const { mayInGroup } = useDesk()
  const found = useQuery({ queryKey: keys.shares(clinic), queryFn: () => shares(clinic), enabled: clinic !== '' })
  useLiveQueries('messages_reach', keys.shares(clinic))
  const share = (x: Share) => (x.customers > 0 ? Math.round((100 * x.bound) / x.customers) : 0)
  return (
    <>
      {mayInGroup('messages.accounts') && <FetchPanel />}
      {found.isError && <Fault error={found.error} onRetry={() => void found.refetch()} />}
      <DataTable<Share> rows={found.data} rowKey="userid" loading={found.isPending} empty={t('msg.shares_none')} columns={[
        { title: t('msg.colleague'), render: (_, x) => <>{staff(x.staff_id) || x.userid}{x.staff_id === '' && <> <small className="hint">{t('msg.shares_nobody')}</small></>}</> },
        { title: t('msg.shares_all'), width: 100, align: 'right', dataIndex: 'customers' },
        { title: t('msg.shares_bound'), width: 100, align: 'right', dataIndex: 'bound' },
        { title: t('msg.rate'), width: 110, align: 'right', render: (_, x) => `${share(x)} %` },
      ]} />
    </>
  )
}

/** Customers whom colleagues had before the account was here. */
function FetchPanel() {
  const { t } = useTranslation()
  const when = useWhen()
  const run = useRun(keys.fetches)
  const { busy, fault, attempt } = useAttempt()
  const found = useQuery({ queryKey: keys.fetches, queryFn: fetches, refetchInterval: (q) => (q.state.data?.some((f) => f.state === 'going') ? 2000 : false) })
  return (
    <Panel title={t('msg.fetch')}>
      <p className="hint">{t('msg.fetch_help')}</p>
      {fault && <Fault error={fault} />}
      {found.isError && <Fault error={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.length === 0 && <p className="hint">{t('msg.fetch_none')}</p>}
      {found.data?.map((f) => (
        <div key={f.account_id} className="row"><b>{f.name}</b>
          <span className="hint">{f.state === '' ? t('msg.fetch_never') : t(`msg.fetch_${f.state}`, { n: f.found, at: when.full(f.ended_at || f.began_at), words: f.words })}</span>
          <Button size="small" loading={f.state === 'going'} disabled={busy} onClick={() => void attempt(async () => { await run(() => fetchContacts(f.account_id), () => ({ say: t('msg.fetch_begun') })) })}>{t('msg.fetch_do')}</Button></div>
      ))}
    </Panel>
  )
}
