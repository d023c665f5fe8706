import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useDesk } from '../../app/desk'
import { Fault } from '../../ui/Fault'
import { StatusTag } from '../../ui/StatusTag'
import { useAttempt } from '../../ui/attempt'
import { paperAt } from '../../ui/paper'
import { useWhen } from '../../ui/when'
import { Amendment } from './Amendment'
import { SignForm } from './SignForm'
import { RECORDS, difference, keys, review, sign, takeBack, type Record, type Section, type Version } from './recordQueries'

/** A record that is no draft: its text, what may be done, and its versions. */
export function Reading({ r }: { r: Record }) {
  const { t } = useTranslation()
  const { me, may } = useDesk()
  const client = useQueryClient()
  const { busy, fault, attempt } = useAttempt()
  const [open, setOpen] = useState<'' | 'sign' | 'amend'>('')
  const again = () => client.invalidateQueries({ queryKey: RECORDS })
  const author = r.author_id === me.id
  if (open === 'amend') return <Amendment r={r} onClose={() => setOpen('')} />
  return (
    <div className="rc-cols">
      <div className="pn rc-paper"><Text parts={r.parts} /></div>
      <aside className="pn rc-side">
        {fault && <Fault error={fault} />}
        <div className="row rc-do">
          {r.state === 'submitted' && author && r.review.state !== 'asked' && may('charting.sign') && <Button type="primary" size="large" onClick={() => setOpen('sign')}>{t('record.sign')}</Button>}
          {r.state === 'submitted' && (author || r.writer_id === me.id) && <Button loading={busy} onClick={() => void attempt(async () => { await takeBack(r.id, r.version); await again() })}>{t('record.take_back')}</Button>}
          {r.state === 'signed' && may('charting.amend') && <Button onClick={() => setOpen('amend')}>{t('record.amend')}</Button>}
          <Button href={paperAt(`/charting/records/${r.id}/paper`)} target="_blank">{t('charting.paper.print')}</Button>
          {r.state === 'signed' && <Button href={paperAt(`/charting/records/${r.id}/paper`, { certified: 'true' })} target="_blank">{t('charting.paper.certified')}</Button>}
          <Link to={`/records/${r.id}/print`}><Button>{t('record.print')}</Button></Link>
        </div>
        {r.state === 'submitted' && r.review.state === 'asked' && r.review.reviewer_id === me.id && may('charting.sign') && <ReviewForm r={r} onDone={again} />}
        <Versions r={r} />
      </aside>
      {open === 'sign' && <SignForm title={t('record.sign_title')} findings={r.findings} onClose={() => setOpen('')}
        onSign={async (proof, reasons) => { await sign(r.id, r.version, proof, reasons); setOpen(''); await again() }} />}
    </div>
  )
}

/** The parts as they are read. */
export function Text({ parts }: { parts: readonly Section[] }) {
  const { t } = useTranslation()
  return (
    <dl className="rc-text">
      {parts.map((s) => (
        <div key={s.part}><dt>{t(`charting.part.${s.part}`)}</dt>
          <dd>{s.lines.map((l, i) => <p key={i}>{l.text}{l.site && !l.text.includes('#') && <span className="rc-site">{l.site}</span>}</p>)}</dd></div>
      ))}
    </dl>
  )
}

function ReviewForm({ r, onDone }: { r: Record; onDone: () => Promise<unknown> }) {
  const { t } = useTranslation()
  const [note, setNote] = useState('')
  const { busy, fault, attempt } = useAttempt()
  const say = (approve: boolean) => void attempt(async () => { await review(r.id, r.version, approve, note.trim()); await onDone() })
  return (
    <div className="mg">
      <label className="rc-reason">{t('record.review_note')}<Input.TextArea rows={2} value={note} maxLength={1000} onChange={(e) => setNote(e.target.value)} /></label>
      {fault && <Fault error={fault} />}
      <div className="row"><Button type="primary" loading={busy} onClick={() => say(true)}>{t('record.approve')}</Button><Button disabled={busy || !note.trim()} onClick={() => say(false)}>{t('record.give_back')}</Button></div>
    </div>
  )
}

/** Every version: who, when, why, and what became of the one before. */
function Versions({ r }: { r: Record }) {
  const { t } = useTranslation()
  const when = useWhen()
  const [seen, setSeen] = useState(0)
  if (r.history.length === 0) return null
  return (
    <section>
      <h2>{t('record.versions')}</h2>
      <ol className="rc-versions" reversed>
        {[...r.history].reverse().map((v) => (
          <li key={v.seq}>
            <p><b>{t(`charting.act.${v.act}`)}</b> {v.by} <time>{when.full(v.at)}</time> {v.late && v.act !== 'amended' && <StatusTag tone="warn">{t('record.late')}</StatusTag>}</p>
            {v.reason && <p>{t('record.because')}{t('app.colon')}{v.reason}</p>}
            {v.reviewer && <p>{t('record.reviewed_by', { name: v.reviewer })}</p>}
            {v.waived.map((w) => <p key={w.rule} className="hint">{t(`charting.rule.${w.rule}`)}{t('app.colon')}{w.reason}</p>)}
            <p className="hint"><Proven v={v} /> {v.seq > 1 && <Button type="link" size="small" aria-expanded={seen === v.seq} onClick={() => setSeen(seen === v.seq ? 0 : v.seq)}>{t('record.difference')}</Button>}</p>
            {seen === v.seq && <Difference id={r.id} from={v.seq - 1} to={v.seq} />}
          </li>
        ))}
      </ol>
    </section>
  )
}

function Proven({ v }: { v: Version }) {
  const { t } = useTranslation()
  return <span title={v.sha256}>{v.intact ? t('record.intact') : <b className="rc-broken">{t('record.broken')}</b>} <code>{v.sha256.slice(0, 12)}</code>{v.method && ` · ${t(`charting.method.${v.method}`)}`}</span>
}

function Difference({ id, from, to }: { id: string; from: number; to: number }) {
  const { t } = useTranslation()
  const d = useQuery({ queryKey: keys.difference(id, from, to), queryFn: () => difference(id, from, to), staleTime: Infinity })
  if (d.isError) return <Fault error={d.error} />
  const changed = (d.data ?? []).filter((p) => p.changed)
  if (d.data && changed.length === 0) return <p className="hint">{t('record.same_text')}</p>
  return (
    <div className="rc-diff">
      {changed.map((p) => (
        <div key={p.part}><b>{t(`charting.part.${p.part}`)}</b>
          {p.lines.map((l, i) => l.op === 'same' ? <p key={i}>{l.line.text}</p> : l.op === 'added' ? <ins key={i}>{l.line.text}</ins> : <del key={i}>{l.line.text}</del>)}
        </div>
      ))}
    </div>
  )
}
