import { Segmented } from 'antd'
import { needTexts } from '@archwire/i18n'
import { Suspense, lazy } from 'react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { answer } from '@archwire/api'
import { ageOn, civilDay } from '@archwire/domain'
import { api } from '../../app/api'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { Waiting } from '../../app/Waiting'
import { Empty } from '../../ui/Empty'
import { Fault } from '../../ui/Fault'
import { Page, Panel } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import { useToothWords } from '../../tooth/words'
import { OrderSteps } from './OrderSteps'
import { PagesOfRecords } from './PagesOfRecords'
import { useFilms, type Order } from './orderQueries'
import './chart.css'

const OrderImages = lazy(async () => { const [m] = await Promise.all([import('../imaging/OrderImages'), needTexts('imaging')]); return m })

/** What the imaging room of the clinic still has to do: the most pressing first, of those who wait the first to come. */
export default function RoomPage() {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const when = useWhen()
  const [at, setAt] = useSearchParams()
  const all = at.get('show') === 'all'
  const key = ['charting', 'orders', 'room', clinic]
  const list = useQuery({ queryKey: key, enabled: clinic !== '', queryFn: async () => (await answer(api.GET('/api/v1/charting/orders', { params: { query: { clinic_id: clinic } } }))).items })
  useLiveQueries('orders', key)
  const shown = (list.data ?? []).filter((o) => all || civilDay(o.ordered_at, when.zone) === when.today())
  const of = (state: Order['state']) => shown.filter((o) => o.state === state)
  const earlier = (list.data ?? []).length - shown.length
  return (
    <Page title={t('record.room')} lead={t('record.room_lead')} actions={<Segmented<string> value={all ? 'all' : 'today'} onChange={(v) => setAt(v === 'all' ? { show: 'all' } : {}, { replace: true })} aria-label={t('record.room_days')} options={[{ value: 'today', label: t('record.room_today') }, { value: 'all', label: earlier > 0 ? t('record.room_all_more', { n: earlier }) : t('record.room_all') }]} />}>
      <PagesOfRecords />
      {list.isPending && <Waiting />}
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && (
        <div className="rc-room">
          <Panel title={t('record.room_to_take', { n: of('ordered').length })}>{of('ordered').length === 0 ? <Empty text={t('record.room_none')} /> : <Orders list={of('ordered')} clinic={clinic} />}</Panel>
          <Panel title={t('record.room_taken', { n: of('taken').length })}>{of('taken').length === 0 ? <Empty text={t('record.room_none_taken')} /> : <Orders list={of('taken')} clinic={clinic} />}</Panel>
        </div>
      )}
    </Page>
  )
}

function Orders({ list, clinic }: { list: readonly Order[]; clinic: string }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const when = useWhen()
  const words = useToothWords('fdi')
  const films = useFilms(clinic)
  const name = (id: string) => films.find((f) => f.value === id)?.label ?? ''
  return (
    <ol className="rc-orders">
      {list.map((o) => {
        const age = ageOn(o.birth_day, when.today())
        return (
          <li key={o.id}>
            <p className="row"><Link to={`/patients/${o.patient_id}/orders`}><b>{o.patient_name}</b></Link> <span>{[age >= 0 ? t('record.years', { n: age }) : '', t(`record.sex.${o.sex || 'unknown'}`), o.record_no].filter(Boolean).join(' · ')}</span>
              {o.urgency !== 'routine' && <StatusTag tone={o.urgency === 'urgent' ? 'bad' : 'warn'}>{t(`charting.urgency.${o.urgency}`)}</StatusTag>}</p>
            {o.alerts.length > 0 && <p className="rc-alerts">⚠ {o.alerts.join(' · ')}</p>}
            <p className="rc-films">{o.items.map(name).filter(Boolean).join(t('teeth.and'))} {o.site && <b>{words.site(o.site)}</b>}</p>
            <p>{o.question}</p>
            {o.pregnancy !== '' && (o.pregnancy === 'no' ? <p className="hint">{t('record.room_not_pregnant')}</p> : <p className="ch-why">{t('teeth.order.pregnant', { answer: t(`charting.pregnancy.${o.pregnancy}`), why: o.reason })}</p>)}
            <p className="hint">{o.ordered_by} {when.full(o.ordered_at)}{o.taken_at > 0 && ` · ${t('charting.order_state.taken')} ${o.taken_by} ${when.clock(o.taken_at)}`}</p>
            <div className="rc-order-do">{may('imaging.view') && <Suspense><OrderImages order={o} primary /></Suspense>}{may('charting.image') && <OrderSteps order={o} />}</div>
          </li>
        )
      })}
    </ol>
  )
}
