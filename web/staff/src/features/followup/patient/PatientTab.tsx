import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useDesk } from '../../../app/desk'
import { useLiveQueries } from '../../../app/live'
import { Waiting } from '../../../app/Waiting'
import { useAttempt } from '../../../ui/attempt'
import { Empty } from '../../../ui/Empty'
import { Fault } from '../../../ui/Fault'
import { Panel } from '../../../ui/Page'
import { useRun } from '../../../ui/run'
import { StatusTag } from '../../../ui/StatusTag'
import { useWhen } from '../../../ui/when'
import { useStaffName } from '../../org/names'
import { LevelTag } from '../LevelTag'
import { FOLLOWUP, keys, setWishes, stop, tab, useContact, type Level, type Line, type Series, type Tab } from '../queries'
import { ResultView } from '../ResultView'
import { say } from '../words'
import { CaseOf } from './CaseOf'
import './patient.css'

/** How one patient is looked after between visits: what lies ahead, what was answered, how they want it. */
export default function PatientTab({ patient }: { patient: string }) {
  const { t } = useTranslation()
  const all = useQuery({ queryKey: keys.tab(patient), queryFn: () => tab(patient) })
  useLiveQueries('followup', FOLLOWUP)
  if (all.isPending) return <Waiting />
  if (all.isError) return <Fault error={all.error} onRetry={() => void all.refetch()} />
  const d = all.data
  const series = d.series ?? []
  const contacts = d.contacts ?? []
  const recalls = d.recalls ?? []
  return (
    <div className="fu">
      <div className="mg">
        <Panel title={<>{t('calls.results_of')} <small>{contacts.length}</small></>}>
          {contacts.length === 0 ? <Empty text={t('calls.no_contacts')} /> : <ul className="fu-list">{contacts.map((x) => <ContactRow key={x.id} line={x} names={d.names} />)}</ul>}
        </Panel>
        <Panel title={<>{t('calls.series')} <small>{series.length}</small></>}>
          {series.length === 0 ? <Empty text={t('calls.no_series')} /> : series.map((s) => <OneSeries key={s.id} series={s} names={d.names} />)}
        </Panel>
      </div>
      <div className="mg">
        <Wishes patient={patient} tab={d} />
        <Panel title={t('calls.recalls')}>
          {recalls.length === 0 ? <p className="hint">{t('calls.no_recalls')}</p> : <ul className="ls">{recalls.map((r) => <li key={r.id}><b>{say(r.name)}</b><span>{r.due_day}{r.by_hand ? ` · ${t('calls.by_hand')}` : ''}{r.state !== 'on' ? ` · ${t(`followup.recall_state.${r.state}`, { defaultValue: r.state })}` : ''}</span>{r.note && <small>{r.note}</small>}</li>)}</ul>}
        </Panel>
      </div>
    </div>
  )
}

function ContactRow({ line: x, names }: { line: Line; names: Tab['names'] }) {
  const { t } = useTranslation()
  const when = useWhen()
  const [open, setOpen] = useState(false)
  const waits = x.state === 'open' || x.state === 'sent'
  return (
    <li>
      <p className="fu-line">
        <time>{when.full(x.result?.at || x.closed_at || x.due_at)}</time>
        <b>{(x.protocols ?? []).map((k) => say(names[k]) || k).join(t('app.comma'))}</b>
        <span>{t(`followup.way.${x.way}`)}</span>
        {x.result ? <LevelTag level={x.result.level} /> : <StatusTag tone={waits ? 'now' : 'plain'}>{x.reason ? t(`followup.reason.${x.reason}`, { defaultValue: x.reason }) : t(`followup.state.${x.state}`)}</StatusTag>}
        {waits && x.way === 'call' && <Link to={`/calls/${x.id}?whose=all`}>{t('calls.open_desk')}</Link>}
        {x.result && <Button size="small" type="link" aria-expanded={open} onClick={() => setOpen(!open)}>{t(open ? 'calls.less' : 'calls.more')}</Button>}
      </p>
      {(x.result?.spoke ?? []).length > 0 && <p className={`cd-${x.result!.level}`}>{x.result!.spoke.map((s) => say(s.words)).join(t('app.semicolon'))}</p>}
      {open && <Whole id={x.id} />}
    </li>
  )
}

