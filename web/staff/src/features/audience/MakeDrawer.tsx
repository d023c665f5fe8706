import { Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { AUDIENCE, make, rename, useDictionary, type Naming, type Segment } from './queries'
import { leafAbout, type Rule } from './rules'

const FIRST: Rule = { op: 'and', rules: [{ op: 'attr', attr: 'died', compare: 'no' }] }

/** A new segment, or the name and tag of one that is there. */
export function MakeDrawer({ open, segment, onClose }: { open: boolean; segment?: Segment; onClose: (id?: string) => void }) {
  const { t } = useTranslation()
  const dict = useDictionary()
  const run = useRun(AUDIENCE)
  const save = async (v: Naming) => {
    const body = { name: v.name, ...(v.note ? { note: v.note } : {}), ...(v.tag_id ? { tag_id: v.tag_id } : {}) }
    if (segment) {
      const was = { name: segment.name, ...(segment.note ? { note: segment.note } : {}), ...(segment.tag_id ? { tag_id: segment.tag_id } : {}) }
      await run(() => rename(segment, body), (now) => ({ say: t('segments.renamed'), back: () => rename(now, was) }))
      onClose()
      return
    }
    const rule = dict.data ? { op: 'and' as const, rules: [leafAbout('event:billing.charged', dict.data)] } : FIRST
    const made = await run(() => make({ ...body, rule }), () => ({ say: t('segments.created') }))
    onClose(made.id)
  }
  return (
    <FormDrawer<Naming> open={open} title={t(segment ? 'segments.rename' : 'segments.new')} onSave={save} onClose={() => onClose()} {...(segment ? { initial: { name: segment.name, note: segment.note, ...(segment.tag_id ? { tag_id: segment.tag_id } : {}) } } : {})}>
      <Form.Item name="name" label={t('segments.name')} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={60} autoFocus /></Form.Item>
      <Form.Item name="note" label={t('segments.note')}><Input.TextArea rows={3} maxLength={500} /></Form.Item>
      <Form.Item name="tag_id" label={t('segments.gives_tag')} extra={t('segments.gives_tag_help')}><Select allowClear showSearch={{ optionFilterProp: 'label' }} options={(dict.data?.lists['tags'] ?? []).map((x) => ({ value: x.value, label: x.zh }))} /></Form.Item>
    </FormDrawer>
  )
}
