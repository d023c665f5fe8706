import { Button, Form } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { yuan } from '@archwire/domain'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { MoneyInput } from '../catalog/MoneyInput'
import { InstalmentsInput } from './InstalmentsInput'
import { PRESETS, agreed, complete, preset, type TypedInstalment } from './schedule'
import { BILLING, agreeSchedule, type Agreement } from './queries'

const DEPOSIT = 100000

/** Agrees when a contract is paid, with the patient beside: by a preset or line by line. */
export function ScheduleDrawer({ open, agreement: a, today, onClose }: { open: boolean; agreement: Agreement; today: string; onClose: () => void }) {
  const { t } = useTranslation()
  const run = useRun(BILLING)
  const [form] = Form.useForm<{ list: TypedInstalment[] }>()
  const [deposit, setDeposit] = useState<number | undefined>(a.instalments[0]?.milestone === 'deposit' ? a.instalments[0].amount : DEPOSIT)
  const start = a.instalments.length > 0
    ? a.instalments.map((p): TypedInstalment => ({ milestone: p.milestone as TypedInstalment['milestone'], due_day: p.milestone ? '' : p.due_day, amount: p.amount }))
    : preset('stages', a.amount, DEPOSIT, today)
  const fits = (_: unknown, list?: TypedInstalment[]) => (complete(list ?? [], a.amount) ? Promise.resolve() : Promise.reject(new Error(t('billing.schedule_fill'))))
  const save = async ({ list }: { list: TypedInstalment[] }) => {
    await run(() => agreeSchedule(a, agreed(list)), () => ({ say: t('billing.schedule_agreed') }))
    onClose()
  }
  return (
    <FormDrawer<{ list: TypedInstalment[] }> open={open} form={form} width={560} title={`${t(a.schedule > 0 ? 'billing.agree_anew' : 'billing.agree_schedule')} · ¥${yuan(a.amount)}`} save={t('billing.agree_schedule')} onSave={save} onClose={onClose} initial={{ list: start }}>
      <Form.Item label={t('billing.deposit')} htmlFor="deposit"><span className="bl-amount"><MoneyInput id="deposit" {...(deposit === undefined ? {} : { value: deposit })} onChange={setDeposit} /></span></Form.Item>
      <div className="bl-presets" role="group" aria-label={t('billing.preset')}>
        {PRESETS.map((p) => <Button key={p} size="small" onClick={() => { form.setFieldValue('list', preset(p, a.amount, deposit ?? 0, today)); void form.validateFields(['list']).catch(() => undefined) }}>{t(`billing.preset.${p}`)}</Button>)}
      </div>
      <Form.Item name="list" rules={[{ validator: fits }]}><InstalmentsInput amount={a.amount} /></Form.Item>
    </FormDrawer>
  )
}
