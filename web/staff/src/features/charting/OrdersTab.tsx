import { Button, Space } from 'antd'
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
import { useWhen } from '../../ui/when'
import { useToothWords } from '../../tooth/words'
import { OrderDrawer } from './OrderDrawer'
import { OrderSteps } from './OrderSteps'
import { ordersKey, useFilms, useOrders, type Order } from './orderQueries'
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
        { title: t('teeth.state'), width: 90, render: (_, o) => <><StatusTag tone={TONES[o.state]}>{t(`charting.order_state.${o.state}`)}</StatusTag>{o.urgency !== 'routine' && o.state === 'ordered' && <> <StatusTag tone={o.urgency === 'urgent' ? 'bad' : 'warn'}>{t(`charting.urgency.${o.urgency}`)}</StatusTag></>}</> },
        { title: t('teeth.order.step'), width: 240, render: (_, o) => <Space orientation="vertical" size={6}>{may('imaging.view') && o.state !== 'cancelled' && <Suspense><OrderImages order={o} /></Suspense>}{may('charting.image') && <OrderSteps order={o} />}</Space> },
      ]} />
      <OrderDrawer open={open} patient={patient} films={films.filter((f) => f.offered)} onClose={() => setOpen(false)} />
    </Panel>
  )
}
