import { useQuery } from '@tanstack/react-query'
import { Checkbox, Form, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { yuan } from '@archwire/domain'
import { Fault } from '../../ui/Fault'
import { FormDrawer } from '../../ui/FormDrawer'
import { Money } from '../../ui/Money'
import { useRun } from '../../ui/run'
import { deskKeys, takeBack, wayBack } from './deskQueries'
import { BILLING, type Line } from './queries'

const REASONS = ['patient_wish', 'not_done', 'charged_wrongly', 'treatment_changed', 'moved_away', 'complaint', 'other']

interface Values {
  quantity: number
  keep: boolean
  reason: string
}

/** Takes so many of a line back; where the money goes stands there before. */
export function TakeBackDrawer({ line, name, onClose }: { line: Line | null; name: string; onClose: () => void }) {
  const { t } = useTranslation()
  const run = useRun(BILLING)
  const [form] = Form.useForm<Values>()
  const now = Form.useWatch([], form) as Values | undefined
  const left = line ? line.quantity - line.credited_quantity : 0
  const quantity = now?.quantity ?? left
  const keep = now?.keep ?? false
  const way = useQuery({ queryKey: deskKeys.wayBack(line?.id ?? '', quantity, keep), queryFn: () => wayBack(line!.id, quantity, keep), enabled: line !== null && quantity >= 1, retry: false })
  const save = async (v: Values) => {
    if (!line) return
    await run(() => takeBack(line.id, v), (r) => ({ say: t('billing.taken_back', { amount: yuan(r.credited) }) }))
    onClose()
  }
  return (
    <FormDrawer<Values> open={line !== null} form={form} title={`${t('billing.take_back')} ${name}`} save={t('billing.take_back')} onSave={save} onClose={onClose} initial={{ quantity: left, keep: false }}>
      <Form.Item name="quantity" label={t('billing.take_back_quantity', { left })} rules={[{ required: true, message: t('form.required') }]}><InputNumber min={1} max={left} precision={0} style={{ width: '100%' }} /></Form.Item>
      <Form.Item name="keep" valuePropName="checked"><Checkbox>{t('billing.take_back_keep')}</Checkbox></Form.Item>
      {way.isError && <Fault error={way.error} />}
      {way.data && (
        <dl className="bl-stairs" aria-live="polite">
          <div><dt>{t('billing.take_back_credited')}</dt><dd><Money fen={way.data.credited} /></dd></div>
          {way.data.unpaid > 0 && <div><dt>{t('billing.take_back_unpaid')}</dt><dd><Money fen={way.data.unpaid} /></dd></div>}
          {way.data.ways.map((w, i) => (
            <div key={i} className={w.over ? 'net' : ''}><dt>{w.over ? t('billing.take_back_over', { means: t(`billing.means.${w.means}`) }) : t('billing.take_back_stands', { pot: t(`billing.pot.${w.pot}`) })}</dt><dd><Money fen={w.amount} /></dd></div>
          ))}
          {way.data.ways.length === 0 && <div><dt>{t('billing.take_back_nothing')}</dt><dd /></div>}
        </dl>
      )}
      <Form.Item name="reason" label={t('billing.reason')} rules={[{ required: true, message: t('form.required') }]}>
        <Select options={REASONS.map((r) => ({ value: r, label: t(`billing.refund_reason.${r}`) }))} />
      </Form.Item>
    </FormDrawer>
  )
}
