import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Drawer, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { Waiting } from '../../app/Waiting'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { FormDrawer } from '../../ui/FormDrawer'
import { Money } from '../../ui/Money'
import { Facts, Panel } from '../../ui/Page'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { ItemFields } from './ItemFields'
import { MoneyInput } from './MoneyInput'
import { CATALOG, changeItem, history, keys, setPrice, type Item, type ItemChange, type Price, type PriceIn } from './queries'
import { useItemWords } from './words'
import { DayInput } from '../../ui/DayInput'

/** One item: what it is, what it costs, what it cost before. */
export function ItemDrawer({ id, scope, onClose }: { id: string; scope: string; onClose: () => void }) {
  const { t } = useTranslation()
  const words = useItemWords()
  const one = useQuery({ queryKey: keys.item(id), queryFn: () => history(id), enabled: id !== '' })
  const item = one.data?.item
  return (
    <Drawer open={id !== ''} size={720} onClose={onClose} destroyOnHidden title={item ? `${item.code} ${words.name(item)}` : t('app.loading')}>
      {one.isPending && id !== '' && <Waiting />}
      {one.isError && <Fault error={one.error} />}
      {one.data && <Content item={one.data.item} prices={one.data.prices} scope={scope} onStale={() => one.refetch()} />}
    </Drawer>
  )
}

function Content({ item, prices, scope, onStale }: { item: Item; prices: Price[]; scope: string; onStale: () => unknown }) {
  const { t } = useTranslation()
  const { mayInGroup, mayAnywhere } = useDesk()
  const words = useItemWords()
  const run = useRun(CATALOG)
  const [side, setSide] = useState<'' | 'price' | 'edit'>('')
  const turn = () => void run(() => changeItem(item, { active: !item.active }), (v) => ({ say: item.active ? t('catalog.switched_off') : t('catalog.switched_on'), back: () => changeItem({ ...item, ...v }, { active: item.active }) }))
  return (
    <div className="mg">
      <Panel title={t('catalog.item')} actions={mayInGroup('catalog.edit') && <span className="row"><Button size="small" onClick={() => setSide('edit')}>{t('catalog.edit')}</Button><Button size="small" onClick={turn}>{item.active ? t('catalog.switch_off') : t('catalog.switch_on')}</Button></span>}>
        <Facts rows={[
          [t('catalog.unit'), t(`catalog.unit.${item.unit}`)], [t('catalog.teeth'), t(`catalog.teeth.${item.teeth}`)], [t('catalog.pays'), item.insured ? t('catalog.insured') : t('catalog.self_pay')],
          [t('catalog.discount'), item.discountable ? t('catalog.discountable') : t('catalog.not_discountable')], [t('catalog.followup'), t(`catalog.followup.${item.followup_class}`, { defaultValue: item.followup_class })], [t('catalog.note'), words.note(item)],
        ]} />
      </Panel>
      <Panel title={t('catalog.prices')} actions={mayAnywhere('catalog.price') && <Button size="small" type="primary" onClick={() => setSide('price')}>{t('catalog.set_price')}</Button>}>
        <p className="hint">{t('catalog.prices_help')}</p>
        <Prices rows={prices} />
      </Panel>
      <PriceDrawer open={side === 'price'} item={item} scope={scope} onStale={onStale} onClose={() => setSide('')} />
      <EditDrawer open={side === 'edit'} item={item} onStale={onStale} onClose={() => setSide('')} />
    </div>
  )
}

function Prices({ rows }: { rows: Price[] }) {
  const { t } = useTranslation()
  const when = useWhen()
  const { clinics } = useDesk()
  return (
    <DataTable<Price & { key: string }> rows={rows.map((p, i) => ({ ...p, key: String(i) })).reverse()} rowKey="key" columns={[
      { title: t('catalog.from'), dataIndex: 'from', width: 110 },
      { title: t('org.clinic'), width: 110, render: (_, p) => p.clinic_id ? clinics.find((c) => c.id === p.clinic_id)?.short_name : t('org.whole_group') },
      { title: t('catalog.price'), width: 120, align: 'right', render: (_, p) => p.of_group ? t('catalog.as_group') : <Money fen={p.amount} /> },
      { title: t('catalog.why'), dataIndex: 'note' },
      { title: t('catalog.recorded'), width: 170, render: (_, p) => <small>{p.recorded_by} {when.full(p.recorded_at)}</small> },
    ]} />
  )
}

/** A price holds from a day on; what held before stays in the history. */
function PriceDrawer({ open, item, scope, onStale, onClose }: { open: boolean; item: Item; scope: string; onStale: () => unknown; onClose: () => void }) {
  const { t } = useTranslation()
  const { clinics, mayInGroup } = useDesk()
  const { today } = useWhen()
  const run = useRun(CATALOG)
  const [form] = Form.useForm<PriceIn>()
  const where = Form.useWatch('clinic_id', form)
  const back = Form.useWatch('of_group', form)
  const group = mayInGroup('catalog.edit')
  const save = async ({ clinic_id, amount, of_group, ...v }: PriceIn) => {
    await run(() => setPrice(item, { ...v, ...(clinic_id ? { clinic_id } : {}), ...(of_group ? { of_group } : amount === undefined ? {} : { amount }) }), () => ({ say: t('catalog.price_set') }))
    onClose()
  }
  return (
    <FormDrawer<PriceIn> open={open} form={form} title={`${t('catalog.set_price')} · ${item.code}`} initial={{ clinic_id: scope || (group ? '' : clinics[0]?.id ?? ''), from: today(), of_group: false }} onSave={save} onStale={onStale} onClose={onClose}>
      <Form.Item name="clinic_id" label={t('org.clinic')}><Select options={[...(group ? [{ value: '', label: t('org.whole_group') }] : []), ...clinics.map((c) => ({ value: c.id, label: c.name }))]} /></Form.Item>
      {where && <Form.Item name="of_group" valuePropName="checked"><Checkbox>{t('catalog.back_to_group')}</Checkbox></Form.Item>}
      {!back && <Form.Item name="amount" label={t('catalog.price')} rules={[{ required: true, message: t('catalog.need_amount') }]}><MoneyInput /></Form.Item>}
      <Form.Item name="from" label={t('catalog.from')} extra={t('catalog.from_help')}><DayInput /></Form.Item>
      <Form.Item name="note" label={t('catalog.why')}><Input maxLength={400} /></Form.Item>
    </FormDrawer>
  )
}

function EditDrawer({ open, item, onStale, onClose }: { open: boolean; item: Item; onStale: () => unknown; onClose: () => void }) {
  const { t } = useTranslation()
  const run = useRun(CATALOG)
  const before: ItemChange = {
    name_zh: item.name_zh, name_en: item.name_en, category: item.category, unit: item.unit, teeth: item.teeth, insured: item.insured, discountable: item.discountable,
    followup_class: item.followup_class, note_zh: item.note_zh, note_en: item.note_en,
  }
  return (
    <FormDrawer<ItemChange> open={open} title={`${t('catalog.edit')} · ${item.code}`} width={560} initial={before} onStale={onStale} onClose={onClose} onSave={async (_, touched) => {
      await run(() => changeItem(item, touched), (after) => ({ say: t('catalog.changed'), back: () => changeItem({ ...item, ...after }, before) }))
      onClose()
    }}>
      <ItemFields />
    </FormDrawer>
  )
}
