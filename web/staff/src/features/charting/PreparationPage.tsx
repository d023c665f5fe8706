import { useQuery } from '@tanstack/react-query'
import { Suspense, lazy } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { addDays } from '@archwire/domain'
import { needTexts } from '@archwire/i18n'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { Waiting } from '../../app/Waiting'
import { DayInput } from '../../ui/DayInput'
import { Empty } from '../../ui/Empty'
import { Fault } from '../../ui/Fault'
import { Page, Panel } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import { StaffSelect } from '../org/StaffSelect'
import { PagesOfRecords } from './PagesOfRecords'
import { RECORDS, keys, preparation, type Preparation } from './recordQueries'
import './record.css'

const Telling = lazy(async () => { const [m] = await Promise.all([import('../followup/patient/Telling'), needTexts('calls')]); return m })

/** What to know before tomorrow's visits, and what is not signed yet. */
export default function PreparationPage() {
  const { t } = useTranslation()
  const { me, clinic, may } = useDesk()
  const when = useWhen()
  const [at, setAt] = useSearchParams()
  const day = at.get('day') ?? addDays(when.today(), 1)
  const doctor = at.get('doctor') ?? (may('charting.amend') ? me.id : '')
  const move = (next: { day?: string; doctor?: string }) => setAt({ day, doctor, ...next }, { replace: true })
  const p = useQuery({ queryKey: keys.preparation(clinic, day, doctor), queryFn: () => preparation(clinic, day, doctor), enabled: clinic !== '' })
  useLiveQueries('records', RECORDS)
  return (
    <Page title={t('record.preparation')} lead={t('record.preparation_lead')} actions={<>
      <div style={{ width: 140 }}><DayInput value={day} onChange={(d) => { if (d) move({ day: d }) }} aria-label={t('record.paper.day')} /></div>
      <div style={{ width: 200 }}><StaffSelect {...(doctor ? { value: doctor } : {})} onChange={(id) => move({ doctor: id ?? '' })} label={t('record.doctor')} placeholder={t('record.all_doctors')} only={(x) => x.may_do_licensed_acts} /></div>
    </>}>
      <PagesOfRecords />
      {p.isPending && <Waiting />}
      {p.isError && <Fault error={p.error} onRetry={() => void p.refetch()} />}
      {p.data && <Lists p={p.data} clinic={clinic} day={day} />}
    </Page>
  )
}

function Lists({ p, clinic, day }: { p: Preparation; clinic: string; day: string }) {
  const { t } = useTranslation()
  return (
    <div className="rc-prep">
      <Panel title={t('record.visits_of_day', { n: p.visits.length })}>
        {p.visits.length === 0 ? <Empty text={t('record.no_visits')} /> : <ol className="rc-visits">{p.visits.map((v) => <Visit key={v.visit_id} v={v} clinic={clinic} day={day} />)}</ol>}
      </Panel>
      <div className="rc-prep-side">
        {p.reviews.length > 0 && <Panel title={t('record.to_review', { n: p.reviews.length })}><Open rows={p.reviews} /></Panel>}
        <Panel title={t('record.unsigned', { n: p.unsigned.length })}>{p.unsigned.length === 0 ? <Empty text={t('record.all_signed')} /> : <Open rows={p.unsigned} />}</Panel>
      </div>
    </div>
  )
}

function Visit({ v, clinic, day }: { v: Preparation['visits'][number]; clinic: string; day: string }) {
  const { t, i18n } = useTranslation()
  const when = useWhen()
  return (
    <li>
      <p className="rc-day"><time>{when.clock(v.starts_at)}</time> <Link to={`/patients/${v.patient_id}/records`}>{v.name}</Link>
        <span>{[v.age >= 0 ? t('record.years', { n: v.age }) : '', i18n.language === 'en' ? v.kind_en : v.kind_zh, v.doctor_name].filter(Boolean).join(' · ')}</span>
        {v.lacks.map((l) => <StatusTag key={l} tone="bad">{t(`charting.lack.${l}`)}</StatusTag>)}
        {v.first_visit && <StatusTag tone="now">{t('charting.kind.first')}</StatusTag>}</p>
      {v.alerts.length > 0 && <p className="rc-alerts">⚠ {v.alerts.join(' · ')}</p>}
      <Suspense fallback={null}><Telling clinic={clinic} day={day} patient={v.patient_id} /></Suspense>
      {v.note && <p>{v.note}</p>}
      {v.films.map((f) => <p key={f.order_id}>{t('record.film')}{t('app.colon')}{[f.site, f.question].filter(Boolean).join(' · ')} <StatusTag tone="warn">{t(`charting.order_state.${f.state}`)}</StatusTag></p>)}
      {v.last && (
        <dl className="rc-last">
          <dt><Link to={`/records/${v.last.id}`}>{v.last.day}</Link></dt><dd>{v.last.diagnosis.join(t('app.semicolon'))}</dd>
          {v.last.treatment.length > 0 && <><dt>{t('charting.part.treatment')}</dt><dd>{v.last.treatment.join(t('app.semicolon'))}</dd></>}
          {v.last.plan.length > 0 && <><dt>{t('charting.part.plan')}</dt><dd>{v.last.plan.join(t('app.semicolon'))}</dd></>}
          {v.last.advice.length > 0 && <><dt>{t('charting.part.advice')}</dt><dd>{v.last.advice.join(t('app.semicolon'))}</dd></>}
        </dl>
      )}
    </li>
  )
}

function Open({ rows }: { rows: Preparation['unsigned'] }) {
  const { t } = useTranslation()
  const { me } = useDesk()
  return (
    <ul className="ls">
      {rows.map((r) => {
        const hidden = r.state === 'draft' && r.author_id !== me.id && r.writer_id !== me.id
        return <li key={r.id}>{hidden ? <b>{r.name}</b> : <Link to={`/records/${r.id}`}>{r.name}</Link>}<span>{r.day} · {r.author_name}</span><StatusTag tone={r.state === 'draft' ? 'plain' : 'warn'}>{t(`charting.state.${r.state}`)}</StatusTag></li>
      })}
    </ul>
  )
}
