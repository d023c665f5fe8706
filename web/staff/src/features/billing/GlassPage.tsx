import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { useDesk } from '../../app/desk'
import { Waiting } from '../../app/Waiting'
import { Fault } from '../../ui/Fault'
import { Money } from '../../ui/Money'
import { paperAt, showPaper } from '../../ui/paper'
import { useIntroducer } from '../visits/booking/PatientCard'
import { Bar, Instalments } from './AgreementCard'
import { Working } from './Working'
import { useAccount, type Account, type Agreement } from './queries'
import './billing.css'

/** The one page that a patient is shown of their money: paid, executed, what is left, refundable today, with the working. */
export default function GlassPage() {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const account = useAccount(id)
  const { clinic } = useDesk()
  const who = useIntroducer(id).data?.patient
  if (account.isPending) return <Waiting />
  if (account.isError) return <div className="pg"><Fault error={account.error} onRetry={() => void account.refetch()} /></div>
  return (
    <div className="pg">
      <div className="row bl-noprint"><Button type="primary" onClick={() => showPaper(paperAt(`/billing/patients/${id}/paper`, { clinic_id: clinic }))}>{t('billing.glass.print')}</Button><Link to={`/patients/${id}/money`}>{t('billing.glass.back')}</Link></div>
      <Paper account={account.data} name={who ? `${who.name} · ${who.record_no}` : ''} />
    </div>
  )
}

function Paper({ account, name }: { account: Account; name: string }) {
  const { t } = useTranslation()
  const { clinics, clinic } = useDesk()
  const contracts = account.agreements.filter((a) => a.contract || a.ended === '')
  const stored = account.principal + account.gift
  return (
    <article className="bl-glass">
      <header>
        <p>{clinics.find((c) => c.id === clinic)?.name}</p>
        <h1>{t('billing.glass.title')}</h1>
        <p><b>{name}</b> · {t('billing.glass.as_of', { day: account.day })}</p>
      </header>
      <Sums account={account} />
      {contracts.map((a) => <Contract key={a.id} agreement={a} />)}
      {stored > 0 && (
        <section>
          <h2>{t('billing.stored')}</h2>
          <p className="bl-sum"><span>{t('billing.pot.principal')}</span><Money fen={account.principal} /></p>
          <p className="bl-sum"><span>{t('billing.pot.gift')}</span><Money fen={account.gift} /></p>
          <p className="hint">{t('billing.glass.pro_rata')}</p>
          <Working figures={account.stored_figures} title={t('billing.stored_refundable')} open />
        </section>
      )}
      <section>
        <h2>{t('billing.receipts')}</h2>
        <table className="bl-table bl-full"><tbody>
          {account.receipts.map((r) => <tr key={r.id}><td className="num">{r.day}</td><td className="num">{r.number}</td><td>{r.voided ? t('billing.is_void') : r.tenders.map((x) => t(`billing.means.${x.means}`)).join(t('app.comma'))}{r.payer && ` · ${t('billing.payer')} ${r.payer.name}`}</td><td className="r">{r.voided ? '—' : <Money fen={r.total} />}</td></tr>)}
          {account.refunds.map((r) => <tr key={r.id}><td className="num">{r.day}</td><td className="num">{r.number}</td><td>{t('billing.refund')}</td><td className="r">− <Money fen={r.total} /></td></tr>)}
        </tbody></table>
      </section>
      <footer><p>{t('billing.figures_help')}</p></footer>
    </article>
  )
}

const sum = (list: readonly number[]): number => list.reduce((a, n) => a + n, 0)

/** The four figures that matter, and what is owed. */
function Sums({ account: a }: { account: Account }) {
  const { t } = useTranslation()
  const received = sum(a.receipts.filter((r) => !r.voided).map((r) => r.total)) - sum(a.refunds.map((r) => r.total))
  const executed = sum(a.bills.filter((b) => !b.voided).flatMap((b) => b.lines.map((l) => l.net - l.credited)))
  const left = a.prepaid + a.contracts + a.principal
  const worst = (of: (x: Agreement['figures']) => number) => sum(a.agreements.filter((x) => x.stands > 0).map((x) => Math.min(x.stands, of(x.figures))))
  const boxes: [string, number][] = [
    ['billing.glass.paid', received], ['billing.glass.executed', executed], ['billing.glass.left', left],
    ['billing.glass.refund_clinic', a.prepaid + worst((f) => f[0]?.refund ?? 0) + (a.stored_figures[0]?.refund ?? 0)],
    ['billing.glass.refund_patient', a.prepaid + worst((f) => f[1]?.refund ?? 0) + (a.stored_figures[1]?.refund ?? 0)],
  ]
  return (
    <dl className="bl-glass-sums">
      {boxes.map(([key, fen]) => <div key={key}><dt>{t(key)}</dt><dd><Money fen={fen} /></dd></div>)}
      {a.owed > 0 && <div className="bad"><dt>{t('billing.owed')}</dt><dd><Money fen={a.owed} /></dd></div>}
    </dl>
  )
}

function Contract({ agreement: a }: { agreement: Agreement }) {
  const { t } = useTranslation()
  return (
    <section>
      <h2>{t(a.contract ? 'billing.contract' : 'billing.plan')} · {a.day}{a.ended && ` · ${t('billing.ended', { day: a.ended })}`}</h2>
      <Bar agreement={a} />
      {a.instalments.length > 0 && <Instalments agreement={a} quiet />}
      {a.contract && <Working figures={a.figures} title={t(a.ended ? 'billing.refundable' : 'billing.if_ended')} open />}
    </section>
  )
}
