import { Checkbox, Form } from 'antd'
import { useTranslation } from 'react-i18next'
import { yuan } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { FormDrawer } from '../../ui/FormDrawer'
import { Money } from '../../ui/Money'
import { useRun } from '../../ui/run'
import { MoneyInput } from '../catalog/MoneyInput'
import { PayerField } from './PayerField'
import { PickLines } from './PickLines'
import { handOut, keepAfter, printsAfter } from './SlipButton'
import { TendersInput } from './TendersInput'
import { owedOf } from './desk'
import { change, given as tendered, shortOf, type TypedTender } from './payment'
import { BILLING, pay, type Account } from './queries'

interface Values {
  lines?: string[]
  use_prepaid?: number
  use_stored?: number
  tenders?: TypedTender[]
  given?: number
  keep_rest?: boolean
  payer_id?: string
  print?: boolean
}

/** Takes what is owed: from what stands, and by one or several means. */
export function PayDrawer({ open, patient, account, onClose }: { open: boolean; patient: string; account: Account; onClose: () => void }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const run = useRun(BILLING)
  const [form] = Form.useForm<Values>()
  const now = Form.useWatch([], form) as Values | undefined
  const stored = account.principal + account.gift
  const owing = account.bills.flatMap((b) => b.lines.filter((l) => l.owed > 0))
  const all = owing.map((l) => l.id)
  // Bills beyond those that an account shows can only be paid all together.
  const whole = owedOf(owing, all) !== account.owed
  const picked = now?.lines ?? all
  const owed = whole ? account.owed : owedOf(owing, picked)
  const usual = account.agreements.find((a) => a.id === owing[0]?.agreement_id)?.payer_id
  const prepaid = Math.min(account.prepaid, account.owed)
  const left = account.owed - prepaid
  const short = shortOf(owed, now ?? {})
  const back = change(now ?? {})
  const pick = (lines: string[]) => {
    const due = owedOf(owing, lines)
    const first = Math.min(account.prepaid, due)
    form.setFieldsValue({ use_prepaid: first > 0 ? first : undefined, use_stored: undefined, tenders: due > first ? [{ means: now?.tenders?.[0]?.means ?? 'wechat', amount: due - first }] : [], given: undefined } as never)
  }
  const save = async ({ tenders, given, lines, print, ...v }: Values) => {
    const done = await run(() => pay({
      clinic_id: clinic, patient_id: patient, owed, ...(whole || !lines || lines.length === all.length ? {} : { line_ids: lines }), tenders: tendered(tenders), keep_rest: v.keep_rest ?? false,
      ...(v.use_prepaid ? { use_prepaid: v.use_prepaid } : {}), ...(v.use_stored ? { use_stored: v.use_stored } : {}), ...(given ? { given } : {}), ...(v.payer_id && tendered(tenders).length > 0 ? { payer_id: v.payer_id } : {}),
    }), (r) => ({ say: r.receipt ? t('billing.paid_with', { number: r.receipt.number, change: yuan(r.receipt.change) }) : t('billing.paid') }))
    onClose()
    keepAfter(print ?? false)
    if (print && done.receipt) await handOut('receipts', done.receipt.id)
  }
  return (
    <FormDrawer<Values> open={open} form={form} title={t('billing.pay')} save={t('billing.pay')} onSave={save} onClose={onClose}
      initial={{ lines: all, ...(prepaid > 0 ? { use_prepaid: prepaid } : {}), tenders: left > 0 ? [{ means: 'wechat', amount: left }] : [], keep_rest: false, print: printsAfter() }}>
      {!whole && owing.length > 1 && <Form.Item name="lines" label={t('billing.pick')}><PickLines bills={account.bills} onPick={pick} /></Form.Item>}
      <p className="bl-sum"><span>{t(owing.length > 1 && !whole ? 'billing.picked' : 'billing.owed')}</span><b><Money fen={owed} /></b></p>
      {account.prepaid > 0 && <Form.Item name="use_prepaid" label={t('billing.use_prepaid', { amount: yuan(account.prepaid) })}><MoneyInput /></Form.Item>}
      {stored > 0 && <Form.Item name="use_stored" label={t('billing.use_stored', { principal: yuan(account.principal), gift: yuan(account.gift) })}><MoneyInput /></Form.Item>}
      {now?.tenders && now.tenders.length > 0 && <PayerField payers={account.payers} {...(usual ? { initial: usual } : {})} />}
      <Form.Item name="tenders" label={t('billing.tender')}><TendersInput least={0} /></Form.Item>
      {now?.tenders?.some((x) => x?.means === 'cash') && <Form.Item name="given" label={t('billing.given')} style={{ marginTop: 12 }}><MoneyInput /></Form.Item>}
      {back > 0 && <p className="bl-sum"><span>{t('billing.change')}</span><b><Money fen={back} /></b></p>}
      <p className="bl-sum"><span>{short < 0 ? t('billing.too_much') : t('billing.short')}</span><b><Money fen={Math.abs(short)} /></b></p>
      {short < 0 && <Form.Item name="keep_rest" valuePropName="checked"><Checkbox>{t('billing.keep_rest')}</Checkbox></Form.Item>}
      <Form.Item name="print" valuePropName="checked"><Checkbox>{t('billing.paper.print_after')}</Checkbox></Form.Item>
    </FormDrawer>
  )
}
