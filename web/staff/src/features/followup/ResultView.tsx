import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { faultText } from '@archwire/i18n'
import { useDesk } from '../../app/desk'
import { useAttempt } from '../../ui/attempt'
import { Fault } from '../../ui/Fault'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { LevelTag } from './LevelTag'
import { FOLLOWUP, correct, useQuestions, type Answers, type Contact, type Question, type Result } from './queries'
import { answered, outcomeText, say } from './words'
import { QuestionField } from './desk/QuestionField'
import './desk/desk.css'

/** What came of a contact: the latest that was written on top, what it corrects below it. */
export function ResultView({ contact: c }: { contact: Contact }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const [correcting, setCorrecting] = useState(false)
  const questions = useQuestions()
  const list = [...(c.results ?? [])].reverse()
  const x = c.contact
  return (
    <div className="mg cd-results">
      {list.length === 0 && <p className="hint">{x.reason ? t(`followup.reason.${x.reason}`, { defaultValue: x.reason }) : t('calls.no_result')}</p>}
      {list.map((r, n) => <OneResult key={r.id} result={r} questions={questions} old={n > 0} />)}
      {list.length > 0 && may('followup.correct') && !correcting && <div><Button onClick={() => setCorrecting(true)}>{t('calls.correct')}</Button></div>}
      {correcting && <Correction contact={c} last={list[0]!} onDone={() => setCorrecting(false)} />}
    </div>
  )
}

function OneResult({ result: r, questions, old }: { result: Result; questions: readonly Question[]; old: boolean }) {
  const { t } = useTranslation()
  const when = useWhen()
  const besides = [r.mood && t(`followup.mood.${r.mood}`), r.satisfaction > 0 && !r.answers['satisfaction'] && t('calls.of_five', { n: r.satisfaction }), r.referral && t(`followup.referral.${r.referral}`), r.wish && t(`followup.wish.${r.wish}`)].filter(Boolean)
  return (
    <article className={old ? 'cd-result cd-old' : 'cd-result'} aria-label={when.full(r.at)}>
      <p><LevelTag level={r.level} /> <b>{outcomeText(r.outcome)}</b> <span className="hint">{when.full(r.at)} · {r.by || t('calls.by_form')}{r.corrects_id ? ` · ${t('calls.correction')}` : ''}{old ? ` · ${t('calls.corrected')}` : ''}</span></p>
      {(r.spoke ?? []).length > 0 && <p className={`cd-${r.level}`}>{r.spoke.map((s) => say(s.words)).join(t('app.semicolon'))}</p>}
      <dl className="kv">{answered(questions, r.answers).map((a) => <div key={a.key}><dt>{a.asked}</dt><dd>{a.text}</dd></div>)}</dl>
      {besides.length > 0 && <p>{besides.join(' · ')}</p>}
      {r.advice && <p>{t('calls.advice')}{t('app.colon')}{r.advice}</p>}
      {r.note && r.note !== r.answers['note'] && <p>{t('calls.note')}{t('app.colon')}{r.note}</p>}
    </article>
  )
}

/** A correction is added: what was written stays, and is judged anew. */
function Correction({ contact: c, last, onDone }: { contact: Contact; last: Result; onDone: () => void }) {
  const { t } = useTranslation()
  const run = useRun(FOLLOWUP, ['tasks'])
  const { busy, fault, attempt } = useAttempt()
  const [answers, setAnswers] = useState<Answers>(last.answers)
  const [note, setNote] = useState('')
  const [missing, setMissing] = useState(false)
  const all = useQuestions()
  const mine = c.questions ?? []
  const known = [...mine, ...all.filter((q) => last.answers[q.key] && !mine.some((o) => o.key === q.key))].filter((q) => q.key !== 'note')
  const send = () => {
    if (!note.trim()) return setMissing(true)
    void attempt(async () => {
      const kept = Object.fromEntries(Object.entries(answers).filter(([, v]) => v))
      await run(() => correct(c.contact.id, kept, note.trim()), () => ({ say: t('calls.correction_added') }))
      onDone()
    })
  }
  const wrong = Object.fromEntries((fault?.errors ?? []).map((e) => [e.field.replace(/^answers\./, ''), faultText(e.code, e.args)]))
  return (
    <section className="cd-correct cd-form" aria-label={t('calls.correct')}>
      <p className="hint">{t('calls.correct_help')}</p>
      {known.map((q) => <QuestionField key={q.key} question={q} value={answers[q.key] ?? ''} wrong={wrong[q.key]} onChange={(v) => setAnswers((old) => ({ ...old, [q.key]: v }))} />)}
      <div className="cd-q"><label className="cd-ask" htmlFor="cd-correct-why">{t('calls.correct_why')}</label>
        <Input.TextArea id="cd-correct-why" data-stop="" rows={2} maxLength={1000} value={note} onChange={(e) => { setNote(e.target.value); setMissing(false) }} />
        {missing && <p className="cd-wrong" role="alert">{t('form.required')}</p>}</div>
      {fault && <Fault error={fault} />}
      <div className="row"><Button type="primary" loading={busy} onClick={send}>{t('calls.add_correction')}</Button><Button onClick={onDone}>{t('form.cancel')}</Button></div>
    </section>
  )
}
