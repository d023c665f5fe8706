import { PlusOutlined, WarningFilled } from '@ant-design/icons'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { Waiting } from '../../app/Waiting'
import { useAttempt } from '../../ui/attempt'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { FormDrawer } from '../../ui/FormDrawer'
import { Page, Panel } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { useStaffName } from '../org/names'
import { SETTINGS, decide } from '../settings/queries'
import { UsePanel } from './UsePanel'
import { Ways } from './Ways'
import { allot, buy, journal, keys, pots, type Pot } from './queries'
import './messages.css'

/** Before the note of a line that a trial of an account made. */
const TRIAL = 'trial: '

type Open = { what: 'buy' } | { what: 'allot' | 'back'; pot: Pot } | null

/** How many SMS the head office and each clinic may still send, how they were shared, and where they went. */
export default function QuotaPage() {
  const { t } = useTranslation()
  const { mayInGroup } = useDesk()
  const list = useQuery({ queryKey: keys.quota, queryFn: pots })
  const [open, setOpen] = useState<Open>(null)
  useLiveQueries('messages_quota', keys.quota)
  const mine = mayInGroup('messages.quota')
  const head = list.data?.find((p) => p.clinic_id === '')
  return (
    <Page title={t('msg.quota')} lead={t('msg.quota_help')} actions={<><Ways />{mine && <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen({ what: 'buy' })}>{t('msg.buy')}</Button>}</>}>
      {list.isPending && <Waiting />}
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      <div className="ms-pots">{list.data?.map((p) => <PotCard key={p.clinic_id} pot={p} share={mine && p.clinic_id !== ''} onOpen={(what) => setOpen({ what, pot: p })} />)}</div>
      <UsePanel />
      {list.data && list.data.length > 0 && <Journal pots={list.data} />}
      <MoveDrawer open={open} head={head} onClose={() => setOpen(null)} />
    </Page>
  )
}

function usePotName(): (clinic: string) => string {
  const { t } = useTranslation()
  const { clinics } = useDesk()
  return (id) => (id === '' ? t('msg.head_office') : clinics.find((c) => c.id === id)?.name ?? id)
}

function PotCard({ pot: p, share, onOpen }: { pot: Pot; share: boolean; onOpen: (what: 'allot' | 'back') => void }) {
  const { t } = useTranslation()
  const name = usePotName()
  const low = p.left < p.low
  return (
    <section className="ms-pot" aria-label={name(p.clinic_id)}>
      <header><h3>{name(p.clinic_id)}</h3>{low && <StatusTag tone="bad" mark={<WarningFilled aria-hidden />}>{t('msg.low')}</StatusTag>}</header>
      <div className="ms-left">{p.left.toLocaleString('en')} <small>{t('msg.sms_left')}</small></div>
      <Low pot={p} />
      {share && <div className="row"><Button size="small" onClick={() => onOpen('allot')}>{t('msg.allot')}</Button><Button size="small" disabled={p.left === 0} onClick={() => onOpen('back')}>{t('msg.take_back')}</Button></div>}
    </section>
  )
}

/** Below which number somebody is told; changed in place by who may. */
function Low({ pot: p }: { pot: Pot }) {
  const { t } = useTranslation()
  const { may, mayInGroup } = useDesk()
  const run = useRun(keys.quota, SETTINGS)
  const { busy, fault, attempt } = useAttempt()
  const [typed, setTyped] = useState<number | null>(null)
  const editable = p.clinic_id ? may('settings.change') : mayInGroup('settings.change')
  const save = () => {
    if (typed === null || typed === p.low) return setTyped(null)
    void attempt(async () => {
      await run(() => decide('messages.quota_low', p.clinic_id, typed), () => ({ say: t('msg.low_set', { n: typed }), back: () => decide('messages.quota_low', p.clinic_id, p.low) }))
      setTyped(null)
    })
  }
  if (!editable) return <small className="hint">{t('msg.low_at', { n: p.low })}</small>
  return (
    <>
      {fault && <Fault error={fault} />}
      <label className="row"><small className="hint">{t('msg.low_below')}</small><InputNumber size="small" min={0} max={1_000_000} disabled={busy} value={typed ?? p.low} onChange={(v) => setTyped(v)} onBlur={save} onPressEnter={save} style={{ width: 96 }} /></label>
    </>
  )
}

