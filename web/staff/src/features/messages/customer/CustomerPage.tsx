import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Waiting } from '../../../app/Waiting'
import { useLiveQueries } from '../../../app/live'
import { Fault } from '../../../ui/Fault'
import { StatusTag } from '../../../ui/StatusTag'
import { useWhen } from '../../../ui/when'
import { useStaffName } from '../../org/names'
import { keys, openContact, type Card } from '../queries'
import { BindPanel } from './BindPanel'
import { Person } from './Person'
import { SaidList } from './Texts'
import { useCustomer } from './wecom'
import '../messages.css'
import './customer.css'

/** The page beside a chat in WeCom: who this is, for whom they speak, and what the colleague needs to know before the next word. */
export default function CustomerPage() {
  const { t } = useTranslation()
  const account = new URLSearchParams(window.location.search).get('a') ?? ''
  const met = useCustomer(account)
  if (met.isPending) return <Waiting />
  if (met.isError) {
    return <main className="cu"><Alert type="warning" showIcon title={t('customer.outside')} description={t('customer.outside_help')} action={<Button onClick={() => void met.refetch()}>{t('app.retry')}</Button>} /></main>
  }
  return <Contact account={account} external={met.data} />
}

function Contact({ account, external }: { account: string; external: string }) {
  const key = keys.customer(account, external)
  const found = useQuery({ queryKey: key, queryFn: () => openContact(account, external), refetchInterval: (q) => (q.state.data?.nick === '' && q.state.dataUpdateCount < 10 ? 1500 : false) })
  useLiveQueries('messages_reach', key)
  if (found.isPending) return <Waiting />
  if (found.isError) return <main className="cu"><Fault error={found.error} onRetry={() => void found.refetch()} /></main>
  return <Shown card={found.data} queryKey={key} />
}

function Shown({ card, queryKey }: { card: Card; queryKey: readonly string[] }) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState('')
  const [adding, setAdding] = useState(false)
  const people = card.patients ?? []
  const one = people.find((p) => p.id === chosen) ?? people[0]
  return (
    <main className="cu">
      <Head card={card} />
      {card.hidden > 0 && <p className="hint">{t('customer.hidden', { n: card.hidden })}</p>}
      {people.length > 1 && <Segmented<string> block className="cu-who" aria-label={t('customer.speaks_for')} value={one?.id ?? ''} onChange={setChosen} options={people.map((p) => ({ value: p.id, label: p.name }))} />}
      {one && <Person key={one.id} person={one} card={card} queryKey={queryKey} />}
      {!one || adding ? <BindPanel card={card} queryKey={queryKey} onDone={(id) => { setAdding(false); setChosen(id) }} {...(one ? { onClose: () => setAdding(false) } : {})} />
        : <Button type="dashed" block onClick={() => setAdding(true)}>{t('customer.also')}</Button>}
      <SaidList card={card} queryKey={queryKey} />
    </main>
  )
}

/** Who the contact is at WeCom, and who of the colleagues knows them. */
function Head({ card: c }: { card: Card }) {
  const { t } = useTranslation()
  const when = useWhen()
  const staff = useStaffName()
  const edges = c.edges ?? []
  return (
    <header className="cu-head">
      <h1>{c.nick || t('customer.naming')}</h1>
      {(c.names ?? []).length > 0 && <p>{t('customer.remark', { names: c.names!.join(t('app.comma')) })}</p>}
      {c.code_name && <p>{t('msg.came_by', { name: c.code_name })}</p>}
      <p className="hint">{edges.length === 0 ? t('customer.no_edge') : edges.map((e, i) => (
        <span key={e.userid}>{i > 0 && t('app.semicolon')}{staff(e.staff_id) || e.userid} {e.state === 'friend' ? when.day(e.since) : <StatusTag tone="warn">{e.moved_to ? t('customer.moved') : t(`messages.edge.${e.state}`)}</StatusTag>}</span>
      ))}</p>
    </header>
  )
}