function Whole({ id }: { id: string }) {
  const one = useContact(id)
  if (one.isPending) return <Waiting />
  if (one.isError) return <Fault error={one.error} onRetry={() => void one.refetch()} />
  return <ResultView contact={one.data} />
}

function OneSeries({ series: s, names }: { series: Series; names: Tab['names'] }) {
  const { t } = useTranslation()
  const when = useWhen()
  const staff = useStaffName()
  const { may } = useDesk()
  const [why, setWhy] = useState<string | null>(null)
  const run = useRun(FOLLOWUP)
  const { busy, fault, attempt } = useAttempt()
  const end = () => void attempt(async () => { await run(() => stop(s, (why ?? '').trim()), () => ({ say: t('calls.stopped') })); setWhy(null) })
  return (
    <article className="fu-series">
      <p className="fu-line"><b>{say(names[s.protocol]) || s.protocol}</b> <span>{[say(s.item), s.site, staff(s.doctor_id), s.treated_at ? when.full(s.treated_at) : ''].filter(Boolean).join(' · ')}</span>
        <StatusTag tone={s.state === 'open' ? 'now' : 'plain'}>{s.reason ? t(`followup.reason.${s.reason}`, { defaultValue: s.reason }) : t(`calls.series_state.${s.state}`)}</StatusTag>
        {s.level && <LevelTag level={s.level as Level} />}
        {s.state === 'open' && may('followup.plan') && why === null && <Button size="small" type="link" onClick={() => setWhy('')}>{t('calls.stop')}</Button>}</p>
      {why !== null && <div className="row"><Input autoFocus maxLength={1000} aria-label={t('calls.stop_why')} placeholder={t('calls.stop_why')} value={why} onChange={(e) => setWhy(e.target.value)} style={{ maxWidth: 320 }} onPressEnter={() => { if (why.trim()) end() }} /><Button size="small" type="primary" loading={busy} disabled={!why.trim()} onClick={end}>{t('calls.stop')}</Button><Button size="small" onClick={() => setWhy(null)}>{t('form.cancel')}</Button></div>}
      {fault && <Fault error={fault} />}
      <CaseOf series={s} />
      <ol className="fu-steps">{(s.steps ?? []).map((x) => (
        <li key={`${x.step} ${x.due_at}`} className={x.state === 'cancelled' ? 'fu-off' : ''}><time>{x.due_at ? when.full(x.due_at) : x.day}</time> <span>{t(`followup.deed.${x.deed}`)}</span> <small>{x.reason ? t(`followup.reason.${x.reason}`, { defaultValue: x.reason }) : t(`followup.step_state.${x.state}`)}</small></li>
      ))}</ol>
    </article>
  )
}

/** How somebody wants to be contacted; changed at once, and taken back where it was a slip. */
function Wishes({ patient, tab: d }: { patient: string; tab: Tab }) {
  const { t } = useTranslation()
  const { clinic, may } = useDesk()
  const run = useRun(keys.tab(patient))
  const { busy, fault, attempt } = useAttempt()
  const put = (asks_calls: boolean, opted_out: boolean) => void attempt(async () => {
    await run(() => setWishes(patient, { clinic_id: clinic, asks_calls, opted_out }), () => ({ say: t('calls.wishes_kept'), back: () => setWishes(patient, { clinic_id: clinic, asks_calls: d.asks_calls, opted_out: d.opted_out }) }))
  })
  const may_ = may('followup.plan') && !busy
  return (
    <Panel title={t('calls.how')}>
      <Checkbox disabled={!may_} checked={d.asks_calls} onChange={(e) => put(e.target.checked, d.opted_out)}>{t('calls.wants_calls')}</Checkbox>
      <Checkbox disabled={!may_} checked={d.opted_out} onChange={(e) => put(d.asks_calls, e.target.checked)}>{t('calls.no_relation')}</Checkbox>
      <p className="hint">{t('calls.care_stays')}</p>
      {fault && <Fault error={fault} />}
    </Panel>
  )
}
