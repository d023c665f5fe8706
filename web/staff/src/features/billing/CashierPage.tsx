import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Money } from '../../ui/Money'
import { Page } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { AskedBills } from './AskedBills'
import { RegisterButton } from './RegisterButton'
import { CallButton } from './CallButton'
import { TillDrawer } from './TillDrawer'
import { deskKeys, deskOf, type Here } from './deskQueries'
import { BILLING, keys, overdue, type Debtor, type Late } from './queries'
import { useDeskKeys } from './useDeskKeys'
import './billing.css'
import './desk.css'

/** The cashier's desk: who is here and has something to pay, who owes something, what waits, and the till. */
export default function CashierPage() {
  const { t } = useTranslation()
  const { clinic, may } = useDesk()
  const go = useNavigate()
  const [closing, setClosing] = useState(false)
  const desk = useQuery({ queryKey: deskKeys.desk(clinic), queryFn: () => deskOf(clinic), enabled: clinic !== '' })
  const late = useQuery({ queryKey: keys.overdue(clinic), queryFn: () => overdue(clinic), enabled: clinic !== '' })
  useLiveQueries('billing', BILLING)
  useLiveQueries('visits', deskKeys.desk(clinic))
  const open = (patient: string) => void go(`/patients/${patient}/money`)
  const here = desk.data?.here ?? []
  const names = new Map(desk.data?.asked.map((a) => [a.bill.id, `${a.name} ${a.record_no}`]))
  useDeskKeys((key) => {
    const at = /^[1-9]$/.test(key) ? here[Number(key) - 1] : undefined
    if (at) open(at.patient_id)
    return at !== undefined
  })
  return (
    <Page title={t('nav.cashier')} actions={
      <>
        {may('gateways.view') && <Link to="/cashier/outside">{t('gateways.title')}</Link>}
        {may('billing.see_all') && <Link to="/cashier/day">{t('billing.day_book')}</Link>}
        {may('billing.close') && <Button onClick={() => setClosing(true)}>{t('billing.close_till')}</Button>}
      </>
    }>
      {desk.isError && <Fault error={desk.error} onRetry={() => void desk.refetch()} />}
      <section>
        <h2 className="sub">{t('billing.here')} <small className="hint">{t('billing.open_hint')}</small></h2>
        <DataTable<Here> rows={here} rowKey="visit_id" loading={desk.isPending} empty={t('billing.no_here')} onOpen={(h) => open(h.patient_id)} columns={[
          { title: '', width: 30, responsive: ['md'], render: (_, __, i) => i < 9 && <kbd>{i + 1}</kbd> },
          { title: t('billing.patient'), render: (_, h) => <><b>{h.name}</b> <small>{h.record_no}</small></> },
          { title: t('billing.state'), width: 150, render: (_, h) => <><StatusTag tone={h.state === 'treated' ? 'now' : 'plain'}>{t(`visits.state.${h.state}`)}</StatusTag> {h.state === 'treated' && h.owed > 0 && <small className="bl-bad">{t('billing.ready')}</small>}</> },
          { title: t('billing.prepaid'), width: 110, align: 'right', responsive: ['md'], render: (_, h) => h.prepaid > 0 && <Money fen={h.prepaid} /> },
          { title: t('billing.owed'), width: 110, align: 'right', render: (_, h) => h.owed > 0 && <b className="bl-bad"><Money fen={h.owed} /></b> },
          ...(may('billing.charge') ? [{ title: '', width: 80, responsive: ['md' as const], render: (_: unknown, h: Here) => <span onClick={(e) => e.stopPropagation()}><RegisterButton patient={h.patient_id} small /></span> }] : []),
        ]} />
      </section>
      {desk.data && <AskedBills list={desk.data.asked.map((a) => a.bill)} who={(b) => names.get(b.id) ?? ''} />}
      <section>
        <h2 className="sub">{t('billing.debtors')}</h2>
        <DataTable<Debtor> rows={desk.data?.patients} rowKey="patient_id" loading={desk.isPending} empty={t('billing.no_debtors')} onOpen={(d) => open(d.patient_id)} columns={[
          { title: t('billing.patient'), render: (_, d) => <><b>{d.name}</b> <small>{d.record_no}</small> {d.today && <StatusTag tone="good">{t('billing.today')}</StatusTag>}</> },
          { title: t('billing.bills'), width: 90, align: 'right', responsive: ['md'], render: (_, d) => d.bills },
          { title: t('billing.prepaid'), width: 130, align: 'right', responsive: ['md'], render: (_, d) => <Money fen={d.prepaid} /> },
          { title: t('billing.owed'), width: 130, align: 'right', render: (_, d) => <b className="bl-bad"><Money fen={d.owed} /></b> },
        ]} />
      </section>
      {late.data && late.data.length > 0 && (
        <section>
          <h2 className="sub">{t('billing.overdue_list')}</h2>
          <DataTable<Late> rows={late.data} rowKey="agreement_id" onOpen={(l) => open(l.patient_id)} columns={[
            { title: t('billing.patient'), render: (_, l) => <><b>{l.name}</b> <small>{l.record_no}</small></> },
            { title: t('billing.since'), width: 120, responsive: ['md'], dataIndex: 'since' },
            { title: t('billing.agreed'), width: 130, align: 'right', responsive: ['md'], render: (_, l) => <Money fen={l.amount} /> },
            { title: t('billing.received'), width: 130, align: 'right', responsive: ['md'], render: (_, l) => <Money fen={l.received} /> },
            { title: t('billing.overdue'), width: 130, align: 'right', render: (_, l) => <b className="bl-bad"><Money fen={l.overdue} /></b> },
            ...(may('billing.prepay') ? [{ title: '', width: 130, render: (_: unknown, l: Late) => <CallButton agreement={l.agreement_id} called={l.called} name={l.name} /> }] : []),
          ]} />
          <p className="hint">{t('billing.overdue_help')}</p>
        </section>
      )}
      <TillDrawer open={closing} clinic={clinic} onClose={() => setClosing(false)} />
    </Page>
  )
}
