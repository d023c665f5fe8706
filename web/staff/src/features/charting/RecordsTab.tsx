import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { Waiting } from '../../app/Waiting'
import { Empty } from '../../ui/Empty'
import { Fault } from '../../ui/Fault'
import { StatusTag } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import { useVisitsOf } from '../visits/queries'
import { templateName } from '../visits/words'
import { BeginButton } from './BeginButton'
import { keys, ofPatient, type Head } from './recordQueries'
import './record.css'

const CAME = ['arrived', 'waiting', 'in_place', 'treated', 'left']

/** A patient's records by visit, the newest first, with the visits of which nothing is written. */
export default function RecordsTab({ patient }: { patient: string }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const when = useWhen()
  const list = useQuery({ queryKey: keys.ofPatient(patient), queryFn: () => ofPatient(patient) })
  const visits = useVisitsOf(patient)
  useLiveQueries('records', keys.ofPatient(patient))
  if (list.isPending) return <Waiting />
  if (list.isError) return <Fault error={list.error} onRetry={() => void list.refetch()} />
  const came = (visits.data ?? []).filter((v) => CAME.includes(v.state))
  const rows = new Map<string, { day: string; at: number; what: string; records: Head[] }>()
  for (const v of came) rows.set(v.id, { day: v.day, at: v.starts_at, what: [templateName(v.template), v.doctor_name].filter(Boolean).join(' · '), records: [] })
  for (const r of list.data) rows.set(r.visit_id, { ...(rows.get(r.visit_id) ?? { day: r.day, at: r.created_at, what: '' }), records: [...(rows.get(r.visit_id)?.records ?? []), r] })
  const sorted = [...rows].sort(([, a], [, b]) => b.at - a.at)
  if (sorted.length === 0) return <Empty text={t('record.none')} />
  return (
    <section className="pn">
      <ol className="rc-visits">
        {sorted.map(([visit, v]) => (
          <li key={visit}>
            <p className="rc-day"><time dateTime={v.day}>{v.day} {when.clock(v.at)}</time> <span>{v.what}</span>
              {may('charting.write') && v.records.length === 0 && <BeginButton visit={visit} doctor={came.find((x) => x.id === visit)?.doctor_id ?? ''} />}</p>
            {v.records.length === 0 ? <p className="hint">{t('charting.lack.no_record')}</p> : v.records.map((r) => <Row key={r.id} r={r} />)}
          </li>
        ))}
      </ol>
    </section>
  )
}

function Row({ r }: { r: Head }) {
  const { t } = useTranslation()
  const { me } = useDesk()
  const hidden = r.state === 'draft' && r.author_id !== me.id && r.writer_id !== me.id
  return (
    <p className="rc-row">
      {hidden ? <b>{t(`charting.kind.${r.kind}`)}</b> : <Link to={`/records/${r.id}`}>{t(`charting.kind.${r.kind}`)}</Link>}
      <StatusTag tone={r.state === 'signed' ? 'good' : r.state === 'submitted' ? 'warn' : 'plain'}>{t(`charting.state.${r.state}`)}</StatusTag>
      {r.late && <StatusTag tone="warn">{t('record.late')}</StatusTag>}
      <span>{r.diagnosis.join(t('app.semicolon'))}</span> <small>{r.author_name}{r.versions > 1 && ` · ${t('record.n_versions', { n: r.versions })}`}</small>
      {!hidden && r.state !== 'draft' && <Link to={`/records/${r.id}/print`}><Button size="small">{t('record.print')}</Button></Link>}
    </p>
  )
}
