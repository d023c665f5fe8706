import { useQuery } from '@tanstack/react-query'
import { Suspense, lazy } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { answer } from '@archwire/api'
import { needTexts } from '@archwire/i18n'
import { api } from '../../app/api'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { Panel } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import { keys as records, preparation } from '../charting/recordQueries'
import { APPROVALS, approvals, keys as taskKeys } from '../tasks/queries'
import { useTaskWords } from '../tasks/words'

const DigestNote = lazy(async () => { const [m] = await Promise.all([import('../followup/digest/DigestNote'), needTexts('calls')]); return m })

/** How many rows of a note are shown; the page behind it has them all. */
const SHOWN = 5

/** What waits for oneself beside the chairs: records to sign and to review, referrals, decisions, tasks. */
export function DeskNotes({ clinic }: { clinic: string }) {
  const { may } = useDesk()
  return (
    <aside className="td-side">
      {may('followup.results') && <Suspense fallback={null}><DigestNote clinic={clinic} /></Suspense>}
      {may('charting.write') && <Unsigned clinic={clinic} />}
      {may('charting.refer') && <Referrals clinic={clinic} />}
      {may('tasks.decide') && <ToDecide />}
      <MyTasks clinic={clinic} />
    </aside>
  )
}

/** Records that one wrote and nobody signed yet, and those that wait for one's review. */
function Unsigned({ clinic }: { clinic: string }) {
  const { t } = useTranslation()
  const { me } = useDesk()
  const day = useWhen().today()
  const key = records.preparation(clinic, day, '')
  useLiveQueries('records', key)
  const list = useQuery({ queryKey: key, queryFn: () => preparation(clinic, day, ''), select: (p) => [...p.reviews, ...p.unsigned.filter((r) => r.author_id === me.id || r.writer_id === me.id)] })
  const rows = list.data ?? []
  return (
    <Panel title={<>{t('doctor.unsigned')} {list.data && <small>{rows.length}</small>}</>} actions={<Link to="/records">{t('nav.records')}</Link>}>
      {list.data && rows.length === 0 && <p className="hint">{t('doctor.all_signed')}</p>}
      <ul className="td-list">{rows.slice(0, SHOWN).map((r) => (
        <li key={r.id}><Link to={`/records/${r.id}`}><b>{r.name}</b> <span>{r.day} · {t(`charting.kind.${r.kind}`)}</span></Link>
          <StatusTag tone={r.state === 'draft' ? 'plain' : 'warn'}>{t(`charting.state.${r.state}`)}</StatusTag></li>
      ))}</ul>
    </Panel>
  )
}

function ToDecide() {
  const { t } = useTranslation()
  const when = useWhen()
  useLiveQueries('approvals', APPROVALS)
  const list = useQuery({ queryKey: [...taskKeys.approvals('to_decide'), 'note'], queryFn: async () => (await approvals('to_decide', '')).items.filter((a) => a.may_decide) })
  const rows = list.data ?? []
  return (
    <Panel title={<>{t('doctor.to_decide')} <small>{rows.length}</small></>} actions={<Link to="/tasks/approvals">{t('tasks.approvals')}</Link>}>
      {list.data && rows.length === 0 && <p className="hint">{t('doctor.nothing_to_decide')}</p>}
      <ul className="td-list">{rows.slice(0, SHOWN).map((a) => (
        <li key={a.id}><Link to="/tasks/approvals"><b>{t(`approval.${a.kind}`)}</b> <span>{a.patient?.name} · {a.asked_by} {when.clock(a.asked_at)}</span></Link></li>
      ))}</ul>
    </Panel>
  )
}

function MyTasks({ clinic }: { clinic: string }) {
  const { t } = useTranslation()
  const when = useWhen()
  const words = useTaskWords()
  const key = ['tasks', 'mine_today', clinic]
  useLiveQueries('tasks', key)
  const list = useQuery({ queryKey: key, queryFn: async () => (await answer(api.GET('/api/v1/tasks', { params: { query: { whose: 'mine', state: 'open', limit: SHOWN + 1 } } }))).items })
  const rows = list.data ?? []
  return (
    <Panel title={t('doctor.my_tasks')} actions={<Link to="/tasks?whose=mine">{t('doctor.all_tasks')}</Link>}>
      {list.data && rows.length === 0 && <p className="hint">{t('doctor.no_tasks')}</p>}
      <ul className="td-list">{rows.slice(0, SHOWN).map((k) => (
        <li key={k.id}><Link to={`/tasks/${k.id}?whose=mine`}><b>{words.title(k)}</b> <span>{k.patient?.name}</span></Link>
          <StatusTag tone={k.colour === 'red' ? 'bad' : k.colour === 'amber' ? 'warn' : 'plain'}>{t('today.due', { at: when.full(k.due_at).slice(5) })}</StatusTag></li>
      ))}</ul>
    </Panel>
  )
}

function Referrals({ clinic }: { clinic: string }) {
  const { t } = useTranslation()
  const key = ['charting', 'referrals', clinic, 'today']
  useLiveQueries('referrals', key)
  const list = useQuery({ queryKey: key, queryFn: async () => (await answer(api.GET('/api/v1/charting/referrals', { params: { query: { clinic_id: clinic, box: 'to_me' } } }))).items })
  const rows = list.data ?? []
  if (rows.length === 0) return null
  return (
    <Panel title={<>{t('doctor.referrals')} <small>{rows.length}</small></>}>
      <ul className="td-list">{rows.slice(0, SHOWN).map((r) => (
        <li key={r.id}><Link to={`/patients/${r.patient_id}/sent`}><b>{r.patient_name}</b> <span>{[r.sent_by_name, r.site, r.asked].filter(Boolean).join(' · ')}</span></Link>
          <StatusTag tone={r.urgency === 'urgent' ? 'bad' : r.state === 'asked' ? 'now' : 'plain'}>{t(`charting.referral_state.${r.state}`)}</StatusTag></li>
      ))}</ul>
    </Panel>
  )
}
