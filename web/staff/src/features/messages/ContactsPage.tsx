import { useQuery } from '@tanstack/react-query'
import { Button, Form, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { useAttempt } from '../../ui/attempt'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { FormDrawer } from '../../ui/FormDrawer'
import { Page, Panel } from '../../ui/Page'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { PersonSelect } from '../patients/PersonSelect'
import { MissingList, ShareList } from './ContactLists'
import { CodesPanel } from './CodesPanel'
import { MovesPanel } from './MovesPanel'
import { Ways } from './Ways'
import { WHOSE, bind, contacts, keys, suggestions, unbind, type Contact, type Whose } from './queries'
import './messages.css'

/** For so many, the latest, suggestions are looked up at once; for others when they are asked for. */
const AT_ONCE = 12

const VIEWS = ['contacts', 'missing', 'colleagues', 'moves', 'codes'] as const
type View = (typeof VIEWS)[number]

/** Contacts that speak for nobody yet, each with whom it may be. */
export default function ContactsPage() {
  const { t } = useTranslation()
  const { clinic, may } = useDesk()
  const [search, setSearch] = useSearchParams()
  const views = VIEWS.filter((v) => v !== 'moves' || may('messages.moves'))
  const view = views.find((v) => v === search.get('view')) ?? 'contacts'
  const when = useWhen()
  const found = useQuery({ queryKey: keys.contacts(clinic), queryFn: () => contacts(clinic), enabled: clinic !== '' })
  const [choosing, setChoosing] = useState<Contact | null>(null)
  useLiveQueries('messages', keys.contacts(clinic))
  useLiveQueries('messages_reach', keys.contacts(clinic))
  const rows = found.data?.contacts
  const first = new Set(rows?.slice(0, AT_ONCE).map((c) => c.id))
  return (
    <Page title={t('msg.contacts')} lead={t('msg.contacts_help')} actions={<Ways />}>
      <Segmented<View> aria-label={t('msg.contacts')} className="ms-view" value={view} onChange={(v) => setSearch(v === 'contacts' ? {} : { view: v }, { replace: true })} options={views.map((v) => ({ value: v, label: t(`msg.view.${v}`) }))} />
      {view === 'missing' && <MissingList clinic={clinic} />}
      {view === 'colleagues' && <ShareList clinic={clinic} />}
      {view === 'moves' && <MovesPanel clinic={clinic} />}
      {view === 'codes' && <CodesPanel clinic={clinic} />}
      {view === 'contacts' && <>
      {found.isError && <Fault error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && <Rate told={found.data.told} bound={found.data.bound} />}
      <DataTable<Contact> rows={rows} rowKey="id" loading={found.isPending} empty={t('msg.all_bound')} columns={[
        { title: t('msg.contact'), width: 220, render: (_, c) => <><b>{c.nick || t('msg.nameless')}</b> <small className="hint">{t(`messages.account.${c.kind}`)}</small>{c.code_name && <><br /><small className="hint">{t('msg.came_by', { name: c.code_name })}</small></>}{c.names.length > 0 && <><br /><small className="hint">{t('msg.noted_as', { names: c.names.join(t('app.comma')) })}</small></>}</> },
        { title: t('msg.suggested'), render: (_, c) => <Suggested contact={c} atOnce={first.has(c.id)} onOther={() => setChoosing(c)} /> },
        { title: t('msg.friend_col'), width: 120, responsive: ['lg'], dataIndex: 'friend_of' },
        { title: t('msg.seen'), width: 110, responsive: ['md'], render: (_, c) => when.day(c.seen_at) },
      ]} />
      <ChooseDrawer contact={choosing} onClose={() => setChoosing(null)} />
      </>}
    </Page>
  )
}

/** Of those to whom messages go, how many have a contact: what goes to the others costs an SMS. */
function Rate({ told, bound }: { told: number; bound: number }) {
  const { t } = useTranslation()
  const share = told > 0 ? Math.round((100 * bound) / told) : 0
  return (
    <Panel title={t('msg.rate')}>
      {told === 0 ? <p className="hint">{t('msg.rate_none')}</p> : <div className="ms-rate"><span className="ms-left">{share}<small> %</small></span><span className="ms-bar" aria-hidden><i style={{ width: `${share}%` }} /></span><span className="hint">{t('msg.rate_of', { bound, told })}</span></div>}
    </Panel>
  )
}

function Suggested({ contact: c, atOnce, onOther }: { contact: Contact; atOnce: boolean; onOther: () => void }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const [asked, setAsked] = useState(atOnce)
  const [whose, setWhose] = useState<Whose>('self')
  const run = useRun(keys.contacts(clinic))
  const { busy, fault, attempt } = useAttempt()
  const hits = useQuery({ queryKey: keys.suggestions(c.id, c.nick, ...c.names), queryFn: () => suggestions(c.id), enabled: asked })
  const take = (patient: string, name: string) => void attempt(async () => {
    await run(() => bind(patient, c.id, whose), () => ({ say: t('msg.bound_now', { nick: c.nick || t('msg.nameless'), name }), back: () => unbind(patient, c.id) }))
  })
  return (
    <div className="ms-sug">
      {fault && <Fault error={fault} />}
      {!asked && <Button size="small" onClick={() => setAsked(true)}>{t('msg.suggest')}</Button>}
      {hits.isError && <Fault error={hits.error} onRetry={() => void hits.refetch()} />}
      {asked && hits.isPending && <small className="hint">{t('app.loading')}</small>}
      {hits.data?.length === 0 && <small className="hint">{t('msg.no_suggestion')}</small>}
      {hits.data?.map((s) => <span key={s.patient_id} className="ms-sug"><Button size="small" type="primary" disabled={busy} onClick={() => take(s.patient_id, s.name)}>{t('msg.bind_to', { name: s.name })}</Button><small className="hint">{s.record_no} · {t(`messages.suggested.${s.why}`)}</small></span>)}
      {(hits.data?.length ?? 0) > 0 && <Select<Whose> size="small" value={whose} onChange={setWhose} aria-label={t('msg.whose')} style={{ width: 86 }} options={WHOSE.map((w) => ({ value: w, label: t(`messages.whose.${w}`) }))} />}
      {asked && <Button size="small" onClick={onOther}>{t('msg.somebody_else')}</Button>}
    </div>
  )
}

function ChooseDrawer({ contact: c, onClose }: { contact: Contact | null; onClose: () => void }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const run = useRun(keys.contacts(clinic))
  const save = async (v: { patient: string; whose: Whose }) => {
    const id = c?.id ?? ''
    await run(() => bind(v.patient, id, v.whose), () => ({ say: t('msg.bound'), back: () => unbind(v.patient, id) }))
    onClose()
  }
  return (
    <FormDrawer<{ patient: string; whose: Whose }> open={c !== null} title={t('msg.bind_title', { nick: c?.nick || t('msg.nameless') })} save={t('msg.bind')} initial={{ whose: 'self' }} onSave={save} onClose={onClose}>
      <Form.Item name="patient" label={t('msg.patient')} rules={[{ required: true, message: t('form.required') }]}><PersonSelect autoFocus /></Form.Item>
      <Form.Item name="whose" label={t('msg.whose')}><Select options={WHOSE.map((w) => ({ value: w, label: t(`messages.whose.${w}`) }))} /></Form.Item>
    </FormDrawer>
  )
}
