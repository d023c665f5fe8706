import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Money } from '../../ui/Money'
import { Page } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { CallButton } from './CallButton'
import { TillDrawer } from './TillDrawer'
import { BILLING, desk, keys, overdue, type Debtor, type Late } from './queries'
import './billing.css'

/** The cashier's desk: who owes something, who is behind with a contract, and the till. */
export default function CashierPage() {
  const { t } = useTranslation()
  const { clinic, may } = useDesk()
  const go = useNavigate()
  const [closing, setClosing] = useState(false)
  const list = useQuery({ queryKey: keys.desk(clinic), queryFn: () => desk(clinic), enabled: clinic !== '' })
  const late = useQuery({ queryKey: keys.overdue(clinic), queryFn: () => overdue(clinic), enabled: clinic !== '' })
  useLiveQueries('billing', BILLING)
  const open = (patient: string) => void go(`/patients/${patient}/money`)
  return (
    <Page title={t('nav.cashier')} actions={may('billing.close') && <Button onClick={() => setClosing(true)}>{t('billing.close_till')}</Button>}>
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      <section>
        <h2 className="sub">{t('billing.debtors')}</h2>
        <DataTable<Debtor> rows={list.data} rowKey="patient_id" loading={list.isPending} empty={t('billing.no_debtors')} onOpen={(d) => open(d.patient_id)} columns={[
          { title: t('billing.patient'), render: (_, d) => <><b>{d.name}</b> <small>{d.record_no}</small> {d.today && <StatusTag tone="good">{t('billing.today')}</StatusTag>}</> },
          { title: t('billing.bills'), width: 90, align: 'right', render: (_, d) => d.bills },
          { title: t('billing.prepaid'), width: 130, align: 'right', render: (_, d) => <Money fen={d.prepaid} /> },
          { title: t('billing.owed'), width: 130, align: 'right', render: (_, d) => <b className="bl-bad"><Money fen={d.owed} /></b> },
        ]} />
      </section>
      {late.data && late.data.length > 0 && (
        <section>
          <h2 className="sub">{t('billing.overdue_list')}</h2>
          <DataTable<Late> rows={late.data} rowKey="agreement_id" onOpen={(l) => open(l.patient_id)} columns={[
            { title: t('billing.patient'), render: (_, l) => <><b>{l.name}</b> <small>{l.record_no}</small></> },
            { title: t('billing.since'), width: 120, dataIndex: 'since' },
            { title: t('billing.agreed'), width: 130, align: 'right', render: (_, l) => <Money fen={l.amount} /> },
            { title: t('billing.received'), width: 130, align: 'right', render: (_, l) => <Money fen={l.received} /> },
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
