import { Button, Input, Space } from 'antd'
import { Suspense, lazy, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { needTexts } from '@archwire/i18n'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { Waiting } from '../../app/Waiting'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Panel } from '../../ui/Page'
import { StatusTag, type Tone } from '../../ui/StatusTag'
import { useAttempt } from '../../ui/attempt'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { useToothWords } from '../../tooth/words'
import { OrderDrawer } from './OrderDrawer'
import { moveOrder, ordersKey, useFilms, useOrders, type Order, type OrderStep } from './orderQueries'
import './chart.css'

const OrderImages = lazy(async () => { const [m] = await Promise.all([import('../imaging/OrderImages'), needTexts('imaging')]); return m })

const TONES: Record<Order['state'], Tone> = { ordered: 'now', taken: 'now', reported: 'good', cancelled: 'plain' }

/** The imaging orders of a patient: what was asked, what was found. */
export default function OrdersTab({ patient }: { patient: string }) {
  const { t } = useTranslation()
  const { may, clinic } = useDesk()
  const when = useWhen()
  const words = useToothWords('fdi')
  const orders = useOrders(patient)
  useLiveQueries('orders', ordersKey(patient))
  const films = useFilms(clinic)
  const [open, setOpen] = useState(false)
  if (orders.isPending) return <Waiting />
  if (!orders.data) return <Fault error={orders.error} onRetry={() => void orders.refetch()} />
  const name = (id: string) => films.find((f) => f.value === id)?.label ?? ''
  return (
    <Panel title={t('charting.tab.orders')} actions={may('charting.write') && <Button type="primary" onClick={() => setOpen(true)}>{t('teeth.order.new')}</Button>}>
      <DataTable<Order> rows={orders.data} rowKey="id" empty={t('teeth.order.none')} columns={[
        { title: t('teeth.order.at'), width: 150, render: (_, o) => <>{when.full(o.ordered_at)}<br /><small>{o.ordered_by}</small></> },
        { title: t('teeth.order.items'), width: 180, render: (_, o) => [o.items.map(name).filter(Boolean).join(t('teeth.and')), o.site && words.site(o.site)].filter(Boolean).join(t('app.colon')) },
        { title: t('teeth.order.question'), render: (_, o) => <>{o.question}{o.pregnancy && o.pregnancy !== 'no' && <small className="ch-why">{t('teeth.order.pregnant', { answer: t(`charting.pregnancy.${o.pregnancy}`), why: o.state === 'cancelled' ? '' : o.reason })}</small>}</> },
        { title: t('teeth.order.report'), render: (_, o) => (o.state === 'cancelled' ? <small>{o.reason}</small> : <>{o.report}{o.reported_at > 0 && <small> {o.reported_by}</small>}</>) },
        { title: t('teeth.state'), width: 90, render: (_, o) => <StatusTag tone={TONES[o.state]}>{t(`charting.order_state.${o.state}`)}</StatusTag> },
        { title: t('teeth.order.step'), width: 240, render: (_, o) => <Space orientation="vertical" size={6}>{may('imaging.view') && o.state !== 'cancelled' && <Suspense><OrderImages order={o} /></Suspense>}{may('charting.image') && <Steps order={o} />}</Space> },
      ]} />
      <OrderDrawer open={open} patient={patient} films={films.filter((f) => f.offered)} onClose={() => setOpen(false)} />
    </Panel>
  )
}

/** What can be done next; the report and the reason of a cancellation are written here. */
function Steps({ order: o }: { order: Order }) {
  const { t } = useTranslation()
  const run = useRun(ordersKey(o.patient_id))
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
