import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Form, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { FormDrawer } from '../../ui/FormDrawer'
import { Panel } from '../../ui/Page'
import { useRun } from '../../ui/run'
import { keys, setDays, type PatientPage, type SpecialDay } from './queries'

const KINDS = ['birthday', 'wedding', 'other'] as const

/** Days to think of somebody: birthdays by either calendar, weddings, others. */
export function DaysPanel({ page }: { page: PatientPage }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const [open, setOpen] = useState(false)
  const id = page.patient.id
  const run = useRun(keys.one(id))
  const editable = may('patients.change') && page.patient.state === 'active'
  const save = async ({ days }: { days: SpecialDay[] }) => {
    await run(() => setDays(id, days ?? []), () => ({ say: t('patients.days_changed'), back: () => setDays(id, page.days) }))
    setOpen(false)
  }
  return (
    <Panel title={t('patients.days')} actions={editable && <Button size="small" onClick={() => setOpen(true)}>{t('patients.edit_short')}</Button>}>
      {page.days.length === 0 && <p className="hint">{t('patients.no_days')}</p>}
      <ul className="ls">{page.days.map((d, i) => <li key={i}><b>{t('patients.month_day', { month: d.month, day: d.day })}</b><span>{d.label || t(`patients.day.${d.kind}`)}{d.lunar ? ` · ${t('patients.lunar')}` : ''}{d.year ? ` · ${d.year}` : ''}</span></li>)}</ul>
      <FormDrawer<{ days: SpecialDay[] }> open={open} title={t('patients.days')} width={600} initial={{ days: page.days }} onSave={save} onClose={() => setOpen(false)}>
        <Form.List name="days">
          {(fields, { add, remove }) => (
            <>
              {fields.map((f) => (
                <div key={f.key} className="dy">
                  <Form.Item name={[f.name, 'kind']}><Select aria-label={t('patients.day_kind')} options={KINDS.map((k) => ({ value: k, label: t(`patients.day.${k}`) }))} /></Form.Item>
                  <Form.Item name={[f.name, 'month']} rules={[{ required: true, message: t('form.required') }]}><InputNumber min={1} max={12} aria-label={t('patients.month')} suffix={t('patients.month')} /></Form.Item>
                  <Form.Item name={[f.name, 'day']} rules={[{ required: true, message: t('form.required') }]}><InputNumber min={1} max={31} aria-label={t('patients.day_of_month')} suffix={t('patients.day_of_month')} /></Form.Item>
                  <Form.Item name={[f.name, 'lunar']} valuePropName="checked"><Checkbox>{t('patients.lunar')}</Checkbox></Form.Item>
                  <Form.Item name={[f.name, 'label']}><Input maxLength={200} aria-label={t('patients.note')} placeholder={t('patients.note')} /></Form.Item>
                  <Button type="text" icon={<DeleteOutlined />} aria-label={t('patients.remove')} onClick={() => remove(f.name)} />
                </div>
              ))}
              <Button icon={<PlusOutlined />} onClick={() => add({ kind: 'birthday' })}>{t('patients.add_day')}</Button>
            </>
          )}
        </Form.List>
      </FormDrawer>
    </Panel>
  )
}
