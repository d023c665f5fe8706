import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Drawer, Input, Switch } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useDesk } from '../../app/desk'
import { Waiting } from '../../app/Waiting'
import { useAttempt } from '../../ui/attempt'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Facts, Panel } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { JOURNEYS, enrolments, live, takeOut, useTrace, type Enrolment, type EnrolmentFilter, type Trace } from './queries'

/** Where somebody stands, or how it ended. */
export function Where({ e }: { e: Enrolment }) {
  const { t } = useTranslation()
  const when = useWhen()
  if (e.ending) return <StatusTag tone={e.ending === 'goal' ? 'good' : 'plain'}>{t(`journeys.ending.${e.ending}`)}</StatusTag>
  return <>{e.node_name || (e.node_kind ? t(`journeys.node.${e.node_kind}`) : e.node)}{e.rung > 0 && ` · ${t('jny.ladder.rung', { n: e.rung })}`}{e.held_at ? ` · ${t('jny.is_paused')}` : e.wake_at ? ` · ${t('jny.waits_until', { at: when.full(e.wake_at) })}` : ''}</>
}

/** Who is in journeys: the latest first, opened to see why. */
export function Enrolments({ filter, whose, actions }: { filter: Omit<EnrolmentFilter, 'cursor' | 'limit' | 'open'>; whose: 'patient' | 'journey'; actions?: ReactNode }) {
  const { t } = useTranslation()
  const when = useWhen()
  const [open, setOpen] = useState(true)
  const [shown, setShown] = useState('')
  const query = { ...filter, open, limit: 50 }
  const rows = useInfiniteQuery({ queryKey: live.enrolments(query), queryFn: ({ pageParam }) => enrolments({ ...query, ...(pageParam ? { cursor: pageParam } : {}) }), initialPageParam: '', getNextPageParam: (last) => last.next || undefined })
  const items = rows.data?.pages.flatMap((p) => p.items ?? [])
  return (
    <>
      <div className="row"><label className="row"><Switch size="small" checked={open} onChange={setOpen} aria-label={t('jny.only_open')} />{t('jny.only_open')}</label>{actions}</div>
      {rows.isError && <Fault error={rows.error} onRetry={() => void rows.refetch()} />}
      <DataTable<Enrolment> rows={items} rowKey="id" loading={rows.isPending} onOpen={(e) => setShown(e.id)} empty={t('jny.nobody_in')} columns={[
        whose === 'patient' ? { title: t('jny.patient'), width: 170, render: (_, e) => (e.patient ? <><b>{e.patient.name}</b> <small className="hint">{e.patient.record_no}</small></> : t('jny.elsewhere')) }
          : { title: t('jny.title'), width: 220, render: (_, e) => <b>{e.journey_name}</b> },
        { title: t('jny.where'), render: (_, e) => <Where e={e} /> },
        { title: t('jny.entered_at'), width: 150, responsive: ['md'], render: (_, e) => when.full(e.entered_at) },
        { title: t('jny.arm'), width: 150, responsive: ['lg'], render: (_, e) => (e.held || e.control ? <StatusTag tone="plain">{t('jny.held')}</StatusTag> : Object.values(e.arms ?? {}).map((a) => a.toUpperCase()).join(t('jny.list'))) },
      ]} />
      {rows.hasNextPage && <div><Button loading={rows.isFetchingNextPage} onClick={() => void rows.fetchNextPage()}>{t('jny.more')}</Button></div>}
      <Drawer open={shown !== ''} size="min(620px, 100vw)" title={t('jny.one_way')} onClose={() => setShown('')} destroyOnHidden>{shown && <OneWay id={shown} />}</Drawer>
    </>
  )
}

/** The way of one patient: what was heard, where it led, what was done, and why not. */
function OneWay({ id }: { id: string }) {
  const one = useTrace(id)
  if (one.isPending) return <Waiting />
  if (one.isError) return <Fault error={one.error} onRetry={() => void one.refetch()} />
  return <Told trace={one.data} />
}

function Told({ trace }: { trace: Trace }) {
  const { t } = useTranslation()
  const when = useWhen()
  const { may } = useDesk()
  const e = trace.enrolment
  // A ladder passes itself once for each rung: said once, with the rung and what came of it.
  const way = (s: Trace['steps'][number]) => (s.path ?? []).map((p) => {
    const n = (s.names ?? []).find((x) => x.node === p.node)
    const rung = p.rung ? ` · ${t('jny.ladder.rung', { n: p.rung })}` : ''
    return (n ? n.name || t(`journeys.node.${n.kind}`) : p.node) + rung + (n?.kind === 'ladder' && (p.out === 'done' || p.out === 'failed') ? ` · ${t(`jny.port.${p.out}`)}` : '')
  }).filter((x, i, all) => x !== all[i - 1]).join(' → ')
  return (
    <div className="mg">
      <Facts rows={[
        [t('jny.title'), <Link key="j" to={`/journeys/${e.journey_id}`}>{e.journey_name} · {t('jny.version_n', { n: e.number })}</Link>], [t('jny.patient'), e.patient ? <Link key="p" to={`/patients/${e.patient_id}/journeys`}>{e.patient.name} {e.patient.record_no}</Link> : t('jny.elsewhere')],
        [t('jny.where'), <Where key="w" e={e} />], [t('jny.entered_at'), when.full(e.entered_at)], [t('jny.why_over'), e.reason ? t(`journeys.reason.${e.reason}`, { defaultValue: e.reason }) : ''],
        [t('jny.arm'), e.held || e.control ? t('jny.held_help') : ''],
      ]} />
      {!e.ending && may('journeys.enrol') && <TakeOut id={e.id} />}
      <Panel title={t('jny.steps_taken')}>
        <ol className="jn-timeline">
          {(trace.steps ?? []).map((s) => (
            <li key={s.seq}>
              <span>{when.full(s.at)}</span><b>{t(`journeys.heard.${s.heard}`)}</b>
              <span>{way(s)}{(s.did ?? []).map((d, i) => <small key={i} className={d.state === 'done' ? '' : 'jn-not'}><br />{t(`journeys.effect.${d.kind}`)} · {t(`journeys.done.${d.state}`)}</small>)}</span>
            </li>
          ))}
        </ol>
      </Panel>
    </div>
  )
}

function TakeOut({ id }: { id: string }) {
  const { t } = useTranslation()
  const run = useRun(JOURNEYS)
  const { busy, fault, attempt } = useAttempt()
  const [reason, setReason] = useState('')
  return (
    <>
      {fault && <Fault error={fault} />}
      <div className="row"><Input value={reason} maxLength={500} placeholder={t('jny.take_out_why')} aria-label={t('jny.take_out_why')} style={{ flex: 1 }} onChange={(x) => setReason(x.target.value)} /><Button loading={busy} disabled={!reason.trim()} onClick={() => void attempt(async () => { await run(() => takeOut(id, reason.trim()), () => ({ say: t('jny.taken_out') })) })}>{t('jny.take_out')}</Button></div>
    </>
  )
}
