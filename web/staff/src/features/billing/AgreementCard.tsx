import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { yuan } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { Money } from '../../ui/Money'
import { StatusTag, type Tone } from '../../ui/StatusTag'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { payerOptions } from './PayerField'
import { ScheduleDrawer } from './ScheduleDrawer'
import { SettleDrawer } from './SettleDrawer'
import { Working } from './Working'
import { BILLING, keys, paidBy, reachProduction, schedules, type Account, type Agreement } from './queries'

interface CardProps {
  agreement: Agreement
  account: Account
}

/** One accepted plan as money: agreed, received, executed, what stands, when it falls due, and what is refundable today. */
export function AgreementCard({ agreement: a, account }: CardProps) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const [open, setOpen] = useState<'' | 'schedule' | 'settle'>('')
  const runs = a.ended === ''
  return (
    <section className="bl-card" aria-label={`${t(a.contract ? 'billing.contract' : 'billing.plan')} ${a.day}`}>
      <h2 className="sub">
        {t(a.contract ? 'billing.contract' : 'billing.plan')} · {a.day} {!runs && <StatusTag tone="plain">{t('billing.ended', { day: a.ended })}</StatusTag>}
        {a.overdue > 0 && <StatusTag tone="bad">{t('billing.overdue')} <Money fen={a.overdue} /></StatusTag>}
        {a.outgrown && runs && <StatusTag tone="warn">{t('billing.outgrown')}</StatusTag>}
        <span className="bl-do">
          {runs && <PayerLine agreement={a} account={account} />}
          {runs && a.contract && may('billing.prepay') && <Button size="small" {...(a.outgrown || a.schedule === 0 ? { type: 'primary' as const } : {})} onClick={() => setOpen('schedule')}>{t(a.schedule > 0 ? 'billing.agree_anew' : 'billing.agree_schedule')}</Button>}
          {!runs && a.stands > 0 && may('billing.refund') && <Button size="small" type="primary" onClick={() => setOpen('settle')}>{t('billing.settle')}</Button>}
        </span>
      </h2>
      <Bar agreement={a} />
      {a.instalments.length > 0 && <Instalments agreement={a} />}
      {a.contract && <Working figures={a.figures} title={t(runs ? 'billing.if_ended' : 'billing.refundable')} />}
      {a.contract && runs && <ScheduleDrawer open={open === 'schedule'} agreement={a} today={account.day} onClose={() => setOpen('')} />}
      {!runs && <SettleDrawer open={open === 'settle'} agreement={a} onClose={() => setOpen('')} />}
    </section>
  )
}

/** Received and executed of what was agreed, as a bar and in figures. */
export function Bar({ agreement: a }: { agreement: Agreement }) {
  const { t } = useTranslation()
  const part = (fen: number) => `${a.amount > 0 ? Math.min(100, (fen / a.amount) * 100) : 0}%`
  return (
    <>
      <div className="bl-bar" aria-hidden="true"><i className="in" style={{ width: part(a.received) }} /><i className="done" style={{ width: part(a.executed) }} /></div>
      <dl className="bl-axes">
        {a.list > a.amount && <div><dt>{t('billing.list')}</dt><dd><Money fen={a.list} /></dd></div>}
        {a.list > a.amount && <div><dt>{t('billing.discount')}</dt><dd><Money fen={a.amount - a.list} /></dd></div>}
        <div><dt>{t('billing.agreed')}</dt><dd><Money fen={a.amount} /></dd></div>
        <div><dt><i className="bl-key in" /> {t('billing.received')}</dt><dd><Money fen={a.received} /></dd></div>
        <div><dt><i className="bl-key done" /> {t('billing.executed')}</dt><dd><Money fen={a.executed} /></dd></div>
        <div><dt>{t('billing.stands')}</dt><dd><Money fen={a.stands} /></dd></div>
        <div><dt>{t('billing.open')}</dt><dd><Money fen={a.open} /></dd></div>
      </dl>
    </>
  )
}

function PayerLine({ agreement: a, account }: CardProps) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const run = useRun(BILLING)
  if (account.payers.length === 0) return null
  const options = payerOptions(t, account.payers)
  if (!may('billing.prepay')) return <small>{t('billing.payer')} {options.find((o) => o.value === a.payer_id)?.label ?? t('billing.payer_self')}</small>
  return (
    <label className="bl-payer"><small>{t('billing.payer')}</small>
      <Select size="small" value={options.some((o) => o.value === a.payer_id) ? a.payer_id : ''} options={options} popupMatchSelectWidth={false} aria-label={t('billing.payer')}
        onChange={(id: string) => void run(() => paidBy(a, id), () => ({ say: t('billing.payer_changed') })).catch(() => undefined)} />
    </label>
  )
}

const TONES: Record<Agreement['instalments'][number]['progress'], Tone> = { paid: 'good', overdue: 'bad', due: 'warn', coming: 'plain', waiting: 'plain' }

/** What falls due when, and how far it is received. */
export function Instalments({ agreement: a, quiet = false }: { agreement: Agreement; quiet?: boolean }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const run = useRun(BILLING)
  const waits = !quiet && a.ended === '' && may('billing.prepay') && a.instalments.some((p) => p.milestone === 'production' && p.due_day === '')
  return (
    <>
      <table className="bl-table">
        <caption>{t('billing.instalments')}</caption>
        <thead><tr><th scope="col" className="r">{t('billing.instalment_no')}</th><th scope="col">{t('billing.due_when')}</th><th scope="col" className="r">{t('billing.amount')}</th><th scope="col" className="r">{t('billing.paid_of')}</th><th scope="col">{t('billing.progress')}</th></tr></thead>
        <tbody>
          {a.instalments.map((p) => (
            <tr key={p.seq} className={a.next?.seq === p.seq ? 'next' : ''}>
              <td className="num">{p.seq}</td>
              <td>{p.milestone && t(`billing.milestone.${p.milestone}`)} {p.due_day && <span className="num">{p.due_day}</span>}</td>
              <td className="r"><Money fen={p.amount} /></td>
              <td className="r"><Money fen={p.paid} /></td>
              <td><StatusTag tone={TONES[p.progress]}>{t(`billing.instalment.${p.progress}`)}</StatusTag></td>
            </tr>
          ))}
        </tbody>
      </table>
      {waits && <Button size="small" onClick={() => void run(() => reachProduction(a), () => ({ say: t('billing.production_reached') })).catch(() => undefined)}>{t('billing.reach_production')}</Button>}
      {!quiet && a.schedule > 1 && <Revisions agreement={a} />}
    </>
  )
}

/** The schedules that were agreed before. Read when they are opened. */
function Revisions({ agreement: a }: { agreement: Agreement }) {
  const { t } = useTranslation()
  const when = useWhen()
  const [open, setOpen] = useState(false)
  const list = useQuery({ queryKey: keys.schedules(a.id), queryFn: () => schedules(a.id), enabled: open })
  return (
    <details className="bl-work" onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>{t('billing.revisions')}</summary>
      {list.data?.filter((r) => r.revision !== a.schedule).map((r) => (
        <p key={r.revision}><b>{t('billing.revision', { n: r.revision })}</b>{r.agreed_at > 0 && <> · <span className="num">{when.day(r.agreed_at)}</span></>}{r.amount > 0 && <> · {t('billing.revision_of', { amount: yuan(r.amount) })}</>}{t('app.colon')}
          {r.instalments.map((p) => <span key={p.seq} className="bl-tender">{p.milestone ? t(`billing.milestone.${p.milestone}`) : p.due_day} <Money fen={p.amount} /></span>)}</p>
      ))}
    </details>
  )
}
