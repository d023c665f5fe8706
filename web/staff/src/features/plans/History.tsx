import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { Fault } from '../../ui/Fault'
import { Money } from '../../ui/Money'
import { StatusTag } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import { DiffList } from './DiffList'
import { changes, executions, keys, type Change, type Plan } from './queries'
import type { Asking } from './ReasonDrawer'

/** What was executed of a plan and how it was changed, what was undone as well. */
export function History({ plan, onAsk }: { plan: Plan; onAsk: (a: Asking) => void }) {
  const { t, i18n } = useTranslation()
  const { may, clinic } = useDesk()
  const done = useQuery({ queryKey: keys.executions(plan.id, plan.version), queryFn: () => executions(plan.id) })
  const asked = useQuery({ queryKey: keys.changes(plan.id, plan.version), queryFn: () => changes(plan.id) })
  if (done.isError) return <Fault error={done.error} onRetry={() => void done.refetch()} />
  if (asked.isError) return <Fault error={asked.error} onRetry={() => void asked.refetch()} />
  const name = (id: string) => { const i = plan.items.find((x) => x.id === id); return i ? (i18n.language === 'en' ? i.name_en : i.name_zh) : '' }
  return (
    <div className="tp-history">
      <ul>{(done.data ?? []).map((e) => (
        <li key={e.id} className={e.undone_at > 0 ? 'tp-off' : ''}>
          <span>{e.day} {name(e.item_id)} <small className="hint">{[e.doctor, e.note].filter(Boolean).join(' · ')}</small>
            {e.undone_at > 0 && <StatusTag tone="warn">{t('plans.undone')} · {t(`plans.undo_reason.${e.undo_reason}`)}</StatusTag>}</span>
          <Money fen={e.amount} />
          {e.undone_at === 0 && e.clinic_id === clinic && may('plans.undo') && plan.state !== 'ended' && <Button size="small" type="text" onClick={() => onAsk({ kind: 'undo', execution: e })}>{t('plans.undo')}</Button>}
        </li>))}</ul>
      {(asked.data ?? []).map((c) => <Asked key={c.id} change={c} />)}
    </div>
  )
}

function Asked({ change: c }: { change: Change }) {
  const { t } = useTranslation()
  const when = useWhen()
  return (
    <section className="tp-change">
      <b>{t('plans.change')}</b> <StatusTag tone={c.state === 'approved' ? 'good' : c.state === 'waiting' ? 'now' : 'plain'}>{t(`tasks.approval.${c.state}`)}</StatusTag>
      <small className="hint"> {c.asked_by} {when.full(c.asked_at)} · {c.why}</small>
      <DiffList diff={c.diff} />
    </section>
  )
}
