import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Radio, Select } from 'antd'
import { useDeferredValue } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { DayInput } from '../../ui/DayInput'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { MoneyInput } from '../catalog/MoneyInput'
import { items, keys as catalog } from '../catalog/queries'
import { Findings } from './Findings'
import { CONTENT, WORTHS, addFace, changeFace, judgeFace, keys, retireFace, type Face, type FaceFields } from './queries'

interface Values extends Omit<FaceFields, 'value'> { key?: string; amount?: number; percent?: number }

/** What a coupon is worth, for how long, and how many there are. */
export function FaceDrawer({ of: f, onStale, onClose }: { of: Face | undefined; onStale: () => unknown; onClose: () => void }) {
  const { t } = useTranslation()
  const { clinic, mayInGroup } = useDesk()
  const run = useRun(CONTENT)
  const [form] = Form.useForm<Values>()
  const typed = Form.useWatch([], form) as Values | undefined
  const may = mayInGroup('content.offer')
  const list = useQuery({ queryKey: catalog.items(clinic, false), queryFn: () => items(clinic, false), enabled: typed?.worth === 'item' })
  const asked = useDeferredValue(typed?.name_zh ? fieldsOf(typed) : null)
  const judged = useQuery({ queryKey: [...keys.faces, 'judge', asked?.name_zh, asked?.name_en, asked?.terms_zh, asked?.terms_en, asked?.class], queryFn: () => judgeFace(asked!), enabled: asked !== null, placeholderData: keepPreviousData, staleTime: 60_000 })
  const save = async (v: Values) => {
    const { key = '' } = v
    await run(() => (f ? changeFace(f, fieldsOf(v)) : addFace({ key, ...fieldsOf(v) })), () => ({ say: t('ct.saved') }))
    onClose()
  }
  const retire = async (gone: boolean) => {
    await run(() => retireFace(f!.id, f!.version, gone), (after) => ({ say: t(gone ? 'ct.no_more' : 'ct.given_now'), back: () => retireFace(after.id, after.version, !gone) }))
    onClose()
  }
  const required = [{ required: true, message: t('form.required') }]
  return (
    <FormDrawer<Values> open form={form} width={560} title={f ? f.name_zh : t('ct.new.faces')} initial={initialOf(f)} onSave={save} onStale={onStale} onClose={onClose}>
      {!f && <Form.Item name="key" label={t('ct.key')} extra={t('ct.key_help')} rules={required}><Input maxLength={60} autoComplete="off" autoFocus /></Form.Item>}
      <div className="two">
        <Form.Item name="name_zh" label={t('ct.name')} rules={required}><Input maxLength={60} autoComplete="off" disabled={!may} /></Form.Item>
        <Form.Item name="name_en" label={t('ct.name_en')}><Input maxLength={60} autoComplete="off" disabled={!may} /></Form.Item>
      </div>
      <Form.Item name="worth" label={t('ct.worth')}><Radio.Group disabled={!may} options={WORTHS.map((w) => ({ value: w, label: t(`content.worth.${w}`) }))} /></Form.Item>
      {typed?.worth === 'amount' && <Form.Item name="amount" label={t('content.worth.amount')} rules={required}><MoneyInput /></Form.Item>}
      {typed?.worth === 'percent' && <Form.Item name="percent" label={t('ct.percent')} rules={required}><InputNumber min={0.01} max={99} precision={2} suffix="%" style={{ width: '100%' }} /></Form.Item>}
      {typed?.worth === 'item' && <Form.Item name="item_id" label={t('ct.item')} rules={required}><Select showSearch optionFilterProp="label" loading={list.isPending} options={(list.data ?? []).map((i) => ({ value: i.id, label: `${i.code} ${i.name_zh}` }))} /></Form.Item>}
      <div className="two">
        <Form.Item name="min_spend" label={t('ct.min_spend')}><MoneyInput /></Form.Item>
        <Form.Item name="class" label={t('ct.class')}><Select disabled={!may} options={(['relation', 'marketing'] as const).map((c) => ({ value: c, label: t(`messages.class.${c}`) }))} /></Form.Item>
      </div>
      <div className="two">
        <Form.Item name="days" label={t('ct.days')}><InputNumber min={1} max={730} precision={0} disabled={!may} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="until" label={t('ct.until')}><DayInput /></Form.Item>
      </div>
      <div className="two">
        <Form.Item name="per_house" label={t('ct.per_house')} rules={required}><InputNumber min={1} max={20} precision={0} disabled={!may} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="stock" label={t('ct.stock')} extra={t('ct.stock_help')}><InputNumber min={0} max={1_000_000} precision={0} disabled={!may} style={{ width: '100%' }} /></Form.Item>
      </div>
      <Form.Item name="terms_zh" label={t('ct.terms')}><Input.TextArea rows={3} maxLength={400} disabled={!may} /></Form.Item>
      <Form.Item name="terms_en" label={t('ct.terms_en')}><Input.TextArea rows={2} maxLength={400} disabled={!may} /></Form.Item>
      <Findings list={judged.data?.findings ?? []} pending={judged.isPending && asked !== null} />
      {f && may && <Button style={{ marginTop: 12 }} onClick={() => void retire(!f.retired)}>{t(f.retired ? 'ct.give_again' : 'ct.stop_giving')}</Button>}
    </FormDrawer>
  )
}

function initialOf(f: Face | undefined): Partial<Values> {
  if (!f) return { worth: 'amount', class: 'marketing', days: 30, per_house: 1 }
  return { name_zh: f.name_zh, worth: f.worth, class: f.class, per_house: f.per_house, ...(f.name_en ? { name_en: f.name_en } : {}), ...(f.terms_zh ? { terms_zh: f.terms_zh } : {}), ...(f.terms_en ? { terms_en: f.terms_en } : {}),
    ...(f.worth === 'amount' ? { amount: f.value ?? 0 } : {}), ...(f.worth === 'percent' ? { percent: (f.value ?? 0) / 100 } : {}), ...(f.item_id ? { item_id: f.item_id } : {}),
    ...(f.min_spend ? { min_spend: f.min_spend } : {}), ...(f.days ? { days: f.days } : {}), ...(f.until ? { until: f.until } : {}), ...(f.stock ? { stock: f.stock } : {}) }
}

function fieldsOf(v: Values): FaceFields {
  const value = v.worth === 'amount' ? v.amount : v.worth === 'percent' ? Math.round((v.percent ?? 0) * 100) : undefined
  return { name_zh: v.name_zh, worth: v.worth, class: v.class, per_house: v.per_house ?? 1, ...(v.name_en ? { name_en: v.name_en } : {}), ...(v.terms_zh ? { terms_zh: v.terms_zh } : {}), ...(v.terms_en ? { terms_en: v.terms_en } : {}),
    ...(value ? { value } : {}), ...(v.worth === 'item' && v.item_id ? { item_id: v.item_id } : {}), ...(v.min_spend ? { min_spend: v.min_spend } : {}),
    ...(v.days ? { days: v.days } : {}), ...(v.until ? { until: v.until } : {}), ...(v.stock ? { stock: v.stock } : {}) }
}
