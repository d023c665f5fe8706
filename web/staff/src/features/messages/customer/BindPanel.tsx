import { useQuery, type QueryKey } from '@tanstack/react-query'
import { Button, Form, Input, Select } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '@archwire/api'
import { useDesk } from '../../../app/desk'
import { useAttempt } from '../../../ui/attempt'
import { Fault } from '../../../ui/Fault'
import { Panel } from '../../../ui/Page'
import { useRun } from '../../../ui/run'
import { DuplicateList } from '../../patients/DuplicateList'
import { PersonSelect } from '../../patients/PersonSelect'
import { duplicates, register, type Duplicate } from '../../patients/queries'
import { useSourceName } from '../../patients/words'
import { WHOSE, bind, keys, suggestions, unbind, type Card, type Whose } from '../queries'

interface BindProps { card: Card; queryKey: QueryKey; onDone: (patient: string) => void; onClose?: () => void }

/** For whom a contact speaks: those whom something points at, somebody else, or somebody new. */
export function BindPanel({ card, queryKey, onDone, onClose }: BindProps) {
  const { t } = useTranslation()
  const run = useRun(queryKey)
  const { busy, fault, attempt } = useAttempt()
  const [whose, setWhose] = useState<Whose>('self')
  const [creating, setCreating] = useState(false)
  const hits = useQuery({ queryKey: keys.suggestions(card.id, card.nick), queryFn: () => suggestions(card.id) })
  const there = new Set((card.patients ?? []).map((p) => p.id))
  const list = (hits.data ?? []).filter((s) => !there.has(s.patient_id))
  const take = (id: string, name: string) => void attempt(async () => {
    await run(() => bind(id, card.id, whose), () => ({ say: t('msg.bound_now', { nick: card.nick || t('msg.nameless'), name }), back: () => unbind(id, card.id) }))
    onDone(id)
  })
  return (
    <Panel title={t('customer.bind')} actions={onClose && <Button size="small" type="text" onClick={onClose}>{t('form.cancel')}</Button>}>
      <p className="hint">{t('customer.bind_help')}</p>
      {fault && <Fault error={fault} />}
      <div className="row cu-whose"><label htmlFor="cu-whose">{t('msg.whose')}</label><Select<Whose> id="cu-whose" value={whose} onChange={setWhose} style={{ width: 110 }} options={WHOSE.map((w) => ({ value: w, label: t(`messages.whose.${w}`) }))} /></div>
      {hits.isError && <Fault error={hits.error} onRetry={() => void hits.refetch()} />}
      {list.length > 0 && <ul className="cu-sug">{list.map((s) => (
        <li key={s.patient_id}><span><b>{s.name}</b> <small className="hint">{s.record_no} · {t(`messages.suggested.${s.why}`)}</small></span><Button size="small" type="primary" disabled={busy} onClick={() => take(s.patient_id, s.name)}>{t('msg.bind')}</Button></li>
      ))}</ul>}
      {hits.data && list.length === 0 && <p className="hint">{t('msg.no_suggestion')}</p>}
      <PersonSelect label={t('customer.find')} onChange={(id) => { if (id) take(id, t('msg.patient')) }} />
      {creating ? <Create card={card} busy={busy} onMade={take} /> : <Button block style={{ marginTop: 8 }} onClick={() => setCreating(true)}>{t('customer.create')}</Button>}
    </Panel>
  )
}

/** A new record, with who may be there already. */
function Create({ card, busy, onMade }: { card: Card; busy: boolean; onMade: (id: string, name: string) => void }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const source = useSourceName()
  const { busy: saving, fault, attempt } = useAttempt()
  const [form] = Form.useForm<{ name: string; number?: string }>()
  const values = Form.useWatch((v: { name?: string; number?: string }) => v, form)
  const [likely, setLikely] = useState<Duplicate[]>([])
  const asked = JSON.stringify({ name: values?.name ?? '', number: values?.number ?? '' })
  useEffect(() => {
    const { name, number } = JSON.parse(asked) as { name: string; number: string }
    if (name.length < 2) { setLikely([]); return }
    const stop = new AbortController()
    const id = setTimeout(() => { duplicates({ name, ...(number.replace(/\D/g, '').length >= 7 ? { contacts: [{ number, whose: 'self', label: 'mobile', is_default: true }] } : {}) }, stop.signal).then(setLikely, () => {}) }, 300)
    return () => { clearTimeout(id); stop.abort() }
  }, [asked])
  const save = (confirm_new: boolean) => void attempt(async () => {
    const v = await form.validateFields()
    try {
      const made = await register({ clinic_id: clinic, name: v.name, ...(v.number ? { contacts: [{ number: v.number, whose: 'self', label: 'mobile', is_default: true }] } : {}), ...(card.source ? { source: card.source } : {}), confirm_new })
      onMade(made.patient.id, made.patient.name)
    } catch (e) {
      if (e instanceof Problem && e.code === 'patients.likely_there' && Array.isArray(e.details)) setLikely(e.details as Duplicate[])
      throw e
    }
  })
  return (
    <Form form={form} layout="vertical" className="cu-new" initialValues={{ name: (card.names ?? [])[0] ?? '' }}>
      {fault && <Fault error={fault} />}
      <Form.Item name="name" label={t('patients.name')} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={60} autoComplete="off" /></Form.Item>
      <Form.Item name="number" label={t('patients.phone')}><Input inputMode="tel" maxLength={40} autoComplete="off" /></Form.Item>
      {card.source && <p className="hint">{t('msg.code_gives', { source: source(card.source), name: card.code_name })}</p>}
      {likely.length > 0 && <div className="cu-likely"><b>{t('patients.maybe_there')}</b><DuplicateList list={likely} onOpen={(id) => onMade(id, t('msg.patient'))} /><small className="hint">{t('customer.likely_help')}</small></div>}
      <Button type="primary" block loading={saving} disabled={busy} onClick={() => save(likely.length > 0)}>{t(likely.length > 0 ? 'customer.create_anyway' : 'customer.create_bind')}</Button>
    </Form>
  )
}
