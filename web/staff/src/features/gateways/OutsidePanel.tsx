import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { yuan } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { useAttempt } from '../../ui/attempt'
import { Fault } from '../../ui/Fault'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { MoneyInput } from '../catalog/MoneyInput'
import type { Account } from '../billing/queries'
import { RequestCard } from './RequestCard'
import { askInsurance, askPayment, GATEWAYS, invoice, keys, outsideOf, red, redeem, undoInsurance, uses } from './queries'

type Form_ = 'pay' | 'insurance' | 'voucher' | 'invoice' | ''

/** What of a patient's money goes through the outside world: a code to scan, insurance, vouchers, invoices. */
export default function OutsidePanel({ patient, account }: { patient: string; account: Account }) {
  const { t } = useTranslation()
  const { clinic, may } = useDesk()
  const [shown, setShown] = useState<Form_>('')
  const run = useRun(GATEWAYS, ['billing'])
  const { fault, busy, attempt } = useAttempt()
  const there = useQuery({ queryKey: keys.uses(clinic), queryFn: () => uses(clinic), enabled: clinic !== '' && may('gateways.view') })
  const list = useQuery({ queryKey: keys.patient(patient), queryFn: () => outsideOf(patient) })
  useLiveQueries('gateways', GATEWAYS)
  const has = (provider: string) => there.data?.some((u) => u.provider === provider) ?? false
  const platforms = there.data?.filter((u) => u.provider === 'voucher').map((u) => u.platform as 'meituan' | 'douyin') ?? []
  const owes = account.owed > 0 && may('billing.charge')
  const bills = account.bills.filter((b) => !b.voided && b.owed > 0)
  const name = (b: Account['bills'][number]) => `${b.day} ¥${yuan(b.owed)}`
  const receipts = account.receipts.filter((r) => !r.voided)
  const requests = list.data?.requests ?? []
  const live = requests.filter((r) => ['asked', 'sent', 'unknown'].includes(r.state))
  const recent = requests.filter((r) => !['asked', 'sent', 'unknown'].includes(r.state)).slice(0, 3)
  const undoable = requests.filter((r) => r.kind === 'insurance_settle' && r.state === 'done' && !requests.some((u) => u.kind === 'insurance_undo' && u.subject === r.id && u.state !== 'refused' && u.state !== 'closed'))
  const shut = () => setShown('')
  const none = !owes && requests.length === 0 && (list.data?.proposals.length ?? 0) === 0 && receipts.length === 0
  if (none || !there.data?.length) return requests.length ? <div className="gw-list">{[...live, ...recent].map((r) => <RequestCard key={r.id} asked={r} qr />)}</div> : null
  return (
    <section className="gw-panel" aria-label={t('gateways.title')}>
      <div className="row">
        {owes && has('wechatpay') && <Button onClick={() => setShown('pay')}>{t('billing.online')}</Button>}
        {owes && has('insurance') && bills.length > 0 && <Button onClick={() => setShown('insurance')}>{t('billing.insurance')}</Button>}
        {owes && has('voucher') && <Button onClick={() => setShown('voucher')}>{t('billing.voucher')}</Button>}
        {may('billing.charge') && has('invoice') && receipts.length > 0 && <Button onClick={() => setShown('invoice')}>{t('billing.invoice')}</Button>}
        {may('billing.refund') && undoable.map((r) => <Button key={r.id} disabled={busy} onClick={() => void attempt(async () => { await run(() => undoInsurance(r.id, 'charged_wrongly')) })}>{t('billing.insurance.undo')} ¥{yuan(r.amount)}</Button>)}
        {may('billing.refund') && list.data?.proposals.map((p) => <Button key={p.invoice_id} disabled={busy} onClick={() => void attempt(async () => { await run(() => red(p.invoice_id, p.amount, 'other')) })}>{t('billing.red.propose', { amount: `¥${yuan(p.amount)}` })}{t('app.colon')}{t('billing.red.ask')}</Button>)}
      </div>
      {fault && <Fault error={fault} />}
      <div className="gw-list">{[...live, ...recent].map((r) => <RequestCard key={r.id} asked={r} qr />)}</div>
      <FormDrawer<{ amount: number }> open={shown === 'pay'} title={t('billing.online')} save={t('billing.online.ask')} onClose={shut} initial={{ amount: account.owed }}
        onSave={async (v) => { await run(() => askPayment({ clinic_id: clinic, patient_id: patient, owed: account.owed, amount: v.amount })); shut() }}>
        <Form.Item name="amount" label={t('billing.online.amount')} rules={[{ required: true, message: t('form.required') }]}><MoneyInput /></Form.Item>
      </FormDrawer>
      <FormDrawer<{ bill: string; card: string }> open={shown === 'insurance'} title={t('billing.insurance')} save={t('billing.insurance.ask')} onClose={shut} initial={bills[0] ? { bill: bills[0].id } : {}}
        onSave={async (v) => { await run(() => askInsurance({ clinic_id: clinic, patient_id: patient, bill_id: v.bill, card: v.card })); shut() }}>
        <Form.Item name="bill" label={t('billing.bills')}><Select options={bills.map((b) => ({ value: b.id, label: name(b) }))} /></Form.Item>
        <Form.Item name="card" label={t('billing.insurance.card')} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={40} autoComplete="off" /></Form.Item>
      </FormDrawer>
      <FormDrawer<{ platform: 'meituan' | 'douyin'; code: string }> open={shown === 'voucher'} title={t('billing.voucher')} save={t('billing.voucher.redeem')} onClose={shut} initial={platforms[0] ? { platform: platforms[0] } : {}}
        onSave={async (v) => { await run(() => redeem({ clinic_id: clinic, patient_id: patient, bill_ids: bills.map((b) => b.id), platform: v.platform, code: v.code.replace(/\s/g, '') })); shut() }}>
        <Form.Item name="platform" label={t('gateways.account.platform')}><Select options={platforms.map((p) => ({ value: p, label: t(`gateways.platform.${p}`) }))} /></Form.Item>
        <Form.Item name="code" label={t('billing.voucher.code')} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={40} autoFocus autoComplete="off" /></Form.Item>
      </FormDrawer>
      <FormDrawer<{ receipt: string; buyer: string; tax_no?: string }> open={shown === 'invoice'} title={t('billing.invoice')} save={t('billing.invoice.ask')} onClose={shut} initial={receipts[0] ? { receipt: receipts[0].id } : {}}
        onSave={async (v) => { await run(() => invoice(v.receipt, { buyer: v.buyer, ...(v.tax_no ? { tax_no: v.tax_no } : {}) })); shut() }}>
        <Form.Item name="receipt" label={t('billing.receipt')}><Select options={receipts.map((r) => ({ value: r.id, label: `${r.number} ¥${yuan(r.total)}` }))} /></Form.Item>
        <Form.Item name="buyer" label={t('billing.invoice.buyer')} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={80} /></Form.Item>
        <Form.Item name="tax_no" label={t('billing.invoice.tax_no')}><Input maxLength={20} /></Form.Item>
      </FormDrawer>
    </section>
  )
}
