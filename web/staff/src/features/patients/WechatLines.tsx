import { DeleteOutlined, PlusOutlined, WechatOutlined } from '@ant-design/icons'
import { Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { keys, setWechats, type PatientPage, type Wechat } from './queries'
import { WHOSE } from './words'

const MOST = 8

/** The WeChat accounts through which a person is spoken with; a mother's may speak for several children. */
export function WechatLines({ page }: { page: PatientPage }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const [open, setOpen] = useState(false)
  const id = page.patient.id
  const run = useRun(keys.one(id))
  const editable = may('patients.change') && page.patient.state === 'active'
  const save = async ({ wechats }: { wechats: Wechat[] }) => {
    await run(() => setWechats(id, wechats ?? []), () => ({ say: t('patients.wechats_changed'), back: () => setWechats(id, page.wechats) }))
    setOpen(false)
  }
  return (
    <>
      <ul className="ls">
        {page.wechats.map((w, i) => <li key={i}><WechatOutlined aria-label={t('patients.wechat')} /> <b>{w.nick}</b> <span>{t(`patients.whose.${w.whose ?? 'self'}`)}</span>{w.note && <small>{w.note}</small>}</li>)}
        {editable && <li><Button size="small" type="dashed" icon={<WechatOutlined />} onClick={() => setOpen(true)}>{page.wechats.length > 0 ? t('patients.wechat_edit') : t('patients.wechat_add')}</Button></li>}
      </ul>
      <FormDrawer<{ wechats: Wechat[] }> open={open} title={t('patients.wechat')} width={560} initial={{ wechats: page.wechats.length > 0 ? page.wechats : [{ nick: '', whose: 'self' }] }} onSave={save} onClose={() => setOpen(false)}>
        <p className="hint" style={{ marginBottom: 8 }}>{t('patients.wechat_help')}</p>
        <Form.List name="wechats">
          {(fields, { add, remove }) => (
            <>
              {fields.map((f) => (
                <div key={f.key} className="wc">
                  <Form.Item name={[f.name, 'nick']} rules={[{ required: true, message: t('form.required') }]}><Input autoFocus={f.key === 0} maxLength={60} autoComplete="off" aria-label={t('patients.wechat_nick')} placeholder={t('patients.wechat_nick')} /></Form.Item>
                  <Form.Item name={[f.name, 'whose']}><Select aria-label={t('patients.wechat_whose')} options={WHOSE.map((w) => ({ value: w, label: t(`patients.whose.${w}`) }))} /></Form.Item>
                  <Form.Item name={[f.name, 'note']}><Input maxLength={200} aria-label={t('patients.note')} placeholder={t('patients.note')} /></Form.Item>
                  <Button type="text" icon={<DeleteOutlined />} aria-label={t('patients.remove')} onClick={() => remove(f.name)} />
                </div>
              ))}
              {fields.length < MOST && <Button icon={<PlusOutlined />} onClick={() => add({ nick: '', whose: 'self' })}>{t('patients.wechat_add')}</Button>}
            </>
          )}
        </Form.List>
      </FormDrawer>
    </>
  )
}
