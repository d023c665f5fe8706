import { Button } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useDesk } from '../../app/desk'
import { Waiting } from '../../app/Waiting'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Money } from '../../ui/Money'
import { StatusTag } from '../../ui/StatusTag'
import { AgreementCard } from './AgreementCard'
import { AskedBills } from './AskedBills'
import { BillDrawer } from './BillDrawer'
import { PayDrawer } from './PayDrawer'
import { PrepayDrawer } from './PrepayDrawer'
import { RefundDrawer } from './RefundDrawer'
import { RegisterButton } from './RegisterButton'
import { TakeBackDrawer } from './TakeBackDrawer'
import { SlipButton } from './SlipButton'
import { VoidDrawer, type Mistake } from './VoidDrawer'
import { Working } from './Working'
import { useDeskKeys } from './useDeskKeys'
import { useAccount, type Account, type Bill, type Line, type Receipt } from './queries'
import './billing.css'
import './desk.css'

/** Comes by itself: few patients have anything outside. */
const OutsidePanel = lazy(() => import('../gateways/OutsidePanel'))

/** A patient's money through glass: paid, executed, what stands, what is owed, what is refundable today. */
export default function MoneyTab({ patient }: { patient: string }) {
  const account = useAccount(patient)
  if (account.isPending) return <Waiting />
  if (account.isError) return <Fault error={account.error} onRetry={() => void account.refetch()} />
  return <Glass patient={patient} account={account.data} />
}

function Glass({ patient, account }: { patient: string; account: Account }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const [open, setOpen] = useState<'' | 'pay' | 'prepay' | 'bill' | 'refund'>('')
  const [wrong, setWrong] = useState<Mistake | null>(null)
  const [back, setBack] = useState<{ line: Line; name: string } | null>(null)
  useDeskKeys((key) => {
    if (!may('billing.charge')) return false
    if (key === 'n') setOpen('bill')
    else if (key === 'enter' && account.owed > 0) setOpen('pay')
    else return false
    return true
  })
  const stored = account.principal + account.gift
  return (
    <div className="bl">
      <div className="bl-top">
        <Box word={t('billing.owed')} fen={account.owed} {...(account.owed > 0 ? { tone: 'bad' } : {})} />
        <Box word={t('billing.prepaid')} fen={account.prepaid} />
        <Box word={t('billing.for_plans')} fen={account.contracts} />
        {stored > 0 && <Box word={t('billing.pot.principal')} fen={account.principal} />}
        {stored > 0 && <Box word={t('billing.pot.gift')} fen={account.gift} />}
        {account.overdue > 0 && <Box word={t('billing.overdue')} fen={account.overdue} tone="bad" />}
        <span className="bl-do">
          <Link to={`/patients/${patient}/glass`}>{t('billing.glass.show')}</Link>
          {may('billing.charge') && account.owed > 0 && <Button type="primary" onClick={() => setOpen('pay')}>{t('billing.pay')}</Button>}
          {may('billing.charge') && <Button onClick={() => setOpen('bill')}>{t('billing.new_bill')}</Button>}
          {may('billing.charge') && <RegisterButton patient={patient} />}
          {may('billing.prepay') && <Button onClick={() => setOpen('prepay')}>{t('billing.prepay')}</Button>}
          {may('billing.refund') && account.prepaid + account.contracts + account.principal > 0 && <Button onClick={() => setOpen('refund')}>{t('billing.refund')}</Button>}
        </span>
      </div>
      <Suspense fallback={null}><OutsidePanel patient={patient} account={account} /></Suspense>
      {account.agreements.filter((a) => a.contract || a.ended === '' || a.stands > 0).map((a) => <AgreementCard key={a.id} agreement={a} account={account} />)}
      {stored > 0 && <Working figures={account.stored_figures} title={t('billing.stored_refundable')} />}
      <AskedBills list={account.asked} />
      <Bills bills={account.bills} onVoid={may('billing.void') ? setWrong : undefined} day={account.day} onBack={may('billing.refund') ? (line, name) => setBack({ line, name }) : undefined} />
      <Receipts receipts={account.receipts} onVoid={may('billing.void') ? setWrong : undefined} day={account.day} />
      {account.refunds.length > 0 && <Refunds account={account} />}
      <PayDrawer open={open === 'pay'} patient={patient} account={account} onClose={() => setOpen('')} />
      <PrepayDrawer open={open === 'prepay'} patient={patient} account={account} onClose={() => setOpen('')} />
      <BillDrawer open={open === 'bill'} patient={patient} onClose={() => setOpen('')} />
      <RefundDrawer open={open === 'refund'} patient={patient} account={account} onClose={() => setOpen('')} />
      <VoidDrawer of={wrong} onClose={() => setWrong(null)} />
      <TakeBackDrawer line={back?.line ?? null} name={back?.name ?? ''} onClose={() => setBack(null)} />
    </div>
  )
}

function Box({ word, fen, tone = '' }: { word: string; fen: number; tone?: string }) {
  return <span className={`bl-box ${tone}`}><small>{word}</small><b><Money fen={fen} /></b></span>
}

