import { EyeOutlined, PhoneOutlined, StarFilled, WarningFilled } from '@ant-design/icons'
import { Button } from 'antd'
import { Suspense, lazy, useImperativeHandle, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ageOn } from '@archwire/domain'
import { faultText } from '@archwire/i18n'
import { serverNow } from '../../../app/api'
import { useDesk } from '../../../app/desk'
import { asProblem } from '../../../ui/attempt'
import { useUndo } from '../../../ui/Undo'
import { useWhen } from '../../../ui/when'
import { sexAge } from '../../patients/PersonLine'
import { showNumber, usePage } from '../../patients/queries'
import { useVisitsOf } from '../../visits/queries'
import { dayText, templateName } from '../../visits/words'
import type { Contact } from '../queries'
import { daysBetween, outcomeText, say } from '../words'

const MoneyLine = lazy(() => import('../../billing/MoneyLine'))

/** Whom one calls, and why: what must be known before the number is dialled. */
export function Who({ contact: c, keys }: { contact: Contact; keys: RefObject<{ number: () => void } | null> }) {
  const { t } = useTranslation()
  const when = useWhen()
  const x = c.contact
  const p = x.patient
  const next = (useVisitsOf(x.patient_id).data ?? []).filter((v) => (v.state === 'booked' || v.state === 'confirmed') && v.starts_at > serverNow()).sort((a, b) => a.starts_at - b.starts_at)[0]
  return (
    <header className="cd-who">
      <p className="cd-name">
        <Link to={`/patients/${x.patient_id}`}>{p.name}</Link>
        <span>{sexAge((p.sex || 'unknown') as 'female' | 'male' | 'unknown', ageOn(p.birth, when.today()))}</span>
        {p.important && <span className="pm-star"><StarFilled aria-hidden /> {t('person.important')}</span>}
        <Phone contact={c} keys={keys} />
        <Suspense fallback={null}><MoneyLine patient={x.patient_id} /></Suspense>
      </p>
      {(p.alerts?.length ?? 0) > 0 && <p className="cd-alerts"><WarningFilled aria-hidden /> {p.alerts.join(t('app.comma'))}</p>}
      {(c.cases ?? []).map((k, n) => (
        <p key={k.series_id} className="cd-case">
          <b>{say(k.item) || say(k.name)}</b> {k.site && <span>{k.site}</span>}
          <span>{[n === 0 ? x.doctor : '', t('calls.treated', { at: when.full(k.treated_at).slice(5), n: daysBetween(when.day(k.treated_at), when.today()) })].filter(Boolean).join(' · ')}</span>
        </p>
      ))}
      <p className="cd-facts">
        <span>{t(`followup.why.${x.why}`, { defaultValue: x.why })}</span>
        <span>{t('calls.until', { at: when.full(x.latest_at).slice(5) })}</span>
        <span>{next ? t('calls.next_visit', { at: `${dayText(next.day)} ${when.clock(next.starts_at)}`, what: templateName(next.template) }) : t('calls.no_visit')}</span>
        {p.wishes && <span>{t('calls.wishes', { text: p.wishes })}</span>}
        {c.asks_calls && <span>{t('calls.asks_calls')}</span>}
      </p>
      {(c.attempts ?? []).length > 0 && <p className="cd-facts">{c.attempts.map((a) => <span key={a.at}>{when.full(a.at).slice(5)} {outcomeText(a.outcome)} {a.by} {a.note}</span>)}</p>}
    </header>
  )
}

/** The number, whole on a key; who looked is noted in the audit. */
function Phone({ contact: { contact: x }, keys }: { contact: Contact; keys: RefObject<{ number: () => void } | null> }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const undo = useUndo()
  const [whole, setWhole] = useState('')
  const contacts = usePage(x.patient_id).data?.contacts
  const one = contacts?.find((k) => k.is_default) ?? contacts?.[0]
  const show = () => {
    if (whole || !one?.id || !may('patients.see_phone')) return
    showNumber(x.patient_id, one.id).then(setWhole, (e: unknown) => { const f = asProblem(e); undo.say(faultText(f.code, f.args)) })
  }
  useImperativeHandle(keys, () => ({ number: show }))
  return (
    <span className="cd-phone">
      <PhoneOutlined aria-hidden /> {whole ? <a href={`tel:${whole}`}>{whole}</a> : x.patient.phone || '—'}
      {one?.whose && one.whose !== 'self' && <small> {t(`patients.whose.${one.whose}`)}</small>}
      {!whole && one?.id && may('patients.see_phone') && <Button size="small" icon={<EyeOutlined />} onClick={show}>{t('calls.show')} <kbd>V</kbd></Button>}
    </span>
  )
}
