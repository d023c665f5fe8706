import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { Waiting } from '../../app/Waiting'
import { Fault } from '../../ui/Fault'
import { useWhen } from '../../ui/when'
import { Text } from './Reading'
import { forPaper, keys } from './recordQueries'
import './record.css'

/** A record as an A4 page with the clinic's head; the printing is recorded. */
export default function PrintPage() {
  const { t } = useTranslation()
  const when = useWhen()
  const { id = '' } = useParams()
  const one = useQuery({ queryKey: [...keys.one(id), 'paper'], queryFn: () => forPaper(id), staleTime: Infinity, gcTime: 0 })
  if (one.isPending) return <Waiting />
  if (one.isError) return <div className="pg"><Fault error={one.error} onRetry={() => void one.refetch()} /></div>
  const r = one.data
  const p = r.patient
  const acts = r.history.filter((v) => v.act !== 'submitted')
  return (
    <div className="pg">
      <div className="row rc-noprint"><Button type="primary" onClick={() => window.print()}>{t('record.print')}</Button><Link to={`/records/${id}`}>{t('record.back')}</Link></div>
      <article className="rc-a4">
        <header>
          <h1>{r.clinic.name}</h1>
          <p>{[r.clinic.legal_entity, r.clinic.address, r.clinic.phone].filter(Boolean).join(' · ')}</p>
          <h2>{t('record.paper_title')}</h2>
        </header>
        <p className="rc-who">
          <span>{t('record.paper.name')} <b>{p.name}</b></span><span>{t('record.paper.sex')} {t(`record.sex.${p.sex || 'unknown'}`)}</span>
          <span>{t('record.paper.age')} {p.age >= 0 ? t('record.years', { n: p.age }) : '—'}</span><span>{t('record.paper.number')} {p.record_no}</span>
          <span>{t('record.paper.day')} {r.day} {when.clock(r.visit.starts_at)}</span><span>{t('record.paper.kind')} {t(`charting.kind.${r.kind}`)}</span>
        </p>
        {p.alerts.length > 0 && <p className="rc-alerts">{t('record.paper.alerts')} {p.alerts.join(t('app.semicolon'))}</p>}
        <Text parts={r.parts} />
        <footer>
          {r.state !== 'signed' && <p><b>{t('record.paper.unsigned')}</b></p>}
          {acts.map((v) => (
            <p key={v.seq}>{t(`charting.act.${v.act}`)} {v.by} {when.full(v.at)} {v.late && v.act !== 'amended' && t('record.late')} {v.reason && `${t('record.because')}${t('app.colon')}${v.reason}`} <code>SHA-256 {v.sha256.slice(0, 16)}</code></p>
          ))}
        </footer>
      </article>
    </div>
  )
}
