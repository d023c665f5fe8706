import { Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { yuan } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { useAttempt } from '../../ui/attempt'
import { CopyText } from '../../ui/CopyText'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Panel } from '../../ui/Page'
import { StatusTag, type Tone } from '../../ui/StatusTag'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { CONTENT, grant, share, useArticles, useFaces, useOfPatient, withdraw, type Coupon } from './queries'
import './content.css'

const TONES: Record<Coupon['state'], Tone> = { held: 'good', used: 'plain', expired: 'warn', withdrawn: 'plain' }

/** A patient's coupons, and what they were given to read. */
export default function ContentTab({ patient }: { patient: string }) {
  const { t, i18n } = useTranslation()
  const { may } = useDesk()
  const when = useWhen()
  const of = useOfPatient(patient)
  useLiveQueries('content', CONTENT)
  const english = i18n.language === 'en'
  return (
    <>
      {of.isError && <Fault error={of.error} onRetry={() => void of.refetch()} />}
      <Panel title={t('ct.coupons')} actions={may('content.grant') && <Give patient={patient} />}>
        <DataTable rows={of.data?.coupons} rowKey="id" loading={of.isPending} empty={t('ct.none.coupons')} columns={[
          { title: t('ct.coupon'), render: (_, c) => <b>{english ? c.name_en : c.name_zh}</b> },
          { title: t('ct.code'), width: 150, render: (_, c) => (c.state === 'held' ? <CopyText text={c.code} /> : <code>{c.code}</code>) },
          { title: t('ct.state'), width: 150, render: (_, c) => <><StatusTag tone={TONES[c.state]}>{t(`content.coupon.${c.state}`)}</StatusTag>{c.off > 0 && <small className="hint"> ¥{yuan(c.off)}</small>}</> },
          { title: t('ct.until'), width: 110, render: (_, c) => c.last_day },
          { title: t('ct.granted'), width: 170, responsive: ['md'], render: (_, c) => <span className="hint">{when.day(c.granted_at)} · {c.granted_by || t('ct.by_journey')}</span> },
          { title: '', width: 90, render: (_, c) => (c.state === 'held' && may('content.grant') ? <TakeBack coupon={c} /> : null) },
        ]} />
      </Panel>
      <Panel title={t('ct.read')} actions={may('content.grant') && <Send patient={patient} />}>
        <DataTable rows={(of.data?.articles ?? []).map((a, i) => ({ ...a, id: `${a.article} ${a.sent_at} ${i}` }))} rowKey="id" loading={of.isPending} empty={t('ct.none.read')} columns={[
          { title: t('ct.article'), render: (_, a) => (english ? a.title_en : a.title_zh) },
          { title: t('ct.sent_at'), width: 150, render: (_, a) => when.day(a.sent_at) },
          { title: t('ct.opened'), width: 190, render: (_, a) => (a.opens ? t('ct.opened_n', { n: a.opens, last: when.day(a.last_opened_at) }) : <span className="hint">{t('ct.never')}</span>) },
        ]} />
      </Panel>
    </>
  )
}

/** A coupon at somebody's hands. */
function Give({ patient }: { patient: string }) {
  const { t } = useTranslation()
  const run = useRun(CONTENT)
  const faces = useFaces()
  const { busy, fault, attempt } = useAttempt()
  const [face, setFace] = useState<string>()
  const give = () => void attempt(async () => {
    if (face) await run(() => grant(patient, face), (c) => ({ say: t('ct.was_given'), back: () => withdraw(c.id) }))
    setFace(undefined)
  })
  return (
    <span className="row">
      {fault && <Fault error={fault} />}
      <Select value={face ?? null} onChange={(v) => setFace(v ?? undefined)} placeholder={t('ct.which_coupon')} aria-label={t('ct.which_coupon')} style={{ width: 190 }} options={(faces.data ?? []).filter((f) => !f.retired).map((f) => ({ value: f.id, label: f.name_zh }))} />
      <Button loading={busy} disabled={!face} onClick={give}>{t('ct.give')}</Button>
    </span>
  )
}

function TakeBack({ coupon: c }: { coupon: Coupon }) {
  const { t } = useTranslation()
  const run = useRun(CONTENT)
  const { busy, attempt } = useAttempt()
  return <Button size="small" loading={busy} onClick={() => void attempt(async () => { await run(() => withdraw(c.id), () => ({ say: t('content.coupon.withdrawn') })) })}>{t('ct.take_back')}</Button>
}

/** The address of an article for the patient, to be pasted into a chat. */
function Send({ patient }: { patient: string }) {
  const { t } = useTranslation()
  const run = useRun(CONTENT)
  const articles = useArticles()
  const { busy, fault, attempt } = useAttempt()
  const [key, setKey] = useState<string>()
  const [path, setPath] = useState('')
  const make = () => void attempt(async () => {
    if (key) setPath((await run(() => share(key, patient))).path)
  })
  return (
    <span className="row">
      {fault && <Fault error={fault} />}
      {path && <CopyText text={`${window.location.origin}${path}`} />}
      <Select value={key ?? null} onChange={(v) => { setKey(v ?? undefined); setPath('') }} placeholder={t('ct.which_article')} aria-label={t('ct.which_article')} style={{ width: 190 }} options={(articles.data ?? []).filter((a) => !a.retired_at).map((a) => ({ value: a.key, label: a.title_zh }))} />
      <Button loading={busy} disabled={!key} onClick={make}>{t('ct.make_link')}</Button>
    </span>
  )
}
