import { Button, Input, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Fault } from '../../ui/Fault'
import { useAttempt } from '../../ui/attempt'
import { useRun } from '../../ui/run'
import { moveOrder, type Order, type OrderStep } from './orderQueries'

/** What can be done next; the report and the reason of a cancellation are written here. */
export function OrderSteps({ order: o }: { order: Order }) {
  const { t } = useTranslation()
  const run = useRun(['charting', 'orders'])
  const { busy, fault, attempt } = useAttempt()
  const [asks, setAsks] = useState<OrderStep | ''>('')
  const [text, setText] = useState('')
  if (o.state === 'reported' || o.state === 'cancelled') return null
  const step = (s: OrderStep) => void attempt(async () => {
    await run(() => moveOrder(o, s, text.trim()), (after) => ({ say: t(`charting.order_state.${after.state}`) }))
    setAsks('')
    setText('')
  })
  return (
    <div className="ch-step">
      {asks === '' ? (
        <Space size={6}>
          {o.state === 'ordered' ? <Button size="small" loading={busy} onClick={() => step('take')}>{t('teeth.order.take')}</Button> : <Button size="small" onClick={() => setAsks('report')}>{t('teeth.order.write_report')}</Button>}
          <Button size="small" type="text" onClick={() => setAsks('cancel')}>{t('teeth.order.cancel')}</Button>
        </Space>
      ) : (
        <>
          <Input.TextArea autoFocus autoSize value={text} maxLength={asks === 'report' ? 4000 : 400} onChange={(e) => setText(e.target.value)} aria-label={t(`teeth.order.${asks}_text`)} placeholder={t(`teeth.order.${asks}_text`)} />
          <Space size={6}><Button size="small" type="primary" loading={busy} disabled={!text.trim()} onClick={() => step(asks)}>{t('form.save')}</Button><Button size="small" onClick={() => setAsks('')}>{t('form.cancel')}</Button></Space>
        </>
      )}
      {fault && <Fault error={fault} />}
    </div>
  )
}
