import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, Switch } from 'antd'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { bodyOf, valuesOf, type Cell, type Values } from './cells'
import { SMS_MOST, TEXT_MOST, bytesOf, fill, isFree, signed, slotMost, smsSize, trySlot } from './template'
import { usePurposeName } from './words'
import { keys, setTemplate, type Purpose } from './queries'

type Samples = Readonly<Record<string, string>>

/** How a purpose reads on a channel through an account, tried in samples while it is typed. */
export function TemplateDrawer({ of, onStale, onClose }: { of: { purpose: Purpose; cell: Cell } | null; onStale: () => unknown; onClose: () => void }) {
  const { t } = useTranslation()
  const name = usePurposeName()
  const run = useRun(keys.purposes)
  const [form] = Form.useForm<Values>()
  const title = of ? `${name(of.purpose.key)} · ${t(`messages.channel.${of.cell.channel}`)}` : ''
  const save = async (v: Values) => {
    if (!of) return
    await run(() => setTemplate(bodyOf(of.purpose, of.cell, v)), () => ({ say: t('msg.template_kept') }))
    onClose()
  }
  return (
    <FormDrawer<Values> open={of !== null} form={form} width={620} title={title} {...(of ? { initial: valuesOf(of.purpose, of.cell) } : {})} onSave={save} onStale={onStale} onClose={onClose}>
      {of && <Fields purpose={of.purpose} cell={of.cell} />}
    </FormDrawer>
  )
}

function Fields({ purpose: p, cell: c }: { purpose: Purpose; cell: Cell }) {
  const { t } = useTranslation()
  const form = Form.useFormInstance<Values>()
  const typed = Form.useWatch([], form) as Values | undefined
  const samples: Samples = Object.fromEntries(p.fields.map((f) => [f.key, f.sample]))
  const last = useRef<(string | number)[]>(['text'])
  const free = isFree(c.channel)
  const hasText = free || c.channel === 'sms'
  // A field goes where one typed last.
  const put = (field: string) => {
    const to = last.current as never
    form.setFieldValue(to, `${(form.getFieldValue(to) as string | undefined) ?? ''}{${field}}`)
    form.getFieldInstance(to)?.focus?.()
  }
  return (
    <>
      {c.account && <p className="hint" style={{ marginBottom: 12 }}>{t('msg.account')}{t('app.colon')}{t(`messages.account.${c.account.kind}`)} {c.account.name}</p>}
      <Preview purpose={p} cell={c} samples={samples} typed={typed} />
      {!free && <Form.Item name="provider" label={t('msg.provider_id')} extra={c.channel === 'sms' ? t('msg.provider_sms') : t('msg.provider_wechat')} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={64} autoComplete="off" /></Form.Item>}
      <div className="ms-fields" role="group" aria-label={t('msg.fields')}>{p.fields.map((f) => <button key={f.key} type="button" title={f.sample} onClick={() => put(f.key)}>{`{${f.key}}`}</button>)}</div>
      {hasText && <Form.Item name="text" label={c.channel === 'sms' ? t('msg.text_sms') : t('msg.text')} rules={[{ required: true, message: t('form.required') }, textRule(c, samples, t)]}><Input.TextArea rows={4} maxLength={2000} onFocus={() => { last.current = ['text'] }} /></Form.Item>}
      {!free && <Slots samples={samples} slots={typed?.slots ?? []} onFocus={(i) => { last.current = ['slots', i, 'text'] }} />}
      <Form.Item name="enabled" label={t('msg.enabled')} valuePropName="checked" style={{ marginTop: 12 }}><Switch /></Form.Item>
    </>
  )
}

type T = (key: string, values?: Record<string, unknown>) => string

/** What can be said against a text before it is sent. */
function textRule(c: Cell, samples: Samples, t: T) {
  return {
    validator: (_: unknown, typed: string | undefined) => {
      const most = TEXT_MOST[c.channel] ?? 0
      const { text, missing } = fill(typed ?? '', samples)
      if (missing) return Promise.reject(new Error(t('fault.messages.unknown_field', { field: missing })))
      if (bytesOf(typed ?? '') > most) return Promise.reject(new Error(t('fault.messages.bad_text', { max: most })))
      if (c.channel === 'sms' && smsSize(signed(c.account?.sign_name ?? '', text)).parts > SMS_MOST) return Promise.reject(new Error(t('msg.sms_too_long', { n: SMS_MOST })))
      return Promise.resolve()
    },
  }
}

