import { Button, Checkbox, DatePicker, Form, Input, InputNumber, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { dayStart } from '@archwire/domain'
import { useDesk } from '../../../app/desk'
import { DataTable } from '../../../ui/DataTable'
import { Fault } from '../../../ui/Fault'
import { FormDrawer } from '../../../ui/FormDrawer'
import { Panel } from '../../../ui/Page'
import { StatusTag } from '../../../ui/StatusTag'
import { useAttempt } from '../../../ui/attempt'
import { useRun } from '../../../ui/run'
import { useWhen } from '../../../ui/when'
import { keys } from '../queries'
import { useInsist } from './insist'
import { blockPlace, changePlace, makePlace, unblockPlace, useBlocks, usePlaces, type Block, type Clock, type Place, type PlaceFields } from './queries'
import { SpansInput } from './SpansInput'
import { shortSpans } from './spans'

const KINDS = ['C', 'K', 'X', 'Y', 'desk', 'online'] as const
const WEEK = [1, 2, 3, 4, 5, 6, 0] as const
const DAY = 86_400_000

/** Chairs, rooms and counters in the order of the board, and when they cannot be used. */
export default function PlacesTab() {
  const { t } = useTranslation()
  const { clinic, may } = useDesk()
  const when = useWhen()
  const places = usePlaces(clinic)
  const start = dayStart(when.today(), when.zone)
  const blocks = useBlocks(clinic, start, start + 180 * DAY)
  const run = useRun(keys.roster(clinic), keys.boards(clinic))
  const { busy, fault, attempt } = useAttempt()
  const [open, setOpen] = useState<Place | 'new' | null>(null)
  const [blocking, setBlocking] = useState(false)
  const edit = may('visits.places')
  const name = (id: string) => places.data?.find((p) => p.id === id)?.name ?? ''
  const free = (b: Block) => void attempt(async () => {
    await run(() => unblockPlace(b.id), () => ({ say: t('roster.unblocked', { place: name(b.place_id) }), back: () => blockPlace({ place_id: b.place_id, starts_at: b.starts_at, ends_at: b.ends_at, reason: b.reason }) }))
  })
  return (
    <>
      {edit && <div className="rs-bar"><Button type="primary" onClick={() => setOpen('new')}>{t('roster.place_add')}</Button><Button onClick={() => setBlocking(true)}>{t('roster.block_add')}</Button></div>}
      {fault && <Fault error={fault} />}
      {places.isError && <Fault error={places.error} onRetry={() => void places.refetch()} />}
      <DataTable<Place> rows={places.data} rowKey="id" loading={places.isPending} {...(edit ? { onOpen: setOpen } : {})} columns={[
        { title: t('roster.place_name'), render: (_, p) => <b>{p.name}</b> },
        { title: t('roster.place_kind'), render: (_, p) => t(`visits.place.${p.kind}`) },
        { title: t('roster.area'), render: (_, p) => t(`roster.area.${p.area || 'both'}`) },
        { title: t('roster.tags'), render: (_, p) => p.tags.map((x) => <StatusTag key={x} tone="plain">{x}</StatusTag>) },
        { title: t('roster.hours'), render: (_, p) => (p.own_hours ? p.hours.map((h) => `${t(`day.${h.weekday}`)} ${shortSpans(h.open)}`).join(' · ') : t('roster.clinic_hours')) },
        { title: t('roster.state'), render: (_, p) => <StatusTag tone={p.active ? 'good' : 'plain'}>{p.active ? t('roster.in_use') : t('roster.out_of_use')}</StatusTag> },
      ]} />
      <Panel title={t('roster.blocks')}>
        <DataTable<Block> rows={blocks.data} rowKey="id" empty={t('roster.no_blocks')} columns={[
          { title: t('roster.place_name'), render: (_, b) => name(b.place_id) },
          { title: t('roster.duty_time'), render: (_, b) => `${when.full(b.starts_at)} – ${when.full(b.ends_at)}` },
          { title: t('roster.reason'), dataIndex: 'reason' },
          { title: '', align: 'right', render: (_, b) => edit && <Button size="small" loading={busy} onClick={() => free(b)}>{t('roster.unblock')}</Button> },
        ]} />
      </Panel>
      {open && <PlaceDrawer place={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
      {blocking && <BlockDrawer places={places.data ?? []} onClose={() => setBlocking(false)} />}
    </>
  )
}

interface Values extends Omit<PlaceFields, 'hours'> {
  hours: Record<string, Clock[]>
  position: number | null
  active: boolean
}

function PlaceDrawer({ place, onClose }: { place: Place | null; onClose: () => void }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const run = useRun(keys.roster(clinic), keys.boards(clinic))
  const { insist, asking } = useInsist()
  const save = async (v: Values) => {
    const hours = WEEK.flatMap((w) => { const open = v.hours?.[String(w)] ?? []; return open.length > 0 ? [{ weekday: w, open }] : [] })
    const body = { name: v.name, kind: v.kind, area: v.area, tags: v.tags, own_hours: v.own_hours, hours: v.own_hours ? hours : [] }
    await run<unknown>(() => (place ? insist((c) => changePlace(place, { ...body, active: v.active, ...(v.position === null ? {} : { position: v.position }) }, c)) : makePlace(clinic, body)), () => ({ say: t('roster.place_saved', { place: v.name }) }))
    onClose()
  }
  const hours = Object.fromEntries(WEEK.map((w) => [String(w), place?.hours.find((h) => h.weekday === w)?.open ?? [{ from: '09:00', to: '18:00' }]]))
  return (
    <FormDrawer<Values> open title={place ? place.name : t('roster.place_add')} onSave={save} onClose={onClose}
      initial={place ? { ...place, area: place.area as PlaceFields['area'], hours } : { kind: 'C', area: '', tags: [], own_hours: false, active: true, position: null, hours }}>
      <Form.Item name="name" label={t('roster.place_name')} rules={[{ required: true, message: t('form.required') }]}><Input autoFocus maxLength={30} /></Form.Item>
      <div className="rs-two">
        <Form.Item name="kind" label={t('roster.place_kind')}><Select options={KINDS.map((k) => ({ value: k, label: t(`visits.place.${k}`) }))} /></Form.Item>
        <Form.Item name="area" label={t('roster.area')}><Select options={(['', 'ortho', 'general'] as const).map((a) => ({ value: a, label: t(`roster.area.${a || 'both'}`) }))} /></Form.Item>
      </div>
      <Form.Item name="tags" label={t('roster.tags')}><Select mode="tags" maxCount={12} open={false} /></Form.Item>
      <Form.Item name="own_hours" valuePropName="checked"><Checkbox>{t('roster.own_hours')}</Checkbox></Form.Item>
      <Form.Item noStyle dependencies={['own_hours']}>
        {({ getFieldValue }) => getFieldValue('own_hours') && WEEK.map((w) => <Form.Item key={w} name={['hours', String(w)]} label={t(`day.${w}`)}><SpansInput /></Form.Item>)}
      </Form.Item>
      {place && (
        <div className="rs-two">
          <Form.Item name="position" label={t('roster.position')}><InputNumber min={0} max={1000} /></Form.Item>
          <Form.Item name="active" label={t('roster.state')} valuePropName="checked"><Checkbox>{t('roster.in_use')}</Checkbox></Form.Item>
        </div>
      )}
      {asking}
    </FormDrawer>
  )
}

interface BlockValues {
  place_id: string
  time: [Dayjs, Dayjs]
  reason: string
}

function BlockDrawer({ places, onClose }: { places: Place[]; onClose: () => void }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const when = useWhen()
  const run = useRun(keys.roster(clinic), keys.boards(clinic))
  const instant = (d: Dayjs) => dayStart(d.format('YYYY-MM-DD'), when.zone) + (d.hour() * 60 + d.minute()) * 60_000
  const save = async (v: BlockValues) => {
    await run(() => blockPlace({ place_id: v.place_id, starts_at: instant(v.time[0]), ends_at: instant(v.time[1]), reason: v.reason }), (b) => ({ say: t('roster.blocked'), back: () => unblockPlace(b.id) }))
    onClose()
  }
  const morning = dayjs(`${when.today()}T09:00`).add(1, 'day')
  return (
    <FormDrawer<BlockValues> open title={t('roster.block_add')} initial={{ time: [morning, morning.add(9, 'hour')] }} onSave={save} onClose={onClose}>
      <Form.Item name="place_id" label={t('roster.place_name')} rules={[{ required: true, message: t('form.required') }]}><Select autoFocus options={places.filter((p) => p.active && p.kind !== 'desk' && p.kind !== 'online').map((p) => ({ value: p.id, label: p.name }))} /></Form.Item>
      <Form.Item name="time" label={t('roster.duty_time')} rules={[{ required: true, message: t('form.required') }]}><DatePicker.RangePicker showTime={{ format: 'HH:mm', minuteStep: 5 }} format="YYYY-MM-DD HH:mm" style={{ width: '100%' }} /></Form.Item>
      <Form.Item name="reason" label={t('roster.reason')} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={100} /></Form.Item>
    </FormDrawer>
  )
}
