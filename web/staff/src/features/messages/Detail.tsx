import { useQuery } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useDesk } from '../../app/desk'
import { Waiting } from '../../app/Waiting'
import { useAttempt } from '../../ui/attempt'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Facts, Panel } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { useStaffName } from '../org/names'
import { Answers } from './Answers'
import { Passport } from './Passport'
import { SendTag, StateTag, Verdict, usePurposeName, useReason } from './words'
import { MESSAGES, decisions, keys, one, would, type Decision, type Send, type Shown, type Why } from './queries'
import './messages.css'

/** One message: what was said, to whom, why this way, every attempt, and what may be done. */
export function Detail({ id, whom = true, who = '' }: { id: string; whom?: boolean; who?: string }) {
  const found = useQuery({ queryKey: keys.one(id), queryFn: () => one(id) })
  if (found.isPending) return <Waiting />
  if (found.isError) return <Fault error={found.error} onRetry={() => void found.refetch()} />
  return <Content message={found.data} whom={whom} who={who} />
}

function Content({ message: m, whom, who }: { message: Shown; whom: boolean; who: string }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const when = useWhen()
  const purpose = usePurposeName()
  return (
    <div className="mg ms">
      <div className="row"><StateTag state={m.state} /><b>{purpose(m.purpose)}</b><StatusTag tone="plain">{t(`messages.class.${m.class}`)}</StatusTag>{m.urgent && <StatusTag tone="bad">{t('msg.urgent')}</StatusTag>}</div>
      <Meaning message={m} />
      {m.may.length > 0 && may('messages.resolve') && <Decide message={m} />}
      <Said message={m} />
      <Panel title={t('msg.why')}>{m.state === 'planned' && m.patient_id && !m.why.basis ? <AsOfNow message={m} /> : <WhySo why={m.why} channel={m.channel} />}</Panel>
      <Passport message={m} />
      {m.sends.length > 0 && <Panel title={t('msg.sends')}><ol className="ms-sends">{m.sends.map((s) => <li key={s.id}><Attempt send={s} /></li>)}</ol></Panel>}
      <Facts rows={[
        [t('msg.to'), whom ? <Whom message={m} who={who} /> : ''], [t('msg.planned'), when.full(m.planned_at)], [t('msg.at'), when.full(m.at)], [t('msg.until'), when.full(m.until)],
        [t('msg.sent'), when.full(m.sent_at)], [t('msg.done'), when.full(m.done_at)],
      ]} />
      {may('messages.log') && m.sends.length > 0 && <Answers id={m.id} />}
    </div>
  )
}

function Whom({ message: m, who }: { message: Shown; who: string }) {
  const { t } = useTranslation()
  const staff = useStaffName()
  if (m.staff_id) return <>{staff(m.staff_id)} <small className="hint">{t('msg.colleague')}</small></>
  if (!m.patient_id) return <>{t('msg.contact')}</>
  return <Link to={`/patients/${m.patient_id}/messages`}>{who || t('msg.patient_page')}</Link>
}

/** What the state means, in a sentence, and what happens next by itself. */
function Meaning({ message: m }: { message: Shown }) {
  const { t } = useTranslation()
  const when = useWhen()
  const reason = useReason()
  const next = m.next_at > 0 ? t('msg.next', { at: when.full(m.next_at) }) : ''
  const text = [t(`msg.tell.${m.state}`), m.reason && t('msg.because', { reason: reason(m.reason) }), m.state !== 'planned' && !m.may.includes('take_sent') ? '' : next].filter(Boolean).join(' ')
  return <Alert type={m.state === 'unknown' || m.state === 'failed' ? 'error' : m.state === 'waits_staff' ? 'warning' : m.state === 'delivered' ? 'success' : 'info'} showIcon title={text} />
}

const ORDER: readonly Decision[] = ['take_sent', 'send_again', 'remind', 'stop']

/** What a person may decide, each with what it leads to. */
function Decide({ message: m }: { message: Shown }) {
  const { t } = useTranslation()
  const when = useWhen()
  const run = useRun(MESSAGES)
  const { busy, fault, attempt } = useAttempt()
  const [doing, setDoing] = useState<Decision | ''>('')
  const act = (d: Decision) => { setDoing(d); void attempt(async () => { await run(() => decisions[d](m.id), () => ({ say: t(`msg.did.${d}`) })) }) }
  const reminded = m.why.reminded ?? []
  return (
    <div className="ms-decide">
      {fault && <Fault error={fault} />}
      {ORDER.filter((d) => m.may.includes(d)).map((d) => (
        <div key={d}><Button {...(d === 'stop' ? { danger: true } : {})} disabled={busy} loading={busy && doing === d} onClick={() => act(d)}>{t(`messages.do.${d}`)}</Button> <small className="hint">{t(`msg.help.${d}`)}</small></div>
      ))}
      {reminded.length > 0 && <small className="hint">{t('msg.reminded', { at: reminded.map((x) => when.full(x).slice(5)).join(t('app.comma')) })}</small>}
    </div>
  )
}

