import { useQuery } from '@tanstack/react-query'
import { Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { faultText } from '@archwire/i18n'
import { useAttempt } from '../../ui/attempt'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Panel } from '../../ui/Page'
import { useRun } from '../../ui/run'
import { useEverybody, type Staff } from '../org/names'
import { keys, setUserid, userids, type Account } from './queries'

/** How WeCom names colleagues: without it nobody can be asked to send, or told. */
export function Userids({ account: a }: { account: Account }) {
  const { t } = useTranslation()
  const people = useEverybody()
  const known = useQuery({ queryKey: keys.userids, queryFn: userids })
  const at = new Map(known.data?.filter((u) => u.account_id === a.id).map((u) => [u.staff_id, u.userid]))
  const rows = people.data?.filter((p) => !p.employed_to || at.has(p.id))
  const missing = rows?.filter((p) => !at.has(p.id)).length ?? 0
  return (
    <Panel title={a.name ? `${t('msg.userids')} · ${a.name}` : t('msg.userids')} actions={missing > 0 && known.data ? <small className="hint">{t('msg.userids_missing', { n: missing })}</small> : null}>
      <p className="hint">{t('msg.userids_help')}</p>
      {known.isError && <Fault error={known.error} onRetry={() => void known.refetch()} />}
      <DataTable<Staff> rows={rows} rowKey="id" loading={people.isPending || known.isPending} columns={[
        { title: t('msg.colleague'), width: 190, render: (_, p) => <><b>{p.name}</b> <small className="hint">{p.title}</small></> },
        { title: t('msg.userid'), render: (_, p) => <UseridField key={at.get(p.id) ?? ''} account={a} person={p} now={at.get(p.id) ?? ''} /> },
      ]} />
    </Panel>
  )
}

/** Kept when the field is left, or by Enter. */
function UseridField({ account: a, person: p, now }: { account: Account; person: Staff; now: string }) {
  const { t } = useTranslation()
  const run = useRun(keys.userids)
  const { busy, fault, attempt } = useAttempt()
  const [typed, setTyped] = useState(now)
  const save = () => {
    const next = typed.trim()
    if (next === now) return
    void attempt(async () => { await run(() => setUserid(a.id, p.id, next), () => ({ say: t('msg.userid_set', { name: p.name }), back: () => setUserid(a.id, p.id, now) })) })
  }
  const why = fault ? faultText(fault.errors[0]?.code || fault.code, fault.errors[0]?.args ?? fault.args) : ''
  return (
    <>
      <Input size="small" value={typed} maxLength={64} disabled={busy} autoComplete="off" aria-label={t('msg.userid_of', { name: p.name })} aria-invalid={why !== ''} {...(why ? { status: 'error' as const } : {})} placeholder={t('msg.userid_none')} onChange={(e) => setTyped(e.target.value)} onBlur={save} onPressEnter={save} style={{ maxWidth: 240 }} />
      {why && <div role="alert" className="ms-trial-bad">{why}</div>}
    </>
  )
}
