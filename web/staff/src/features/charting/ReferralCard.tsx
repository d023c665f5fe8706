import { Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useDesk } from '../../app/desk'
import { Fault } from '../../ui/Fault'
import { StatusTag, type Tone } from '../../ui/StatusTag'
import { useAttempt } from '../../ui/attempt'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { useToothWords } from '../../tooth/words'
import { useNotation } from '../../tooth/notation'
import { useRoleName } from '../org/roleName'
import { bookingPath } from '../visits/booking/draft'
import { useVisitNow } from './FindingForm'
import { REFERRALS, isOpen, moveReferral, useReferral, type Referral, type ReferralStep } from './referralQueries'
import './referral.css'

const TONES: Record<Referral['state'], Tone> = { asked: 'warn', taken: 'now', done: 'good', declined: 'bad', withdrawn: 'plain' }
const URGENT: Record<Referral['urgency'], Tone> = { urgent: 'bad', soon: 'warn', routine: 'plain' }

/** A referral: from whom to whom, what is asked and why, what came of it, and what can be done next. */
export function ReferralCard({ r, named = false }: { r: Referral; named?: boolean }) {
  const { t } = useTranslation()
  const when = useWhen()
  const role = useRoleName()
  const [notation] = useNotation()
  const words = useToothWords(notation)
  const [history, setHistory] = useState(false)
  const where = r.from_clinic_id === r.to_clinic_id ? '' : ` · ${r.from_clinic_name} → ${r.to_clinic_name}`
  return (
    <article className="rf">
      <header>
        {named && <Link to={`/patients/${r.patient_id}/sent`}><b>{r.patient_name}</b></Link>}{named && <small>{r.record_no}</small>}
        <span>{r.sent_by_name} → {r.taken_by_name || r.to_staff_name || t('referral.any', { role: role(r.to_role) })}{where}</span>
        <StatusTag tone={TONES[r.state]}>{t(`charting.referral_state.${r.state}`)}</StatusTag>
        {r.urgency !== 'routine' && isOpen(r) && <StatusTag tone={URGENT[r.urgency]}>{t(`charting.urgency.${r.urgency}`)}</StatusTag>}
        <time>{when.full(r.sent_at)}</time>
      </header>
      {(r.site || r.treatment) && <p className="rf-teeth"><b>{words.site(r.site)}</b> {r.treatment && words.what(r.treatment)}</p>}
      <p>{r.asked}</p>
      <p className="hint">{t('referral.why')}{t('app.colon')}{r.why}</p>
      {r.origin && <p className="rf-refs"><span>{t('referral.origin')}{t('app.colon')}<Ref kind={r.origin.kind} id={r.origin.id} patient={r.patient_id} /></span></p>}
      {r.attached.length > 0 && <p className="rf-refs">{r.attached.map((a) => <Ref key={a.id} kind={a.kind} id={a.id} patient={r.patient_id} />)}</p>}
      {r.answer && <p className="rf-answer">{t('referral.answer')}{t('app.colon')}{r.answer} <small>{r.taken_by_name} {when.full(r.ended_at)}</small></p>}
      {r.reason && <p className="rf-answer">{t(`charting.referral_state.${r.state}`)}{t('app.colon')}{r.reason}</p>}
      <Steps r={r} />
      <Button size="small" type="link" aria-expanded={history} onClick={() => setHistory(!history)}>{t('referral.history')}</Button>
      {history && <History id={r.id} />}
    </article>
  )
}

const PLACES: Record<string, string> = { order: 'orders', plan: 'plans', image: 'imaging', card: 'cards' }

function Ref({ kind, id, patient }: { kind: string; id: string; patient: string }) {
  const { t } = useTranslation()
  return <Link to={kind === 'record' ? `/records/${id}` : `/patients/${patient}/${PLACES[kind] ?? ''}`}>{t(`charting.ref.${kind}`)}</Link>
}

