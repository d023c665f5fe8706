import { Form, Input, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { NONE, oneLine, sectionsOf, textsOf, type Texts } from './parts'
import { KINDS, PARTS, addTemplate, changeTemplate, keys, type Kind, type NewTemplate, type Part, type Template } from './recordQueries'

/** What is written: a new phrase or template, with what is known of it, or one that is there. */
export interface Writing {
  form: Template['form']
  of?: Template
  part?: Part
  text?: string
}

interface Values {
  whose: 'own' | 'clinic' | 'group'
  name: string
  kind: Kind | ''
  part: Part
  text: string
  texts: Texts
}

/** Writes a phrase, which is one line of one part, or a template, which fills several. */
export default function TemplateDrawer({ writing, onClose }: { writing: Writing; onClose: () => void }) {
  const { t } = useTranslation()
  const { may, mayInGroup, clinic } = useDesk()
  const run = useRun(keys.templates)
  const phrase = writing.form !== 'template'
  const of = writing.of
  const save = async (v: Values) => {
    const parts: NewTemplate['parts'] = phrase ? [{ part: v.part, lines: [{ text: oneLine(v.text, t('app.semicolon')) }] }] : sectionsOf({ ...NONE, ...v.texts }, of?.parts ?? [])
    const name = v.name.trim()
    if (of) await run(() => changeTemplate(of, { name, parts, ...(phrase ? {} : { kind: v.kind }) }), () => ({ say: t('record.template_saved', { name }) }))
    else await run(() => addTemplate({ form: phrase ? 'phrase' : 'template', name, parts, ...(!phrase && v.kind ? { kind: v.kind } : {}), ...(v.whose === 'group' ? { of_group: true } : v.whose === 'clinic' ? { clinic_id: clinic } : {}) }), () => ({ say: t('record.template_saved', { name }) }))
    onClose()
  }
  const required = [{ required: true, whitespace: true, message: t('form.required') }]
  const line = of?.parts[0]
  const shared = [...(may('charting.clinic_templates') ? ['clinic' as const] : []), ...(mayInGroup('charting.templates') ? ['group' as const] : [])]
  return (
    <FormDrawer<Values> open width={phrase ? 460 : 620} title={of ? of.name : t(`record.new.${phrase ? 'phrase' : 'template'}`)} onClose={onClose} onSave={save}
      initial={{ whose: 'own', name: of?.name ?? '', kind: of?.kind ?? '', part: line?.part ?? writing.part ?? 'examination', text: line?.lines[0]?.text ?? writing.text ?? '', texts: of ? textsOf(of.parts) : NONE }}>
      {!of && shared.length > 0 && (
        <Form.Item name="whose" label={t('record.whose')}><Radio.Group optionType="button" options={(['own', ...shared] as const).map((w) => ({ value: w, label: t(`record.whose.${w}`) }))} /></Form.Item>
      )}
      <Form.Item name="name" label={t('record.template_name')} rules={required} extra={t('record.template_name_help')}><Input autoFocus maxLength={60} /></Form.Item>
      {phrase ? (
        <>
          <Form.Item name="part" label={t('record.phrase_part')}><Select options={PARTS.map((p) => ({ value: p, label: t(`charting.part.${p}`) }))} /></Form.Item>
          <Form.Item name="text" label={t('record.phrase_text')} rules={required}><Input.TextArea autoSize={{ minRows: 2 }} maxLength={1000} /></Form.Item>
        </>
      ) : (
        <>
          <Form.Item name="kind" label={t('record.template_kind')}><Select options={[{ value: '' as const, label: t('record.any_kind') }, ...KINDS.map((k) => ({ value: k, label: t(`charting.kind.${k}`) }))]} /></Form.Item>
          {PARTS.map((p) => <Form.Item key={p} name={['texts', p]} label={t(`charting.part.${p}`)}><Input.TextArea autoSize={{ minRows: 1 }} /></Form.Item>)}
        </>
      )}
    </FormDrawer>
  )
}
