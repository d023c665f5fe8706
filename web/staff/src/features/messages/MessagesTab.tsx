import { MobileOutlined, PlusOutlined, QrcodeOutlined, WechatOutlined } from '@ant-design/icons'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button, Drawer, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { Waiting } from '../../app/Waiting'
import { useAttempt } from '../../ui/attempt'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { FormDrawer } from '../../ui/FormDrawer'
import { Panel } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { useStaffName } from '../org/names'
import { Detail } from './Detail'
import { OwnDrawer } from './OwnDrawer'
import { StateTag, Verdict, usePurposeName, useReason } from './words'
import { MESSAGES, history, keys, bind, optIn, optOut, unbind, useReach, would, type Bound, type Message, type NewOptOut, type OptOut, type Reach, type Whose, type Would } from './queries'
import './messages.css'

/** How a patient is reached, what they do not want, and what was said to them. */
export default function MessagesTab({ patient }: { patient: string }) {
  const reach = useReach(patient)
  useLiveQueries('messages_reach', keys.of(patient))
  useLiveQueries('messages', MESSAGES)
  if (reach.isPending) return <Waiting />
  if (reach.isError) return <Fault error={reach.error} onRetry={() => void reach.refetch()} />
  return (
    <div className="mg">
      <div className="ms-two">
        <div className="mg"><Addresses patient={patient} reach={reach.data} /><OptOuts patient={patient} reach={reach.data} /></div>
        <Now patient={patient} />
      </div>
      <History patient={patient} />
    </div>
  )
}

/** The number, and the contacts that speak for the patient, with the permissions that are left. */
function Addresses({ patient, reach: r }: { patient: string; reach: Reach }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const when = useWhen()
  const run = useRun(keys.of(patient))
  const { busy, fault, attempt } = useAttempt()
  const [inviting, setInviting] = useState(false)
  const take = (b: Bound) => void attempt(async () => {
    await run(() => unbind(patient, b.id), () => ({ say: t('msg.unbound_now', { nick: b.nick || t(`messages.account.${b.kind}`) }), back: () => bind(patient, b.id, b.whose as Whose) }))
  })
  const detail = (b: Bound) => [
    t(`messages.whose.${b.whose}`, { defaultValue: b.whose }), b.kind === 'mini' ? '' : b.following && b.friend_of ? t('msg.friend_of', { who: b.friend_of }) : t(`msg.link.${!b.following ? (b.kind === 'official' ? 'not_following' : 'gone') : b.kind === 'wecom' ? 'friend' : 'follows'}`),
    b.last_word_at > 0 && t('msg.last_word', { at: when.full(b.last_word_at) }),
  ].filter(Boolean).join(' · ')
  return (
    <Panel title={t('msg.reach')} actions={may('messages.bind') && <Button size="small" icon={<QrcodeOutlined />} onClick={() => setInviting(true)}>{t('msg.own')}</Button>}>
      {fault && <Fault error={fault} />}
      <ul className="ls">
        <li><MobileOutlined aria-hidden /> <b>{r.phone || t('msg.no_phone')}</b>{r.phone && <span>{t(r.mobile ? 'msg.sms_reaches' : 'msg.no_mobile')}</span>}</li>
        {r.contacts.map((b) => (
          <li key={b.id}>
            <WechatOutlined aria-hidden /> <b>{b.nick || t('msg.nameless')}</b> <span>{t(`messages.account.${b.kind}`)}</span> <span>{detail(b)}</span>
            {b.tags.length > 0 && <span>{t('msg.tags_shown', { names: b.tags.join(t('app.comma')) })}</span>}
            {b.credits.length > 0 && <StatusTag tone="plain">{t('msg.credits', { n: b.credits.reduce((sum, c) => sum + c.left, 0) })}</StatusTag>}
            {may('messages.bind') && <Button size="small" type="link" disabled={busy} onClick={() => take(b)}>{t('msg.unbind')}</Button>}
          </li>
        ))}
      </ul>
      {r.contacts.length === 0 && <p className="hint">{t('msg.no_contact')}</p>}
      <OwnDrawer patient={patient} open={inviting} onClose={() => setInviting(false)} />
    </Panel>
  )
}

/** What would become of each kind of message if it were due now. */
function Now({ patient }: { patient: string }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const list = useQuery({ queryKey: keys.would(patient, clinic), queryFn: () => would(patient, clinic), enabled: clinic !== '' })
  const purpose = usePurposeName()
  return (
    <Panel title={t('msg.would')}>
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Waiting />}
      {list.data && (
        <ul className="ms-would">
          {list.data.map((w) => {
            const line = <><span>{purpose(w.purpose)} <small className="hint">{t(`messages.class.${w.class}`)}</small></span><span><Verdict would={w} /></span></>
            return <li key={w.purpose}>{(w.why.passed ?? []).length > 0 ? <details><summary>{line}</summary><PassedOver would={w} /></details> : <div>{line}</div>}</li>
          })}
        </ul>
      )}
    </Panel>
  )
}

function PassedOver({ would: w }: { would: Would }) {
  const { t } = useTranslation()
  const reason = useReason()
  return <ul className="ls">{(w.why.passed ?? []).map((p) => <li key={p.channel}><b>{t(`messages.channel.${p.channel}`)}</b><span>{reason(p.reason)}</span></li>)}</ul>
}

