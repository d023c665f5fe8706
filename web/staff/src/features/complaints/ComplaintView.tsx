import { Button, Input, Radio, Select, Timeline } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { yuan } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { Waiting } from '../../app/Waiting'
import { useAttempt } from '../../ui/attempt'
import { Fault } from '../../ui/Fault'
import { Facts, Panel } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { MoneyInput } from '../catalog/MoneyInput'
import { StaffSelect } from '../org/StaffSelect'
import { StateTag } from './words'
import { COMPLAINTS, CONTENTS, RESULTS, close, handOver, reopen, useOne, write, type Complaint, type Deed, type Ending, type Step } from './queries'
import './complaints.css'

/** One complaint: what was said, what was done, and the next step. In its task stands already whose it is and how to hand it over. */
export function ComplaintView({ id, inTask = false }: { id: string; inTask?: boolean }) {
  const one = useOne(id)
  useLiveQueries('complaints', COMPLAINTS)
  if (one.isPending) return <Waiting />
  if (one.isError) return <Fault error={one.error} onRetry={() => void one.refetch()} />
  return <Content complaint={one.data.complaint} steps={one.data.steps} inTask={inTask} />
}

function Content({ complaint: c, steps, inTask }: { complaint: Complaint; steps: Step[]; inTask: boolean }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const when = useWhen()
  return (
    <div className="mg cm">
      <div className="row"><StateTag complaint={c} />{c.severity === 'serious' && <StatusTag tone="bad">{t('complaints.severity.serious')}</StatusTag>}{c.reopened > 0 && <small className="hint">{t('complaints.reopened_n', { n: c.reopened })}</small>}</div>
      <blockquote className="cm-words">{c.words || t('complaints.erased')}</blockquote>
      <Facts rows={[
        [t('complaints.patient'), c.patient && !inTask ? <><Link to={`/patients/${c.patient_id}`}>{c.patient.name}</Link> {c.patient.record_no} · {c.patient.phone_masked}</> : ''],
        [t('complaints.cause'), t(`complaints.about.${c.about}`)], [t('complaints.came'), `${t(`complaints.way.${c.way}`)} · ${when.full(c.raised_at)}${c.raised_by ? ` · ${c.raised_by}` : ''}`],
        [t('complaints.owner'), inTask ? '' : c.owner_name || t('complaints.manager')],
        [t('complaints.first_answer'), c.answered_at ? when.full(c.answered_at) : ''], [t('complaints.ended'), c.closed_at ? `${when.full(c.closed_at)} · ${t(`complaints.content.${c.content}`)}` : ''],
      ]} />
      {c.state === 'open' && may('complaints.work') && <Write key={c.version} complaint={c} giving={!inTask} />}
      {c.state === 'open' && may('complaints.close') && <Close complaint={c} />}
      {c.state === 'closed' && may('complaints.close') && <Reopen complaint={c} />}
      <Panel title={t('complaints.history')}>
        <Timeline items={[...steps].reverse().map((s, i) => ({
          key: `${s.at} ${i}`,
          content: (
            <>
              <b>{t(`complaints.step.${s.what}`)}</b> {s.what === 'handed_over' && s.owner}{s.result && ` ${t(`complaints.result.${s.result}`)} · ${t(`complaints.content.${s.content}`)}`}{s.amount > 0 && ` ¥${yuan(s.amount)}`} {s.text}
              <br /><small className="hint">{when.full(s.at)} · {s.actor || t('complaints.program')}</small>
            </>
          ),
        }))} />
      </Panel>
    </div>
  )
}

const DEEDS = ['answered', 'measure', 'note'] as const

