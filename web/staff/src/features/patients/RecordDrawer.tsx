import { Form, Input, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { BirthInput } from './BirthInput'
import { IntroducerInput } from './IntroducerInput'
import { change, keys, usePage, useSources, type Entry, type PatientPage, type PatientRecord } from './queries'
import { useSourceName } from './words'

type Values = Required<Pick<Entry, 'name' | 'sex' | 'birth_day' | 'source' | 'introducer' | 'wishes' | 'note' | 'address' | 'deceased_day'>> & { id_number?: string }

const valuesOf = (p: PatientRecord): Values => ({
  name: p.name, sex: p.sex, birth_day: p.birth_day, source: p.source, introducer: p.introducer, wishes: p.wishes, note: p.note, address: p.address, deceased_day: p.deceased_day,
})

/** What is written down of a person. */
export function RecordDrawer({ open, page, onClose }: { open: boolean; page: PatientPage; onClose: () => void }) {
  const { t } = useTranslation()
  const p = page.patient
  const run = useRun(keys.one(p.id))
  const fresh = usePage(p.id)
  const sources = useSources()
  const sourceName = useSourceName()
  const save = async (_: Values, touched: Partial<Values>) => {
    if (Object.keys(touched).length > 0) {
      const before = Object.fromEntries(Object.keys(touched).map((k) => [k, valuesOf(p)[k as keyof Values]])) as Entry
      await run(() => change(p, touched), (after) => ({
        say: t('patients.changed'),
        // The identity number is masked here: it cannot be put back.
        ...(touched.id_number === undefined ? { back: () => change(after, before) } : {}),
      }))
    }
    onClose()
  }
  return (
    <FormDrawer<Values> open={open} title={t('patients.edit')} width={560} initial={valuesOf(p)} onSave={save} onStale={() => fresh.refetch()} onClose={onClose}>
      <div className="two">
        <Form.Item name="name" label={t('patients.name')} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={60} /></Form.Item>
        <Form.Item name="sex" label={t('patients.sex')}><Radio.Group optionType="button" options={(['female', 'male', 'unknown'] as const).map((s) => ({ value: s, label: t(`patients.sex.${s}`) }))} /></Form.Item>
        <Form.Item name="birth_day" label={t('patients.birth')}><BirthInput /></Form.Item>
        <Form.Item name="id_number" label={t('patients.id_number')} {...(p.id_number ? { extra: t('patients.id_kept', { number: p.id_number }) } : {})}><Input maxLength={30} autoComplete="off" /></Form.Item>
      </div>
      <Form.Item name="source" label={t('patients.source')}>
        <Select options={[{ value: '', label: t('patients.source_none') }, ...(sources.data ?? []).filter((s) => !s.archived || s.key === p.source).map((s) => ({ value: s.key, label: sourceName(s.key) }))]} />
      </Form.Item>
      <Form.Item name="introducer" label={t('patients.introducer')}><IntroducerInput except={p.id} /></Form.Item>
      <Form.Item name="wishes" label={t('patients.wishes')} extra={t('patients.wishes_help')}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>
      <Form.Item name="note" label={t('patients.note')}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>
      <Form.Item name="address" label={t('patients.address')}><Input maxLength={200} /></Form.Item>
      <Form.Item name="deceased_day" label={t('patients.deceased_day')}><BirthInput /></Form.Item>
    </FormDrawer>
  )
}
