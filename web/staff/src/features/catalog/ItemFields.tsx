import { useQuery } from '@tanstack/react-query'
import { Checkbox, Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { categories, choices, keys } from './queries'
import { useItemWords } from './words'

/** The fields that an item has besides its code and price. */
export function ItemFields() {
  const { t } = useTranslation()
  const words = useItemWords()
  const tree = useQuery({ queryKey: keys.categories, queryFn: categories, staleTime: 5 * 60_000 })
  const all = useQuery({ queryKey: keys.choices, queryFn: choices, staleTime: Infinity })
  const required = [{ required: true, message: t('form.required') }]
  return (
    <>
      <div className="two">
        <Form.Item name="name_zh" label={t('catalog.name_zh')} rules={required}><Input maxLength={60} /></Form.Item>
        <Form.Item name="name_en" label={t('catalog.name_en')}><Input maxLength={120} /></Form.Item>
        <Form.Item name="category" label={t('catalog.category')} rules={required}><Select options={(tree.data ?? []).map((c) => ({ value: c.code, label: `${c.code} ${words.category(c)}` }))} /></Form.Item>
        <Form.Item name="unit" label={t('catalog.unit')} rules={required}><Select options={(all.data?.units ?? []).map((u) => ({ value: u, label: t(`catalog.unit.${u}`) }))} /></Form.Item>
        <Form.Item name="teeth" label={t('catalog.teeth')} rules={required}><Select options={(all.data?.teeth ?? []).map((x) => ({ value: x, label: t(`catalog.teeth.${x}`) }))} /></Form.Item>
        <Form.Item name="followup_class" label={t('catalog.followup')} rules={required}><Select options={(all.data?.followup_classes ?? []).map((x) => ({ value: x, label: t(`catalog.followup.${x}`, { defaultValue: x }) }))} /></Form.Item>
      </div>
      <div className="row" style={{ marginBottom: 16 }}>
        <Form.Item name="insured" valuePropName="checked" noStyle><Checkbox>{t('catalog.insured')}</Checkbox></Form.Item>
        <Form.Item name="discountable" valuePropName="checked" noStyle><Checkbox>{t('catalog.discountable')}</Checkbox></Form.Item>
      </div>
      <Form.Item name="note_zh" label={t('catalog.note_zh')}><Input.TextArea rows={2} maxLength={400} /></Form.Item>
      <Form.Item name="note_en" label={t('catalog.note_en')}><Input.TextArea rows={2} maxLength={800} /></Form.Item>
    </>
  )
}