/** What was done now; the first answer comes first. */
function Write({ complaint: c, giving }: { complaint: Complaint; giving: boolean }) {
  const { t } = useTranslation()
  const run = useRun(COMPLAINTS, ['tasks'])
  const { busy, fault, attempt } = useAttempt()
  const [what, setWhat] = useState<Deed['what']>(c.answered_at ? 'measure' : 'answered')
  const [text, setText] = useState('')
  const [amount, setAmount] = useState<number>()
  const [to, setTo] = useState<string>()
  const send = () => void attempt(async () => {
    await run(() => write(c.id, { what, text: text.trim(), ...(what === 'measure' && amount ? { amount } : {}) }), () => ({ say: t(`complaints.step.${what}`) }))
    setText('')
    setAmount(undefined)
  })
  const give = () => void attempt(async () => {
    const before = c.owner_id
    await run(() => handOver(c, to ?? '', text.trim()), (after) => ({ say: t('complaints.step.handed_over'), ...(before ? { back: () => handOver(after, before, '') } : {}) }))
  })
  return (
    <Panel title={c.answered_at ? t('complaints.what_now') : t('complaints.answer_first')}>
      {!c.answered_at && <p className="hint">{t('complaints.calm')}</p>}
      {fault && <Fault error={fault} />}
      <Radio.Group optionType="button" value={what} onChange={(e) => setWhat(e.target.value as Deed['what'])} options={DEEDS.map((d) => ({ value: d, label: t(`complaints.step.${d}`) }))} />
      <Input.TextArea rows={2} value={text} maxLength={2000} onChange={(e) => setText(e.target.value)} placeholder={t(`complaints.write.${what}`)} aria-label={t(`complaints.write.${what}`)} />
      <div className="row">
        {what === 'measure' && <div style={{ width: 150 }}><MoneyInput {...(amount === undefined ? {} : { value: amount })} onChange={setAmount} label={t('complaints.cost')} hint={t('complaints.cost')} /></div>}
        <Button type="primary" loading={busy} disabled={!text.trim()} onClick={send}>{t('complaints.keep')}</Button>
        {giving && (
          <>
            <span className="cm-give"><StaffSelect {...(to ? { value: to } : {})} onChange={setTo} label={t('complaints.give_to')} placeholder={t('complaints.give_to')} only={(p) => p.id !== c.owner_id && p.holdings.some((h) => !h.clinic_id || h.clinic_id === c.clinic_id)} /></span>
            <Button disabled={busy || !to} onClick={give}>{t('complaints.give')}</Button>
          </>
        )}
      </div>
    </Panel>
  )
}

/** How it ended, and whether the patient was content. */
function Close({ complaint: c }: { complaint: Complaint }) {
  const { t } = useTranslation()
  const run = useRun(COMPLAINTS, ['tasks'])
  const { busy, fault, attempt } = useAttempt()
  const [open, setOpen] = useState(false)
  const [result, setResult] = useState<Ending['result']>()
  const [content, setContent] = useState<Ending['content']>('yes')
  const [text, setText] = useState('')
  if (!open) return <div><Button onClick={() => setOpen(true)}>{t('complaints.end')}</Button></div>
  const send = () => void attempt(async () => {
    if (result) await run(() => close(c, { result, content, text: text.trim() }), (after) => ({ say: t('complaints.state.closed'), back: () => reopen(after, t('complaints.undone')) }))
  })
  return (
    <Panel title={t('complaints.end')}>
      {fault && <Fault error={fault} />}
      <div className="row">
        <Select<Ending['result']> {...(result ? { value: result } : {})} onChange={setResult} placeholder={t('complaints.how_ended')} aria-label={t('complaints.how_ended')} style={{ width: 170 }} options={RESULTS.map((r) => ({ value: r, label: t(`complaints.result.${r}`) }))} />
        <Radio.Group value={content} onChange={(e) => setContent(e.target.value as Ending['content'])} options={CONTENTS.map((x) => ({ value: x, label: t(`complaints.content.${x}`) }))} />
      </div>
      <Input.TextArea rows={2} value={text} maxLength={2000} onChange={(e) => setText(e.target.value)} placeholder={t('complaints.how_settled')} aria-label={t('complaints.how_settled')} />
      <div className="row"><Button type="primary" loading={busy} disabled={!result || !text.trim()} onClick={send}>{t('complaints.end')}</Button><Button onClick={() => setOpen(false)}>{t('form.cancel')}</Button></div>
    </Panel>
  )
}

function Reopen({ complaint: c }: { complaint: Complaint }) {
  const { t } = useTranslation()
  const run = useRun(COMPLAINTS, ['tasks'])
  const { busy, fault, attempt } = useAttempt()
  const [text, setText] = useState('')
  const send = () => void attempt(async () => { await run(() => reopen(c, text.trim()), () => ({ say: t('complaints.step.reopened') })) })
  return (
    <>
      {fault && <Fault error={fault} />}
      <div className="row">
        <Input value={text} maxLength={2000} onChange={(e) => setText(e.target.value)} placeholder={t('complaints.why_again')} aria-label={t('complaints.why_again')} style={{ flex: 1 }} />
        <Button loading={busy} disabled={!text.trim()} onClick={send}>{t('complaints.step.reopened')}</Button>
      </div>
    </>
  )
}
