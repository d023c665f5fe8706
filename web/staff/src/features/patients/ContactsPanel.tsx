import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, Radio, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { FormDrawer } from '../../ui/FormDrawer'
import { Panel } from '../../ui/Page'
import { useRun } from '../../ui/run'
import { WechatLines } from './WechatLines'
import { WHOSE } from './words'
import { keys, setContacts, usePage, type Contact, type PatientPage } from './queries'

const LABELS = ['mobile', 'home', 'work', 'other'] as const
const MOST = 8

/** The telephone numbers of a person, each with whose it is. */
export function ContactsPanel({ page }: { page: PatientPage }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const [open, setOpen] = useState(false)
  const editable = may('patients.change') && page.patient.state === 'active'
  return (
    <Panel title={t('patients.contacts')} actions={editable && <Button size="small" onClick={() => setOpen(true)}>{t('patients.edit_short')}</Button>}>
      {page.contacts.length === 0 && <p className="hint">{t('patients.no_contacts')}</p>}
      <ul className="ls">
        {page.contacts.map((c) => (
          <li key={c.id}><b className="num">{c.number}</b> <span>{t(`patients.whose.${c.whose ?? 'other'}`)} · {t(`patients.label.${c.label ?? 'other'}`)}</span>{c.is_default && <small className="chip">{t('patients.default_number')}</small>}{c.note && <small>{c.note}</small>}</li>
        ))}
      </ul>
      <WechatLines page={page} />
      <ContactsDrawer open={open} page={page} onClose={() => setOpen(false)} />
    </Panel>
  )
}

interface Values {
  contacts: (Contact & { old?: string })[]
  first: number
}

/** A number that is there is shown masked and stays unless another is typed over it. */
function ContactsDrawer({ open, page, onClose }: { open: boolean; page: PatientPage; onClose: () => void }) {
  const { t } = useTranslation()
  const run = useRun(keys.one(page.patient.id))
  const fresh = usePage(page.patient.id)
  const [form] = Form.useForm<Values>()
  const save = async (v: Values) => {
    const list = (v.contacts ?? []).map(({ old, number, ...c }, i): Contact => ({ ...c, ...(number ? { number } : {}), is_default: i === v.first }))
    await run(() => setContacts(page.patient, list), () => ({ say: t('patients.contacts_changed') }))
    onClose()
  }
  const initial: Values = {
    contacts: page.contacts.map(({ number, ...c }) => ({ ...c, ...(number ? { old: number } : {}) })),
    first: Math.max(0, page.contacts.findIndex((c) => c.is_default)),
  }
  return (
    <FormDrawer<Values> open={open} form={form} title={t('patients.contacts')} width={600} initial={initial} onSave={save} onStale={() => fresh.refetch()} onClose={onClose}>
      <Form.Item name="first" style={{ marginBottom: 0 }}><DefaultChoice /></Form.Item>
      <Form.List name="contacts">
        {(fields, { add, remove }) => (
          <>
            {fields.map((f) => (
              <div key={f.key} className="ct">
                <Form.Item noStyle shouldUpdate>{() => (
                  <Radio checked={form.getFieldValue('first') === f.name} onChange={() => form.setFieldValue('first', f.name)} aria-label={t('patients.default_number')} title={t('patients.default_number')} />
                )}</Form.Item>
                <Form.Item name={[f.name, 'number']} rules={form.getFieldValue(['contacts', f.name, 'id']) ? [] : [{ required: true, message: t('form.required') }]}>
                  <Input inputMode="tel" maxLength={40} autoComplete="off" aria-label={t('patients.phone')} placeholder={(form.getFieldValue(['contacts', f.name, 'old']) as string | undefined) ?? t('patients.phone')} />
                </Form.Item>
                <Form.Item name={[f.name, 'whose']}><Select aria-label={t('patients.whose_phone')} options={WHOSE.map((w) => ({ value: w, label: t(`patients.whose.${w}`) }))} /></Form.Item>
                <Form.Item name={[f.name, 'label']}><Select aria-label={t('patients.phone_label')} options={LABELS.map((l) => ({ value: l, label: t(`patients.label.${l}`) }))} /></Form.Item>
                <Form.Item name={[f.name, 'note']}><Input maxLength={200} aria-label={t('patients.note')} placeholder={t('patients.note')} /></Form.Item>
                <Button type="text" icon={<DeleteOutlined />} aria-label={t('patients.remove')} onClick={() => { remove(f.name); form.setFieldValue('first', 0) }} />
              </div>
            ))}
            {fields.length < MOST && <Button icon={<PlusOutlined />} onClick={() => add({ whose: 'self', label: 'mobile' })}>{t('patients.add_number')}</Button>}
          </>
        )}
      </Form.List>
    </FormDrawer>
  )
}

/** Which number is the default is kept by the form; the rows show it. */
function DefaultChoice() {
  const { t } = useTranslation()
  return <p className="hint">{t('patients.default_help')}</p>
}