const OUT_CLASSES = ['care', 'service', 'relation', 'marketing'] as const
const OUT_CHANNELS = ['mini_subscribe', 'official_subscribe', 'official_template', 'official_service', 'wecom_task', 'sms'] as const

/** What is not wanted: by class, on all channels or one, with who noted it and why. */
function OptOuts({ patient, reach: r }: { patient: string; reach: Reach }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const when = useWhen()
  const staff = useStaffName()
  const run = useRun(keys.of(patient))
  const { busy, fault, attempt } = useAttempt()
  const [adding, setAdding] = useState(false)
  const mine = may('messages.optout')
  const what = (o: Pick<OptOut, 'class' | 'channel'>) => `${t(`messages.class.${o.class}`)} · ${o.channel ? t(`messages.channel.${o.channel}`) : t('msg.all_channels')}`
  const again = (o: OptOut): NewOptOut => ({ class: o.class, channel: o.channel as NonNullable<NewOptOut['channel']>, note: o.note })
  const end = (o: OptOut) => void attempt(async () => {
    await run(() => optIn(patient, o.id), () => ({ say: t('msg.opted_in', { what: what(o) }), ...(o.of_number ? {} : { back: () => optOut(patient, again(o)) }) }))
  })
  const save = async (v: NewOptOut) => {
    await run(() => optOut(patient, v), (o) => ({ say: t('msg.opted_out', { what: what(o) }), back: () => optIn(patient, o.id) }))
    setAdding(false)
  }
  return (
    <Panel title={t('msg.optouts')} actions={mine && <Button size="small" icon={<PlusOutlined />} onClick={() => setAdding(true)}>{t('msg.opt_out')}</Button>}>
      {fault && <Fault error={fault} />}
      {r.optouts.length === 0 ? <p className="hint">{t('msg.no_optouts')}</p> : (
        <DataTable<OptOut> rows={r.optouts} rowKey="id" columns={[
          { title: t('msg.not_wanted'), render: (_, o) => <><b>{what(o)}</b>{o.of_number && <> <small className="hint">{t('msg.of_number')}</small></>}<br /><small className="hint">{[o.note, t(`messages.source.${o.source}`), staff(o.by), when.full(o.at)].filter(Boolean).join(' · ')}</small></> },
          { title: '', width: 120, align: 'right', render: (_, o) => (o.ended_at > 0 ? <small className="hint">{t('msg.ended', { at: when.day(o.ended_at) })}</small> : mine && <Button size="small" disabled={busy} onClick={() => end(o)}>{t('msg.opt_in')}</Button>) },
        ]} />
      )}
      <FormDrawer<NewOptOut> open={adding} title={t('msg.opt_out')} initial={{ class: 'marketing', channel: '' }} onSave={save} onClose={() => setAdding(false)}>
        <p className="hint" style={{ marginBottom: 12 }}>{t('msg.opt_out_help')}</p>
        <Form.Item name="class" label={t('msg.class')}><Select options={OUT_CLASSES.map((c) => ({ value: c, label: t(`messages.class.${c}`) }))} /></Form.Item>
        <Form.Item name="channel" label={t('msg.channel')}><Select options={[{ value: '', label: t('msg.all_channels') }, ...OUT_CHANNELS.map((c) => ({ value: c, label: t(`messages.channel.${c}`) }))]} /></Form.Item>
        <Form.Item name="note" label={t('msg.note')}><Input maxLength={200} placeholder={t('msg.note_help')} /></Form.Item>
      </FormDrawer>
    </Panel>
  )
}

/** Every message to the patient, each with why they had it, or did not. */
function History({ patient }: { patient: string }) {
  const { t } = useTranslation()
  const when = useWhen()
  const purpose = usePurposeName()
  const reason = useReason()
  const [open, setOpen] = useState('')
  const pages = useInfiniteQuery({ queryKey: keys.history(patient), initialPageParam: '', queryFn: ({ pageParam }) => history(patient, pageParam), getNextPageParam: (last) => last.next || undefined })
  return (
    <Panel title={t('msg.history')}>
      {pages.isError && <Fault error={pages.error} onRetry={() => void pages.refetch()} />}
      <DataTable<Message> rows={pages.data?.pages.flatMap((p) => p.items)} rowKey="id" loading={pages.isPending} empty={t('msg.no_history')} onOpen={(m) => setOpen(m.id)} columns={[
        { title: t('msg.when'), width: 150, render: (_, m) => when.full(m.state === 'planned' ? m.next_at || m.at : m.sent_at || m.done_at || m.at) },
        { title: t('msg.purpose'), render: (_, m) => <>{purpose(m.purpose)}{m.reason && <> <small className="hint">{reason(m.reason)}</small></>}</> },
        { title: t('msg.channel'), width: 150, responsive: ['md'], render: (_, m) => (m.channel ? t(`messages.channel.${m.channel}`) : '–') },
        { title: t('msg.state'), width: 128, render: (_, m) => <StateTag state={m.state} /> },
        { title: '', width: 90, align: 'right', render: (_, m) => <Button size="small" type="link" onClick={(e) => { e.stopPropagation(); setOpen(m.id) }}>{t('msg.why_short')}</Button> },
      ]} />
      {pages.hasNextPage && <div><Button size="small" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>{t('table.more')}</Button></div>}
      <Drawer open={open !== ''} size="min(640px, 100vw)" title={t('msg.why_had')} onClose={() => setOpen('')} destroyOnHidden>{open && <Detail id={open} whom={false} />}</Drawer>
    </Panel>
  )
}