interface Lists {
  day: string
  onVoid: ((m: Mistake) => void) | undefined
}

function Bills({ bills, day, onVoid, onBack }: Lists & { bills: Bill[]; onBack: ((line: Line, name: string) => void) | undefined }) {
  const { t, i18n } = useTranslation()
  const name = (l: Line) => (i18n.language === 'en' ? l.name_en : l.name_zh)
  return (
    <section>
      <h2 className="sub">{t('billing.bills')}</h2>
      <DataTable<Bill> rows={bills} rowKey="id" empty={t('billing.no_bills')} columns={[
        { title: t('billing.day'), dataIndex: 'day', width: 110 },
        { title: t('billing.kind'), width: 110, render: (_, b) => t(`billing.bill.${b.kind}`) },
        { title: t('billing.items'), render: (_, b) => <ul className="bl-lines">{b.lines.map((l) => (
          <li key={l.id}><span>{name(l)} {l.site && <small>{l.site}</small>} {l.quantity > 1 && <small>×{l.quantity}</small>}</span>
            {l.discount > 0 && <small className="num">{t('billing.discount')} <Money fen={l.discount} /></small>}
            {l.credited > 0 && <small className="num">{t('billing.credited')} <Money fen={l.credited} /></small>}
            {l.self_pay && <small title={t('billing.self_pay_help')}>{t('billing.self_pay')}{t('app.colon')}{t(`billing.self_pay_reason.${l.self_pay}`)}</small>}
            {onBack && b.kind === 'desk' && l.credited_quantity < l.quantity && <Button size="small" type="text" aria-label={`${t('billing.take_back')} ${name(l)}`} onClick={() => onBack(l, name(l))}>{t('billing.take_back')}</Button>}
            <Money fen={l.net} /></li>))}</ul> },
        { title: t('billing.owed'), width: 110, align: 'right', render: (_, b) => b.voided ? <StatusTag tone="plain">{t('billing.is_void')}</StatusTag> : b.owed > 0 ? <b className="bl-bad"><Money fen={b.owed} /></b> : <StatusTag tone="good">{t('billing.settled')}</StatusTag> },
        ...(onVoid ? [{ title: '', width: 80, render: (_: unknown, b: Bill) => b.kind === 'desk' && !b.voided && b.day === day && <Button size="small" type="text" onClick={() => onVoid({ kind: 'bill', id: b.id, name: t('billing.bill.desk') })}>{t('billing.void')}</Button> }] : []),
      ]} />
    </section>
  )
}

function Receipts({ receipts, day, onVoid }: Lists & { receipts: Receipt[] }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  return (
    <section>
      <h2 className="sub">{t('billing.receipts')}</h2>
      <DataTable<Receipt> rows={receipts} rowKey="id" empty={t('billing.no_receipts')} columns={[
        { title: t('billing.day'), dataIndex: 'day', width: 110 },
        { title: t('billing.number'), width: 150, render: (_, r) => <span className="num">{r.number}</span> },
        ...(may('billing.charge') ? [{ title: '', width: 70, render: (_: unknown, r: Receipt) => <SlipButton kind="receipts" id={r.id} /> }] : []),
        { title: t('billing.tender'), render: (_, r) => r.tenders.map((x, i) => <span key={i} className="bl-tender">{t(`billing.means.${x.means}`)} <Money fen={x.amount} />{x.pot !== 'prepaid' && x.pot !== 'gift' && <small> {t(`billing.pot.${x.pot}`)}</small>}{x.refunded > 0 && !r.voided && <small> {t('billing.refunded')} <Money fen={x.refunded} /></small>}</span>) },
        { title: t('billing.total'), width: 120, align: 'right', render: (_, r) => r.voided ? <StatusTag tone="plain">{t('billing.is_void')}</StatusTag> : <Money fen={r.total} /> },
        ...(onVoid ? [{ title: '', width: 80, render: (_: unknown, r: Receipt) => !r.voided && r.day === day && <Button size="small" type="text" onClick={() => onVoid({ kind: 'receipt', id: r.id, name: r.number })}>{t('billing.void')}</Button> }] : []),
      ]} />
    </section>
  )
}

function Refunds({ account }: { account: Account }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  return (
    <section>
      <h2 className="sub">{t('billing.refund')}</h2>
      <DataTable rows={account.refunds} rowKey="id" columns={[
        { title: t('billing.day'), dataIndex: 'day', width: 110 },
        { title: t('billing.refund_number'), width: 150, render: (_, r) => <span className="num">{r.number}</span> },
        ...(may('billing.charge') ? [{ title: '', width: 70, render: (_: unknown, r: { id: string }) => <SlipButton kind="refunds" id={r.id} /> }] : []),
        { title: t('billing.reason'), render: (_, r) => t(`billing.refund_reason.${r.reason}`) },
        { title: t('billing.amount'), width: 120, align: 'right', render: (_, r) => <Money fen={r.total} /> },
      ]} />
    </section>
  )
}
