import { Button, Checkbox, Form, Input, InputNumber, Select } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Problem } from '@archwire/api'
import { faultText } from '@archwire/i18n'
import type { Colour } from '@archwire/domain'
import { FormDrawer } from '../../../ui/FormDrawer'
import { asProblem } from '../../../ui/attempt'
import { useRun } from '../../../ui/run'
import { keys, type Template } from '../queries'
import { ACTS, CATEGORIES, COLOURS, changeKind, checkKind, makeKind, type KindFields } from './kinds'
import { PatternPainter } from './PatternPainter'
import { PatternPreview } from './PatternPreview'
import { useAddOns } from './queries'

interface Values {
  code: string
  name_zh: string
  name_en: string
  label_zh: string
  label_en: string
  category: (typeof CATEGORIES)[number]
  area: '' | 'ortho' | 'general'
  colour: Colour
  pattern: string
  acts: string[]
  prepare: { zh: string; en: string }[]
  addons: string[]
  interval_days: number
  school_age_late: boolean
  needs_appliance: boolean
  archived: boolean
}

const NEW: Partial<Values> = { category: 'active', area: 'ortho', colour: 'red', pattern: 'C:ADA', acts: [], prepare: [], addons: [], interval_days: 28, school_age_late: false, needs_appliance: false, archived: false }

/** A kind of visit: its pattern painted, its card seen, and what the rules say of it in words while it is written. */
export function KindDrawer({ kind, onClose }: { kind: Template | null; onClose: () => void }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Values>()
  const addons = useAddOns().data ?? []
  const run = useRun(keys.templates)
  const values = Form.useWatch([], form) as Values | undefined
  const wrong = useCheck(kind?.code ?? values?.code ?? '', values)
  const save = async (v: Values) => {
    const { code, ...rest } = v
    const body = rest as KindFields
    await run<unknown>(() => (kind ? changeKind(kind, body) : makeKind(code, body)), () => ({ say: t('roster.kind_saved', { what: v.name_zh }), ...(kind ? { back: async () => { await restore(kind) } } : {}) }))
    onClose()
  }
  return (
    <FormDrawer<Values> open form={form} width={720} title={kind ? kind.name_zh : t('roster.kind_add')} initial={kind ? (kind as unknown as Values) : NEW} onSave={save} onClose={onClose}>
      {!kind && <Form.Item name="code" label={t('roster.code')} extra={t('roster.code_help')} rules={[{ required: true, message: t('form.required') }, { pattern: /^[a-z0-9][a-z0-9_-]+$/, message: t('roster.code_help') }]}><Input autoFocus maxLength={16} /></Form.Item>}
      <div className="rs-two">
        <Form.Item name="name_zh" label={t('roster.name_zh')} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={40} /></Form.Item>
        <Form.Item name="name_en" label={t('roster.name_en')} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={40} /></Form.Item>
        <Form.Item name="label_zh" label={t('roster.label_zh')} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={3} /></Form.Item>
        <Form.Item name="label_en" label={t('roster.label_en')} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={3} /></Form.Item>
        <Form.Item name="colour" label={t('roster.colour')}><Select options={COLOURS.map((c) => ({ value: c, label: <><em className={`bd-dot c-${c}`} />{t(`board.colour.${c}`)}</> }))} /></Form.Item>
        <Form.Item name="category" label={t('roster.category')}><Select options={CATEGORIES.map((c) => ({ value: c, label: t(`visits.category.${c}`) }))} /></Form.Item>
      </div>
      <Form.Item name="pattern" label={t('roster.pattern')}><PatternPainter /></Form.Item>
      {wrong && <p role="alert" className="rs-bad">{faultText(wrong.code, wordsOf(t, wrong))}</p>}
      {values && <PatternPreview pattern={values.pattern ?? ''} colour={values.colour ?? 'red'} label={values.label_zh ?? ''} name={values.name_zh ?? ''} />}
      <Form.Item name="acts" label={t('roster.acts')} extra={t('roster.acts_help')}><Select mode="multiple" options={ACTS.map((a) => ({ value: a, label: t(`visits.act.${a}`) }))} /></Form.Item>
      <Form.List name="prepare">
        {(lines, { add, remove }) => (
          <fieldset className="rs-set"><legend>{t('roster.prepare')}</legend>
            {lines.map((l) => (
              <div key={l.key} className="rs-line">
                <Form.Item name={[l.name, 'zh']} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={40} aria-label={t('roster.prepare_zh')} placeholder={t('roster.prepare_zh')} /></Form.Item>
                <Form.Item name={[l.name, 'en']} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={40} aria-label={t('roster.prepare_en')} placeholder={t('roster.prepare_en')} /></Form.Item>
                <Button size="small" onClick={() => remove(l.name)}>{t('roster.prepare_drop')}</Button>
              </div>
            ))}
            <Button size="small" onClick={() => add({ zh: '', en: '' })}>{t('roster.prepare_add')}</Button>
          </fieldset>
        )}
      </Form.List>
      <div className="rs-two">
        <Form.Item name="addons" label={t('visits.screen.addons')}><Select mode="multiple" options={addons.map((a) => ({ value: a.code, label: t(`visits.addon.${a.code}`, a.name.zh) }))} /></Form.Item>
        <Form.Item name="area" label={t('roster.area')}><Select options={(['', 'ortho', 'general'] as const).map((a) => ({ value: a, label: t(`roster.area.${a || 'both'}`) }))} /></Form.Item>
        <Form.Item name="interval_days" label={t('roster.interval')}><InputNumber min={0} max={1098} /></Form.Item>
      </div>
      <Form.Item name="school_age_late" valuePropName="checked"><Checkbox>{t('roster.school_age')}</Checkbox></Form.Item>
      <Form.Item name="needs_appliance" valuePropName="checked"><Checkbox>{t('roster.needs_appliance')}</Checkbox></Form.Item>
      {kind && <Form.Item name="archived" valuePropName="checked"><Checkbox>{t('roster.archive')}</Checkbox></Form.Item>}
      {kind && <Button size="small" onClick={() => form.setFieldValue('pattern', kind.pattern)}>{t('roster.pattern_back')}</Button>}
    </FormDrawer>
  )
}

/** Puts a kind back as it was; its version has gone on meanwhile. */
async function restore(kind: Template): Promise<void> {
  const { id, code: _code, version, minutes: _m, doctor_minutes: _d, offered: _o, unlicensed_act: _u, chairless: _c, ...fields } = kind
  await changeKind({ ...kind, id, version: version + 1 }, fields as KindFields)
}

/** An act is told by its name. */
const wordsOf = (t: (k: string) => string, p: Problem): Record<string, unknown> => (typeof p.args.act === 'string' ? { ...p.args, act: t(`visits.act.${p.args.act}`) } : p.args)

/** Asks the rules about what is written so far, once the hand rests. */
function useCheck(code: string, v: Values | undefined): Problem | null {
  const [wrong, setWrong] = useState<Problem | null>(null)
  const { code: _code, ...fields } = v ?? ({} as Values)
  const text = JSON.stringify(fields)
  useEffect(() => {
    const body = JSON.parse(text) as KindFields
    if (!body.pattern || !body.name_zh || !body.name_en || !body.label_zh || !body.label_en) return setWrong(null)
    let live = true
    const id = setTimeout(() => {
      checkKind(code.length > 1 ? code : 'new', body).then(() => { if (live) setWrong(null) }, (e: unknown) => { if (live) setWrong(asProblem(e)) })
    }, 350)
    return () => { live = false; clearTimeout(id) }
  }, [code, text])
  return wrong
}
