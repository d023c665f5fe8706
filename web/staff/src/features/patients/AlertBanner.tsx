import { PlusOutlined, WarningFilled } from '@ant-design/icons'
import { Button, Checkbox, Form, Input, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { endAlert, keys, noteAlert, type Alert, type NewAlert, type PatientPage } from './queries'

const KINDS = ['allergy', 'disease', 'medicine'] as const

/** Allergies, diseases, medicines: red, with a sign, on every tab. They end with a reason and are never deleted. */
export function AlertBanner({ page }: { page: PatientPage }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const [adding, setAdding] = useState(false)
  const [ending, setEnding] = useState<Alert | null>(null)
  const mine = may('patients.alerts') && page.patient.state === 'active'
  const now = page.alerts.filter((a) => !a.ended_at).sort((a, b) => Number(b.severe) - Number(a.severe))
  return (
    <section className={now.length > 0 ? 'al al-on' : 'al'} aria-label={t('patients.alerts')}>
      {now.length === 0 ? <span className="hint">{t('patients.no_alerts')}</span> : (
        <ul>
          {now.map((a) => (
            <li key={a.id} className={a.severe ? 'al-severe' : ''}>
              <WarningFilled aria-hidden /> <b>{t(`patients.alert.${a.kind}`)}</b> {a.text} {a.severe && <em>{t('patients.severe')}</em>}
              {mine && <button type="button" className="al-end" onClick={() => setEnding(a)} aria-label={t('patients.end_alert', { text: a.text })}>{t('patients.end')}</button>}
            </li>
          ))}
        </ul>
      )}
      {mine && <Button size="small" icon={<PlusOutlined />} onClick={() => setAdding(true)}>{t('patients.add_alert')}</Button>}
      <AddDrawer open={adding} id={page.patient.id} onClose={() => setAdding(false)} />
      <EndDrawer alert={ending} id={page.patient.id} onClose={() => setEnding(null)} />
    </section>
  )
}

function AddDrawer({ open, id, onClose }: { open: boolean; id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const run = useRun(keys.one(id))
  return (
    <FormDrawer<NewAlert> open={open} title={t('patients.add_alert')} initial={{ kind: 'allergy', severe: false }} onClose={onClose} onSave={async (v) => {
      await run(() => noteAlert(id, v), () => ({ say: t('patients.alert_added') }))
      onClose()
    }}>
      <Form.Item name="kind" label={t('patients.alert_kind')}><Radio.Group optionType="button" options={KINDS.map((k) => ({ value: k, label: t(`patients.alert.${k}`) }))} /></Form.Item>
      <Form.Item name="text" label={t('patients.alert_text')} rules={[{ required: true, message: t('form.required') }]}><Input autoFocus maxLength={200} placeholder={t('patients.alert_example')} /></Form.Item>
      <Form.Item name="severe" valuePropName="checked"><Checkbox>{t('patients.severe')}</Checkbox></Form.Item>
    </FormDrawer>
  )
}

function EndDrawer({ alert, id, onClose }: { alert: Alert | null; id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const run = useRun(keys.one(id))
  return (
    <FormDrawer<{ reason: string }> open={alert !== null} title={t('patients.end_alert', { text: alert?.text ?? '' })} onClose={onClose} onSave={async ({ reason }) => {
      await run(() => endAlert(id, alert!.id, reason), () => ({ say: t('patients.alert_over') }))
      onClose()
    }}>
      <p className="hint">{t('patients.end_alert_help')}</p>
      <Form.Item name="reason" label={t('patients.reason')} rules={[{ required: true, message: t('form.required') }]}><Input autoFocus maxLength={200} /></Form.Item>
    </FormDrawer>
  )
}