/** The variables, in the order of the provider's template, each with what it becomes. */
function Slots({ samples, slots, onFocus }: { samples: Samples; slots: { name?: string; text?: string }[]; onFocus: (i: number) => void }) {
  const { t } = useTranslation()
  const names = slots.map((s) => s?.name?.trim() ?? '')
  const rule = (i: number) => ({ getFieldValue }: { getFieldValue: (name: string) => unknown }) => ({
    validator: () => {
      const all = (getFieldValue('slots') as typeof slots | undefined) ?? []
      const tried = trySlot(all[i] ?? {}, samples, all.map((s) => s?.name?.trim() ?? ''))
      return tried.fault === '' ? Promise.resolve() : Promise.reject(new Error(t(`msg.slot.${tried.fault}`, { field: tried.field, most: slotMost(all[i]?.name?.trim() ?? ''), n: tried.length, text: tried.text })))
    },
  })
  return (
    <Form.Item label={t('msg.slots')} required>
      <Form.List name="slots">
        {(fields, { add, remove }, { errors }) => (
          <>
            {fields.map((f) => (
              <div key={f.key} className="ms-slot">
                <Form.Item name={[f.name, 'name']}><Input maxLength={40} autoComplete="off" aria-label={t('msg.slot_name')} placeholder="thing1" /></Form.Item>
                <Form.Item name={[f.name, 'text']} dependencies={[['slots', f.name, 'name']]} rules={[rule(f.name)]}><Input maxLength={200} autoComplete="off" aria-label={t('msg.slot_text')} onFocus={() => onFocus(f.name)} /></Form.Item>
                <Button type="text" icon={<DeleteOutlined />} aria-label={t('msg.slot_remove')} onClick={() => remove(f.name)} />
                <Trial slot={slots[f.name] ?? {}} samples={samples} names={names} />
              </div>
            ))}
            <Form.ErrorList errors={errors} />
            <Button size="small" icon={<PlusOutlined />} onClick={() => add({ name: '', text: '' })}>{t('msg.slot_add')}</Button>
          </>
        )}
      </Form.List>
    </Form.Item>
  )
}

function Trial({ slot, samples, names }: { slot: { name?: string; text?: string }; samples: Samples; names: string[] }) {
  const { t } = useTranslation()
  const tried = trySlot(slot, samples, names)
  const most = slotMost(slot.name?.trim() ?? '')
  return <div className="ms-trial">{tried.text || '–'} {most > 0 && <span className={tried.length > most ? 'ms-trial-bad' : ''}>{t('msg.of_most', { n: tried.length, most })}</span>}</div>
}

/** What the patient will read. */
function Preview({ purpose: p, cell: c, samples, typed }: { purpose: Purpose; cell: Cell; samples: Samples; typed: Values | undefined }) {
  const { t } = useTranslation()
  const name = usePurposeName()
  const text = fill(typed?.text ?? '', samples).text
  const sign = c.account?.sign_name ?? ''
  const sms = signed(sign, text)
  const size = smsSize(sms)
  const slots = (typed?.slots ?? []).map((s) => trySlot(s ?? {}, samples, []).text)
  return (
    <section className="ms-preview" aria-label={t('msg.preview')}>
      <h3 className="sub">{t('msg.preview')}</h3>
      <div className="ms-phone">
        <div className="ms-bubble">{c.channel === 'sms' ? sms : isFree(c.channel) ? text : <><b>{name(p.key)}</b>{slots.map((s, i) => <div key={i}>{s}</div>)}</>}</div>
        {c.channel === 'sms' && <small className="hint" aria-live="polite">{t('msg.sms_size', { n: size.length, parts: size.parts })}{!sign && ` ${t('msg.no_sign')}`}</small>}
        {isFree(c.channel) && <small className="hint">{t('msg.bytes', { n: bytesOf(typed?.text ?? ''), most: TEXT_MOST[c.channel] ?? 0 })}</small>}
      </div>
    </section>
  )
}