/** The words as they went; of what has not gone, what they will be filled with. */
function Said({ message: m }: { message: Shown }) {
  const { t } = useTranslation()
  const went = m.sends.filter((s) => s.text !== '')
  const last = went.at(-1)
  if (last) return <blockquote className="ms-words">{last.text}</blockquote>
  const fields = Object.values(m.fields).filter(Boolean)
  if (m.sends.length > 0) return <p className="hint">{t('msg.erased')}</p>
  return fields.length === 0 ? null : <blockquote className="ms-words ms-not"><small className="hint">{t('msg.would_say')}</small>{fields.join(' · ')}</blockquote>
}

/** What is not due yet is decided later: what would become of it now. */
function AsOfNow({ message: m }: { message: Shown }) {
  const { t } = useTranslation()
  const list = useQuery({ queryKey: keys.would(m.patient_id, m.clinic_id), queryFn: () => would(m.patient_id, m.clinic_id) })
  const mine = list.data?.find((w) => w.purpose === m.purpose)
  return (
    <>
      <p className="hint">{t('msg.not_decided')}</p>
      {mine && <><h3 className="sub">{t('msg.as_of_now')} <Verdict would={mine} /></h3><WhySo why={mine.why} channel={mine.channel} /></>}
    </>
  )
}

/** On what ground it may go, what put it off, which ways were passed over. */
function WhySo({ why, channel }: { why: Why; channel: string }) {
  const { t } = useTranslation()
  const reason = useReason()
  const staff = useStaffName()
  const passed = why.passed ?? []
  const share = (s?: string) => (s?.endsWith('/0') ? t('msg.no_bound', { n: s.slice(0, -2) }) : s ?? '')
  return (
    <>
      {why.basis && <Facts rows={[
        [t('msg.basis'), t(`messages.basis.${why.basis}`)], [t('msg.way'), channel ? t(`messages.channel.${channel}`, { defaultValue: channel }) : ''],
        [t('msg.cap_person'), share(why.person)], [t('msg.cap_household'), share(why.household)],
        [t('msg.deferred'), (why.deferred ?? []).map(reason).join(t('app.semicolon'))], [t('msg.decided_by'), why.by ? staff(why.by) || t('msg.program') : ''],
      ]} />}
      {passed.length > 0 && (
        <>
          <h3 className="sub">{t('msg.passed')}</h3>
          <DataTable rows={passed} rowKey="channel" head={false} columns={[{ title: '', width: 150, render: (_, p) => t(`messages.channel.${p.channel}`) }, { title: '', render: (_, p) => reason(p.reason) }]} />
        </>
      )}
      {!why.basis && passed.length === 0 && <p className="hint">{t('msg.not_decided')}</p>}
    </>
  )
}

/** Codes of ours in words; those of providers as they are, since one looks them up. */
const codeWords = (t: (key: string, o: { defaultValue: string }) => string, code: string): string => (code ? t(`msg.code.${code}`, { defaultValue: code }) : '')

/** One attempt: by which way, whither, and what the provider said. */
function Attempt({ send: s }: { send: Send }) {
  const { t } = useTranslation()
  const when = useWhen()
  const staff = s.sender
  return (
    <>
      <div className="row"><b>{t(`messages.channel.${s.channel}`)}</b><SendTag state={s.state} /><small className="hint">{when.full(s.sent_at)}</small></div>
      <Facts rows={[
        [t('msg.whither'), s.to], [t('msg.number'), <code key="n">{s.number}</code>], [t('msg.ref'), s.ref ? <code key="r">{s.ref}</code> : ''], [t('msg.sender'), staff],
        [t('msg.answer'), [s.code !== 'by_hand' && s.said && t(`messages.said.${s.said}`, { defaultValue: s.said }), s.code !== s.said && codeWords(t, s.code), s.words, s.said_at ? when.full(s.said_at) : ''].filter(Boolean).join(' · ')],
        [t('msg.used'), [s.parts > 0 && t('msg.parts', { n: s.parts }), s.credit && t('msg.credit')].filter(Boolean).join(t('app.comma'))], [t('msg.tries'), s.tries > 1 ? String(s.tries) : ''],
      ]} />
    </>
  )
}

