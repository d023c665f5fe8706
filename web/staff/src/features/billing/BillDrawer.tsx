import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { AutoComplete, Checkbox, Form, Input, InputNumber, Select } from 'antd'
import { useDeferredValue } from 'react'
import { useTranslation } from 'react-i18next'
import { yuan } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { Fault } from '../../ui/Fault'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { items, keys as catalog } from '../catalog/queries'
import { useItemWords } from '../catalog/words'
import { MoneyInput } from '../catalog/MoneyInput'
import { useOfPatient } from '../content/queries'
import { LinesInput } from './LinesInput'
import { QuotedLines } from './QuotedLines'
import { billOf, shown, type TypedBill, type TypedLine } from './desk'
import { askBill, deskKeys, quote } from './deskQueries'
import { BILLING, charge } from './queries'

interface Values extends TypedBill {
  why?: string
}

/** A bill made at the desk, at the prices of the day; beyond one's limit it is asked for. */
export function BillDrawer({ open, patient, onClose }: { open: boolean; patient: string; onClose: () => void }) {
  const { t } = useTranslation()
  const { clinic, may } = useDesk()
  const words = useItemWords()
  const run = useRun(BILLING, ['tasks'], ['approvals'])
  const [form] = Form.useForm<Values>()
  const now = Form.useWatch([], form) as Values | undefined
  const list = useQuery({ queryKey: catalog.items(clinic, false), queryFn: () => items(clinic, false), enabled: open })
  const options = (list.data ?? []).filter((i) => i.has_price).map((i) => ({ value: i.id, label: `${i.code} ${words.name(i)} ¥${yuan(i.amount)}`, insured: i.insured }))
  const theirs = useOfPatient(patient, open && may('content.view'))
  const coupons = (theirs.data?.at_desk ?? []).map((c) => ({ value: c.code, label: t('billing.code_of', { name: c.name_zh, day: c.last_day }) }))
  const asked = useDeferredValue(billOf(now, clinic, patient))
  const priced = useQuery({ queryKey: deskKeys.quote(asked!), queryFn: () => quote(asked!), enabled: open && asked !== null, placeholderData: keepPreviousData, retry: false, staleTime: 30_000 })
  const q = asked && !priced.isError ? priced.data : undefined
  const save = async ({ why, ...v }: Values) => {
    const bill = billOf(v, clinic, patient)!
    if (q?.waits) await run(() => askBill(bill, why ?? ''), () => ({ say: t('billing.asked_now') }))
    else await run(() => charge(bill), (b) => ({ say: t('billing.charged', { amount: yuan(b.owed) }) }))
    onClose()
  }
  const some = (_: unknown, lines?: TypedLine[]) => (lines?.some((l) => l.item_id) ? Promise.resolve() : Promise.reject(new Error(t('form.required'))))
  return (
    <FormDrawer<Values> open={open} form={form} title={t('billing.new_bill')} width={640} save={t(q?.waits ? 'billing.ask' : 'billing.new_bill')} onSave={save} onClose={onClose} initial={{ lines: [{ quantity: 1 }], member: false, round: false }}>
      <Form.Item name="lines" rules={[{ validator: some }]}><LinesInput options={options} loading={list.isPending} /></Form.Item>
      <div className="bl-offers">
        <Form.Item name="member" valuePropName="checked" noStyle><Checkbox>{t('billing.member')}</Checkbox></Form.Item>
        <Form.Item name="round" valuePropName="checked" noStyle><Checkbox>{t('billing.round')}</Checkbox></Form.Item>
        <Form.Item name="code" label={t('billing.code')} tooltip={t('billing.code_help')}><AutoComplete allowClear options={coupons} maxLength={20} placeholder={coupons.length > 0 ? t('billing.code_n', { n: coupons.length }) : ''} /></Form.Item>
        <Form.Item name="coupon" label={t('billing.coupon')}><MoneyInput /></Form.Item>
        <Form.Item name="order_kind" label={t('billing.order')}>
          <Select allowClear options={(['rate', 'off', 'to'] as const).map((k) => ({ value: k, label: t(`billing.order.${k}`) }))} />
        </Form.Item>
        {now?.order_kind === 'rate' && <Form.Item name="order_percent" label={t('billing.order_percent')}><InputNumber min={0} max={100} precision={2} suffix="%" style={{ width: '100%' }} /></Form.Item>}
        {(now?.order_kind === 'off' || now?.order_kind === 'to') && <Form.Item name="order_amount" label={t('billing.amount')}><MoneyInput /></Form.Item>}
      </div>
      {asked && priced.isError && <Fault error={priced.error} />}
      {q && <QuotedLines lines={q.lines} list={q.list} net={q.net} />}
      <p className="hint">{t('billing.price_help')}</p>
      {q?.waits && (
        <>
          <p className="bl-bad" role="status">{t('billing.over_limit', { share: shown(q.share), limit: shown(q.limit) })}</p>
          <Form.Item name="why" label={t('billing.why')} rules={[{ required: true, whitespace: true, message: t('form.required') }]}><Input maxLength={200} autoComplete="off" /></Form.Item>
        </>
      )}
    </FormDrawer>
  )
}
