import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Grid } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { useAttempt } from '../../ui/attempt'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Panel } from '../../ui/Page'
import { StatusTag, type Tone } from '../../ui/StatusTag'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { MoveDrawer } from './MoveDrawer'
import { askAgain, moveKeys, movers, moves, type Move, type Mover } from './moves'

const TONES: Record<Move['state'], Tone> = { asked: 'now', asking: 'now', waiting: 'now', moved: 'good', refused: 'warn', failed: 'bad', unknown: 'warn' }
const OPEN: readonly Move['state'][] = ['asked', 'asking', 'unknown']

/** Customers who go from one colleague to another: whose, and what came of those that went. */
export function MovesPanel({ clinic }: { clinic: string }) {
  const { t } = useTranslation()
  const found = useQuery({ queryKey: moveKeys.movers(clinic), queryFn: () => movers(clinic), enabled: clinic !== '' })
  useLiveQueries('messages_reach', moveKeys.all(clinic))
  const [from, setFrom] = useState<Mover | null>(null)
  const rows = found.data?.filter((m) => m.customers > 0).map((m) => ({ ...m, key: m.account_id + m.userid }))
  const several = new Set(found.data?.map((m) => m.account_id)).size > 1
  return (
    <>
      <p className="hint">{t('msg.moves_help')}</p>
      {found.isError && <Fault error={found.error} onRetry={() => void found.refetch()} />}
      <DataTable<Mover & { key: string }> rows={rows} rowKey="key" loading={found.isPending} empty={t('msg.moves_nobody')} columns={[
        { title: t('msg.colleague'), render: (_, m) => <><b>{m.name || m.userid}</b>{several && <> <small className="hint">{m.account_name}</small></>} {m.left && <StatusTag tone="bad">{t('msg.move_left', { n: m.customers })}</StatusTag>}{m.staff_id === '' && <> <small className="hint">{t('msg.shares_nobody')}</small></>}</> },
        { title: t('msg.shares_all'), width: 100, align: 'right', dataIndex: 'customers' },
        { title: '', width: 120, align: 'right', render: (_, m) => <Button size="small" type={m.left ? 'primary' : 'default'} aria-label={t('msg.move_of', { name: m.name || m.userid })} onClick={() => setFrom(m)}>{t('msg.move_do')}</Button> },
      ]} />
      <Moves clinic={clinic} />
      {from && <MoveDrawer from={from} all={found.data ?? []} clinic={clinic} onClose={() => setFrom(null)} />}
    </>
  )
}

function Moves({ clinic }: { clinic: string }) {
  const { t } = useTranslation()
  const when = useWhen()
  const { may } = useDesk()
  const wide = Grid.useBreakpoint().md
  const [open, setOpen] = useState(false)
  const found = useQuery({ queryKey: moveKeys.list(clinic), queryFn: () => moves(clinic), enabled: clinic !== '', refetchInterval: (q) => (q.state.data?.some((m) => OPEN.includes(m.state)) ? 2000 : false) })
  const rows = found.data?.filter((m) => !open || m.state !== 'moved')
  const all = useQuery({ queryKey: moveKeys.movers(clinic), queryFn: () => movers(clinic), enabled: clinic !== '' })
  const gave = new Set(found.data?.filter((m) => m.state === 'moved').map((m) => m.from_userid))
  const teams = may('patients.hand_over') ? (all.data ?? []).filter((m) => gave.has(m.userid) && m.staff_id !== '') : []
  return (
    <Panel title={t('msg.moves_list')}>
      {found.isError && <Fault error={found.error} onRetry={() => void found.refetch()} />}
      {(found.data?.length ?? 0) > 0 && <Checkbox checked={open} onChange={(e) => setOpen(e.target.checked)}>{t('msg.moves_open')}</Checkbox>}
      <DataTable<Move> rows={rows} rowKey="id" loading={found.isPending} empty={t('msg.moves_none')} columns={[
        { title: t('msg.move_customer'), render: (_, m) => <><Customer nick={m.nick} patients={m.patients} /><small className="hint ms-narrow">{m.from_name || m.from_userid} → {m.to_name || m.to_userid}</small></> },
        { title: t('msg.move_way'), width: 190, responsive: ['md'], render: (_, m) => <>{m.from_name || m.from_userid} → {m.to_name || m.to_userid}</> },
        { title: t('msg.move_state'), width: wide ? 250 : 130, render: (_, m) => <><StatusTag tone={TONES[m.state]}>{t(`messages.move.${m.state}`)}</StatusTag> {m.reason && (m.state === 'failed' || m.state === 'refused') && <small className="hint">{t(`messages.move_why.${m.reason}`, { defaultValue: m.reason })}</small>}{m.state === 'waiting' && <small className="hint">{t('msg.move_until', { at: when.full(m.state_at + 86_400_000) })}</small>} <Again move={m} clinic={clinic} /></> },
        { title: t('msg.move_at'), width: 130, responsive: ['lg'], render: (_, m) => when.full(m.asked_at) },
      ]} />
      {teams.length > 0 && <p className="hint ms-who">{t('msg.move_team')} {teams.map((m, i) => <span key={m.staff_id}>{i > 0 && t('app.comma')}<Link to={`/settings/staff/${m.staff_id}`}>{t('msg.move_team_of', { name: m.name })}</Link></span>)}</p>}
    </Panel>
  )
}

/** A customer as the clinic knows them: for whom they speak, else as they call themselves. */
export function Customer({ nick, patients }: { nick: string; patients: Move['patients'] }) {
  const { t } = useTranslation()
  return (
    <span className="ms-who"><b>{nick || t('msg.nameless')}</b> {patients.length === 0 ? <small className="hint">{t('msg.move_unbound')}</small> : patients.map((p) => <span key={p.id}><Link to={`/patients/${p.id}/messages`}>{p.name}</Link> </span>)}</span>
  )
}

function Again({ move: m, clinic }: { move: Move; clinic: string }) {
  const { t } = useTranslation()
  const run = useRun(moveKeys.all(clinic))
  const { busy, fault, attempt } = useAttempt()
  if (m.state !== 'failed') return null
  return (
    <>
      {fault && <Fault error={fault} />}
      <Button size="small" disabled={busy} onClick={() => void attempt(async () => { await run(() => askAgain(m.id), () => ({ say: t('msg.move_asked_again') })) })}>{t('msg.move_again')}</Button>
    </>
  )
}
