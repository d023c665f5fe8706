import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Checkbox, Input, InputNumber, Select } from 'antd'
import { useDeferredValue, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addDays, weekday } from '@archwire/domain'
import { serverNow } from '../../app/api'
import { useDesk } from '../../app/desk'
import { DayTimeInput } from '../../ui/DayInput'
import { Fault } from '../../ui/Fault'
import { StatusTag } from '../../ui/StatusTag'
import { instantOf, localOf } from '../../ui/localTime'
import { useWhen } from '../../ui/when'
import { keys, rehearse, ahead, type Imagined, type Protocol, type Question, type Rehearsal as Played, type Rehearsed } from './queries'
import { after, optionText, say } from './sentence'

const WHO = ['important', 'asks_calls', 'no_address', 'beginning', 'served', 'complaint', 'opted_out'] as const
const FLAGS = ['anticoagulant', 'restored', 'retained', 'reaction', 'turning', 'new_medicine', 'contact_allergy'] as const

/** Waits until nothing was typed for a moment. */
function useSettled<T>(value: T): T {
  const [out, setOut] = useState(value)
  const text = JSON.stringify(value)
  useEffect(() => {
    const id = setTimeout(() => setOut(value), 350)
    return () => clearTimeout(id)
    // The value is a new object at every stroke; its text says whether it differs.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [text])
  return out
}

/** Somebody made up, and what they would get: when, how, with which questions and why. */
export function Rehearsal({ protocol }: { protocol: Protocol }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const when = useWhen()
  const yesterday = addDays(when.today(), -1)
  const [who, setWho] = useState<Imagined>({ site: '36', age: protocol.key === 'child_la' || protocol.kids ? 8 : 30, treated_at: instantOf(`${yesterday}T14:00`, when.zone), flags: {}, answers: {} })
  const body = useSettled({ clinic, protocol, who })
  const played = useQuery({
    queryKey: keys.rehearsal(protocol.key, body), queryFn: ({ signal }) => rehearse(body.clinic, body.protocol, body.who, signal), placeholderData: keepPreviousData, enabled: clinic !== '', retry: false,
  })
  const shown = useDeferredValue(played.data)
  const set = (x: Partial<Imagined>) => setWho({ ...who, ...x })
  const answering = shown?.lines.find((l) => l.due_at === shown.judged_at && l.deed === 'contact')
  return (
    <section className="pn pt-side" aria-label={t('protocols.rehearsal')}>
      <header><h2>{t('protocols.rehearsal')}</h2></header>
      <div className="pt-who">
        <label>{t('protocols.who_site')}<Input size="small" value={who.site} maxLength={40} onChange={(e) => set({ site: e.target.value })} /></label>
        <label>{t('protocols.who_age')}<InputNumber size="small" value={who.age ?? null} min={0} max={120} onChange={(n) => set({ age: n ?? 0 })} /></label>
        <label className="pt-grow">{t('protocols.who_ended')}<DayTimeInput value={localOf(who.treated_at, when.zone)} onChange={(v) => set({ treated_at: v ? instantOf(v, when.zone) : serverNow() })} /></label>
        <label className="pt-grow">{t('protocols.who_booked')}<DayTimeInput value={who.booked_at ? localOf(who.booked_at, when.zone) : ''} onChange={(v) => set({ booked_at: v ? instantOf(v, when.zone) : 0 })} /></label>
      </div>
      <div className="pt-checks">
        {WHO.map((k) => <Checkbox key={k} checked={!!who[k]} onChange={(e) => set({ [k]: e.target.checked })}>{t(`protocols.who.${k}`)}</Checkbox>)}
        <Checkbox checked={(who.unanswered ?? 0) >= 2} onChange={(e) => set({ unanswered: e.target.checked ? 2 : 0 })}>{t('protocols.who.unanswered')}</Checkbox>
        {FLAGS.map((k) => <Checkbox key={k} checked={!!who.flags?.[k]} onChange={(e) => set({ flags: { ...who.flags, [k]: e.target.checked } })}>{t(`protocols.fact.${k}`)}</Checkbox>)}
      </div>
      <p className="pt-lead">{t('protocols.would_get', { when: when.full(who.treated_at).slice(5), item: say(protocol.name), site: who.site || t('protocols.no_site') })}</p>
      {played.isError && <Fault error={played.error} />}
      {shown && <ol className="pt-lines" aria-busy={played.isFetching}>{shown.lines.map((l) => <Line key={`${l.step} ${l.nth}`} line={l} protocol={protocol} chosen={l === answering} onPick={() => set({ at: l.step })} />)}</ol>}
      {shown && answering && <Answers line={answering} protocol={protocol} played={shown} answers={who.answers ?? {}} onAnswer={(answers) => set({ answers })} />}
      <Real protocol={protocol.key} day={yesterday} />
    </section>
  )
}

function Line({ line: l, protocol, chosen, onPick }: { line: Rehearsed; protocol: Protocol; chosen: boolean; onPick: () => void }) {
  const { t } = useTranslation()
  const when = useWhen()
  const step = protocol.steps.find((s) => s.key === l.step)
  const asks = l.questions ?? []
  return (
    <li className={l.not ? 'pt-not' : chosen ? 'pt-chosen' : ''}>
      <span className="pt-time">{when.full(l.due_at).slice(5)}<small>{t(`protocols.weekday.${weekday(when.day(l.due_at))}`)}</small></span>
      <span>
        <b>{l.way ? t(`followup.way.${l.way}`) : t(`followup.deed.${l.deed}`)}</b> {step && <small className="hint">{after(step)}</small>}
        {l.on_call && <StatusTag tone="warn">{t('protocols.on_call')}</StatusTag>}
        {l.not ? <small className="pt-why">{t('protocols.left_out', { why: t(`followup.reason.${l.not}`) })}</small> : l.way && <small className="pt-why">{t(`followup.why.${l.why}`)}</small>}
        {!l.not && asks.length > 0 && <details><summary>{t('protocols.n_questions', { n: asks.length })}</summary><ol>{asks.map((q) => <li key={q.key}>{say(q.words)}{q.after && <small className="hint">{q.any_of?.length ? t('protocols.asked_if', { list: q.any_of.map((k) => optionText(asks.find((x) => x.key === q.after), k)).join(t('protocols.or')) }) : t('protocols.asked_after', { n: q.from })}</small>}</li>)}</ol></details>}
        {!l.not && asks.length === 0 && (l.says ?? []).length > 0 && <small className="pt-why">{say(l.says[0])}</small>}
      </span>
      {!l.not && asks.length > 0 && !chosen && <button type="button" className="pt-try" onClick={onPick}>{t('protocols.try_here')}</button>}
    </li>
  )
}

/** Answers tried on the thresholds as they are being written. */
function Answers({ line, protocol, played, answers, onAnswer }: { line: Rehearsed; protocol: Protocol; played: Played; answers: Record<string, string>; onAnswer: (a: Record<string, string>) => void }) {
  const { t } = useTranslation()
  const when = useWhen()
  const step = protocol.steps.find((s) => s.key === line.step)
  const set = (key: string, value: string) => {
    const { [key]: _, ...rest } = answers
    onAnswer(value ? { ...rest, [key]: value } : rest)
  }
  return (
    <div className="pt-answers">
      <h3 className="sub">{t('protocols.try', { step: step ? after(step) : '' })}</h3>
      <div className="pt-grid">{(line.questions ?? []).filter((q) => q.kind !== 'text' && q.kind !== 'stars').map((q) => <AnswerInput key={q.key} q={q} value={answers[q.key] ?? ''} onChange={(v) => set(q.key, v)} />)}</div>
      <p className={`pt-level pt-${played.level}`} role="status"><StatusTag tone={played.level === 'red' ? 'bad' : played.level === 'amber' ? 'warn' : 'good'}>{t(`followup.level.${played.level}`)}</StatusTag>
        <span>{(played.spoke ?? []).length > 0 ? played.spoke.map((s) => say(s.words)).join(t('app.comma')) : t('protocols.nothing_spoke')}{played.call_by > 0 && t('protocols.call_by', { time: when.full(played.call_by).slice(5), who: t(played.on_call ? 'protocols.on_call' : 'protocols.doctor') })}</span></p>
    </div>
  )
}

function AnswerInput({ q, value, onChange }: { q: Question; value: string; onChange: (v: string) => void }) {
  const choices = q.kind === 'yes_no' ? ['no', 'yes'] : q.kind === 'choice' || q.kind === 'many' ? (q.options ?? []).map((o) => o.key) : null
  const [low, high] = q.kind === 'scale' ? [0, 10] : q.kind === 'hours' ? [0, 24] : [q.min, q.max]
  const name = say(q.words)
  return (
    <label><span title={name}>{name}</span>
      {choices ? <Select size="small" allowClear {...(q.kind === 'many' ? { mode: 'multiple' as const } : {})} value={q.kind === 'many' ? (value ? value.split(',') : []) : value || null} aria-label={name}
        onChange={(v: string | string[] | undefined | null) => onChange(Array.isArray(v) ? v.join(',') : v ?? '')} options={choices.map((k) => ({ value: k, label: optionText(q, k) }))} />
        : <InputNumber size="small" min={low} max={high} step={q.kind === 'number' ? 0.1 : 1} aria-label={name} value={value === '' ? null : Number(value)} onChange={(n) => onChange(n === null ? '' : String(n))} />}
    </label>
  )
}

/** Who was really treated yesterday, and what comes to them. */
function Real({ protocol, day }: { protocol: string; day: string }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const when = useWhen()
  const real = useQuery({ queryKey: keys.ahead(clinic, protocol, day), queryFn: () => ahead(clinic, protocol, day), enabled: clinic !== '' })
  const lines = real.data?.lines ?? []
  if (lines.length === 0) return null
  return (
    <details className="pt-real"><summary>{t('protocols.really', { n: new Set(lines.map((l) => l.patient_id)).size, calls: real.data!.counts.call ?? 0, forms: real.data!.counts.form ?? 0 })}</summary>
      <ul className="ls">{lines.slice(0, 40).map((l) => <li key={`${l.series_id} ${l.step}`}><b>{l.name}</b><span>{when.full(l.due_at).slice(5)}</span><span>{t(`followup.way.${l.way}`)}</span></li>)}</ul>
    </details>
  )
}
