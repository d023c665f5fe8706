import { Alert, Button, Form, Input, Radio, Select } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Problem } from '@archwire/api'
import { useDesk } from '../../app/desk'
import { FormDrawer } from '../../ui/FormDrawer'
import { useUndo } from '../../ui/Undo'
import { BirthInput } from './BirthInput'
import { DuplicateList } from './DuplicateList'
import { KnownElsewhere } from './ElsewherePanel'
import { IntroducerInput, type Introducer } from './IntroducerInput'
import { duplicates, register, useSources, type Duplicate, type NewPatient } from './queries'
import { useSourceName } from './words'

interface Values {
  name: string
  contacts?: NonNullable<NewPatient['contacts']>
  sex?: 'female' | 'male'
  birth_day?: string
  id_number?: string
  source?: string
  introducer?: Introducer
  note?: string
}

const WHOSE = ['self', 'father', 'mother', 'grandparent', 'spouse', 'other'] as const

/** A new record in ten seconds: name and telephone; who may be there already shows while typing. */
export default function QuickRegister() {
  const { t } = useTranslation()
  const go = useNavigate()
  const undo = useUndo()
  const { clinic } = useDesk()
  const [form] = Form.useForm<Values>()
  const values = Form.useWatch((v: Partial<Values>) => v, form)
  const [more, setMore] = useState(false)
  const [refused, setRefused] = useState<Duplicate[] | null>(null)
  const likely = useLikely(values ?? {})
  const close = () => void go('/patients')

  const save = async (v: Values, confirm_new = false) => {
    try {
      const done = await register({ clinic_id: clinic, ...entryOf(v), confirm_new })
      undo.say(done.linked ? t('patients.linked', { name: done.patient.name }) : t('patients.registered', { name: done.patient.name, no: done.patient.record_no }))
      void go(`/patients/${done.patient.id}`)
    } catch (e) {
      if (!(e instanceof Problem) || e.code !== 'patients.likely_there') throw e
      setRefused(Array.isArray(e.details) ? (e.details as Duplicate[]) : likely)
    }
  }
  const shown = refused ?? likely
  return (
    <FormDrawer<Values> open title={t('patients.new')} form={form} initial={{ contacts: [{ whose: 'self' }] }} save={t('patients.register')} onSave={(v) => save(v)} onClose={close}>
      <Form.Item name="name" label={t('patients.name')} rules={[{ required: true, message: t('form.required') }]}>
        <Input autoFocus maxLength={60} autoComplete="off" />
      </Form.Item>
      <div className="two">
        <Form.Item name={['contacts', 0, 'number']} label={t('patients.phone')}><Input inputMode="tel" maxLength={40} autoComplete="off" /></Form.Item>
        <Form.Item name={['contacts', 0, 'whose']} label={t('patients.whose_phone')}><Select options={WHOSE.map((w) => ({ value: w, label: t(`patients.whose.${w}`) }))} /></Form.Item>
      </div>
      {shown.length > 0 && (
        <Alert type="warning" showIcon style={{ marginBottom: 16 }} title={t('patients.maybe_there')} description={
          <>
            <DuplicateList list={shown} onOpen={(id) => void go(`/patients/${id}`)} />
            {refused && <Button size="small" style={{ marginTop: 8 }} onClick={() => void form.validateFields().then((v) => save(v, true))}>{t('patients.another_person')}</Button>}
          </>
        } />
      )}
      <KnownElsewhere number={values?.contacts?.[0]?.number ?? ''} />
      {more ? <More /> : <Button type="link" style={{ padding: 0 }} onClick={() => setMore(true)}>{t('patients.more_fields')}</Button>}
    </FormDrawer>
  )
}

function More() {
  const { t } = useTranslation()
  const sources = useSources()
  const name = useSourceName()
  return (
    <>
      <div className="two">
        <Form.Item name="sex" label={t('patients.sex')}><Radio.Group optionType="button" options={(['female', 'male'] as const).map((s) => ({ value: s, label: t(`patients.sex.${s}`) }))} /></Form.Item>
        <Form.Item name="birth_day" label={t('patients.birth')}><BirthInput /></Form.Item>
      </div>
      <Form.Item name="id_number" label={t('patients.id_number')} extra={t('patients.id_number_help')}><Input maxLength={30} autoComplete="off" /></Form.Item>
      <Form.Item name="source" label={t('patients.source')}>
        <Select allowClear options={(sources.data ?? []).filter((s) => !s.archived).map((s) => ({ value: s.key, label: name(s.key) }))} />
      </Form.Item>
      <Form.Item name="introducer" label={t('patients.introducer')}><IntroducerInput /></Form.Item>
      <Form.Item name="note" label={t('patients.note')}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>
    </>
  )
}

const entryOf = (v: Partial<Values>): Omit<NewPatient, 'clinic_id'> => ({
  ...(v.name ? { name: v.name } : {}),
  ...(v.contacts?.[0]?.number ? { contacts: [{ ...v.contacts[0], label: 'mobile' as const, is_default: true }] } : {}),
  ...(v.sex ? { sex: v.sex } : {}), ...(v.birth_day ? { birth_day: v.birth_day } : {}), ...(v.id_number ? { id_number: v.id_number } : {}),
  ...(v.source ? { source: v.source } : {}), ...(v.introducer?.kind ? { introducer: v.introducer } : {}), ...(v.note ? { note: v.note } : {}),
})

/** Who it may be, a moment after the typing stops. Half a number is not asked about. */
function useLikely(v: Partial<Values>): Duplicate[] {
  const [list, setList] = useState<Duplicate[]>([])
  const contacts = (v.contacts?.[0]?.number ?? '').replace(/\D/g, '').length >= 7 ? v.contacts : undefined
  const id = (v.id_number ?? '').length >= 15 ? v.id_number : undefined
  const asked = JSON.stringify({ name: v.name, contacts, birth_day: v.birth_day, id_number: id })
  useEffect(() => {
    const { name, ...known } = JSON.parse(asked) as Partial<Values>
    if (!name || !(known.contacts || known.birth_day || known.id_number)) return setList([])
    const stop = new AbortController()
    const timer = setTimeout(() => {
      duplicates(entryOf({ name, ...known }), stop.signal).then(setList, () => { if (!stop.signal.aborted) setList([]) })
    }, 250)
    return () => { clearTimeout(timer); stop.abort() }
  }, [asked])
  return list
}
