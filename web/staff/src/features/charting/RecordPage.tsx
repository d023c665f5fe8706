import { useQuery } from '@tanstack/react-query'
import { Suspense, lazy } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { useDesk } from '../../app/desk'
import { Waiting } from '../../app/Waiting'
import { Fault } from '../../ui/Fault'
import { StatusTag } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import { Editor } from './Editor'
import { Reading } from './Reading'
import { RecordWays } from './RecordWays'
import { keys, show, type Record } from './recordQueries'
import './record.css'

const MoneyLine = lazy(() => import('../billing/MoneyLine'))

/** One record: written while it is a draft of one's own, read afterwards. */
export default function RecordPage() {
  const { id = '' } = useParams()
  const one = useQuery({ queryKey: keys.one(id), queryFn: () => show(id), staleTime: Infinity, gcTime: 0 })
  if (one.isPending) return <Waiting />
  if (one.isError) return <div className="pg"><Fault error={one.error} onRetry={() => void one.refetch()} /></div>
  const r = one.data
  return (
    <div className="pg rc">
      <RecordHead r={r} />
      <Body r={r} />
    </div>
  )
}

function Body({ r }: { r: Record }) {
  const { me, may } = useDesk()
  const mine = r.author_id === me.id || r.writer_id === me.id
  return r.state === 'draft' && mine && may('charting.write') ? <Editor key={r.id} r={r} /> : <Reading key={r.version} r={r} />
}

/** Whose record it is, of when, by whom. */
function RecordHead({ r }: { r: Record }) {
  const { t } = useTranslation()
  const when = useWhen()
  const p = r.patient
  return (
    <header className="rc-head">
      <h1><Link to={`/patients/${p.id}/records`}>{p.name}</Link> <small>{[p.record_no, p.age >= 0 ? t('record.years', { n: p.age }) : ''].filter(Boolean).join(' · ')}</small></h1>
      <p>
        {r.day} {when.clock(r.visit.starts_at)} · {t(`charting.kind.${r.kind}`)} · {r.author_name}
        {r.writer_id !== r.author_id && <small> {t('record.written_by', { name: r.writer_name })}</small>}{' '}
        <StatusTag tone={r.state === 'signed' ? 'good' : r.state === 'submitted' ? 'warn' : 'plain'}>{t(`charting.state.${r.state}`)}</StatusTag>{' '}
        {r.late && <StatusTag tone="warn">{t('record.late')}</StatusTag>}{' '}
        {r.review.state && <StatusTag tone={r.review.state === 'returned' ? 'bad' : 'plain'}>{t(`charting.review.${r.review.state}`)}</StatusTag>}
      </p>
      <RecordWays r={r} />
      <Suspense fallback={null}><MoneyLine patient={p.id} /></Suspense>
      {p.alerts.length > 0 && <p className="rc-alerts" role="note">⚠ {p.alerts.join(' · ')}</p>}
      {r.review.note && <p className="rc-note">{r.review.name}{t('app.colon')}{r.review.note}</p>}
    </header>
  )
}