function History({ id }: { id: string }) {
  const { t } = useTranslation()
  const when = useWhen()
  const one = useReferral(id)
  return (
    <ol className="rf-history">{(one.data?.history ?? []).map((h, i) => <li key={i}><time>{when.full(h.at)}</time> <b>{t(`charting.referral_step.${h.step}`)}</b> {h.by} {h.text}</li>)}</ol>
  )
}

/** What one may do next: who is asked takes or declines, who took it answers, who sent it withdraws and reads. */
function Steps({ r }: { r: Referral }) {
  const { t } = useTranslation()
  const { me, may, clinic } = useDesk()
  const run = useRun(REFERRALS, ['charting'])
  const { busy, fault, attempt, clear } = useAttempt()
  const visit = useVisitNow(r.patient_id)
  const [asks, setAsks] = useState<ReferralStep | ''>('')
  const [text, setText] = useState('')
  const [did, setDid] = useState(true)
  const mine = r.sent_by === me.id
  const role = me.clinics.find((c) => c.clinic.id === r.to_clinic_id)
  const toMe = !mine && (r.to_staff_id === me.id || (r.to_role !== '' && !!role))
  const taker = r.taken_by === me.id
  const step = (s: ReferralStep) => void attempt(async () => {
    const done = s === 'answer' && did && r.treatment !== '' && r.site !== ''
    await run(() => moveReferral(r, { step: s, ...(text.trim() ? { text: text.trim() } : {}), ...(s === 'answer' && visit ? { visit_id: visit.id } : {}), ...(done ? { did: r.site } : {}) }),
      (after) => ({ say: t(`charting.referral_state.${after.state}`) }))
    setAsks('')
    setText('')
  })
  const ask = (s: ReferralStep) => { clear(); setAsks(s) }
  const books = may('visits.book') && r.to_clinic_id === clinic
  const forTreatment = { patient: r.patient_id, doctor: r.taken_by || r.to_staff_id, refer: r.id, ...(r.template_id ? { template: r.template_id } : {}) }
  if (!may('charting.refer')) return null
  return (
    <div className="rf-do">
      {fault && <Fault error={fault} />}
      {asks === '' ? (
        <p className="row">
          {r.state === 'asked' && toMe && <Button type="primary" loading={busy} onClick={() => step('take')}>{t('referral.take')}</Button>}
          {r.state === 'taken' && taker && <Button type="primary" onClick={() => ask('answer')}>{t('referral.write_answer')}</Button>}
          {isOpen(r) && books && (mine || toMe || taker) && <Link to={bookingPath(forTreatment)}><Button tabIndex={-1}>{t('referral.book')}</Button></Link>}
          {(r.state === 'asked' ? toMe : r.state === 'taken' && taker) && <Button onClick={() => ask('decline')}>{t('referral.decline')}</Button>}
          {isOpen(r) && mine && <Button onClick={() => ask('withdraw')}>{t('referral.withdraw')}</Button>}
          {!isOpen(r) && r.state !== 'withdrawn' && mine && r.read_at === 0 && <Button type="primary" loading={busy} onClick={() => step('read')}>{t('referral.read')}</Button>}
          {r.state === 'done' && mine && may('visits.book') && r.from_clinic_id === clinic && <Link to={bookingPath({ patient: r.patient_id, doctor: me.id })}><Button tabIndex={-1}>{t('referral.book_back')}</Button></Link>}
        </p>
      ) : (
        <>
          <Input.TextArea autoFocus autoSize={{ minRows: 2 }} value={text} maxLength={1000} onChange={(e) => setText(e.target.value)} aria-label={t(`referral.text.${asks}`)} placeholder={t(`referral.text.${asks}`)} />
          {asks === 'answer' && r.treatment !== '' && r.site !== '' && <Checkbox checked={did} onChange={(e) => setDid(e.target.checked)}>{t('referral.chart_it')}</Checkbox>}
          <p className="row"><Button type="primary" loading={busy} disabled={!text.trim()} onClick={() => step(asks)}>{t('form.save')}</Button><Button onClick={() => setAsks('')}>{t('form.cancel')}</Button></p>
        </>
      )}
    </div>
  )
}