function MoveDrawer({ open, head, onClose }: { open: Open; head: Pot | undefined; onClose: () => void }) {
  const { t } = useTranslation()
  const name = usePotName()
  const run = useRun(keys.quota)
  const kind = open?.what ?? 'buy'
  const pot = open && open.what !== 'buy' ? open.pot : undefined
  const most = kind === 'allot' ? head?.left : kind === 'back' ? pot?.left : undefined
  const save = async (v: { amount: number; note?: string }) => {
    const note = v.note?.trim() ?? ''
    if (pot) {
      const n = kind === 'allot' ? v.amount : -v.amount
      await run(() => allot(pot.clinic_id, n, note), () => ({ say: t(`msg.moved.${kind}`, { n: v.amount, clinic: name(pot.clinic_id) }), back: () => allot(pot.clinic_id, -n, t('msg.undone')) }))
    } else await run(() => buy(v.amount, note), () => ({ say: t('msg.moved.buy', { n: v.amount }), back: () => buy(-v.amount, t('msg.undone')) }))
    onClose()
  }
  return (
    <FormDrawer<{ amount: number; note?: string }> open={open !== null} title={pot ? t(`msg.title.${kind}`, { clinic: name(pot.clinic_id) }) : t('msg.buy')} onSave={save} onClose={onClose}>
      {kind === 'buy' && <p className="hint" style={{ marginBottom: 12 }}>{t('msg.buy_help')}</p>}
      <Form.Item name="amount" label={t('msg.amount')} extra={most === undefined ? undefined : t(`msg.most.${kind}`, { n: most })} rules={[{ required: true, message: t('form.required') }]}>
        <InputNumber autoFocus {...(kind === 'buy' ? {} : { min: 1 })} max={10_000_000} precision={0} style={{ width: 180 }} />
      </Form.Item>
      <Form.Item name="note" label={t('msg.note')}><Input maxLength={200} /></Form.Item>
    </FormDrawer>
  )
}

/** How a pot was filled and shared. */
function Journal({ pots: all }: { pots: Pot[] }) {
  const { t } = useTranslation()
  const when = useWhen()
  const staff = useStaffName()
  const name = usePotName()
  const [pot, setPot] = useState(all[0]?.clinic_id ?? '')
  const pages = useInfiniteQuery({ queryKey: keys.journal(pot), initialPageParam: '', queryFn: ({ pageParam }) => journal(pot, pageParam), getNextPageParam: (last) => last.next || undefined })
  const pick = all.length > 4
    ? <Select value={pot} onChange={setPot} aria-label={t('msg.journal')} style={{ minWidth: 150 }} options={all.map((p) => ({ value: p.clinic_id, label: name(p.clinic_id) }))} />
    : <Segmented value={pot} onChange={setPot} aria-label={t('msg.journal')} options={all.map((p) => ({ value: p.clinic_id, label: name(p.clinic_id) }))} />
  return (
    <Panel title={t('msg.journal')} actions={pick}>
      {pages.isError && <Fault error={pages.error} onRetry={() => void pages.refetch()} />}
      <DataTable rows={pages.data?.pages.flatMap((p) => p.items)} rowKey="id" loading={pages.isPending} empty={t('msg.no_journal')} columns={[
        { title: t('msg.when'), width: 140, render: (_, l) => when.full(l.at) },
        { title: t('msg.what'), width: 90, render: (_, l) => t(`messages.quota.${l.kind}`) },
        { title: t('msg.amount'), width: 100, align: 'right', render: (_, l) => <span className="num">{l.amount > 0 ? '+' : ''}{l.amount.toLocaleString('en')}</span> },
        { title: t('msg.by'), width: 110, responsive: ['md'], render: (_, l) => staff(l.by) || t('msg.program') },
        { title: t('msg.note'), responsive: ['md'], render: (_, l) => (l.note.startsWith(TRIAL) ? `${t('msg.trial')}${t('app.colon')}${l.note.slice(TRIAL.length)}` : l.note) },
      ]} />
      {pages.hasNextPage && <div><Button size="small" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>{t('table.more')}</Button></div>}
    </Panel>
  )
}
