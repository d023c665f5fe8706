import { Alert, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { answer } from '@archwire/api'
import { api } from '../../app/api'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { keys, type PatientRecord } from './queries'

/** Erases a person's data for good: the one thing that cannot be undone, so the record number is typed. */
export function EraseDrawer({ open, patient: p, onClose }: { open: boolean; patient: PatientRecord; onClose: () => void }) {
  const { t } = useTranslation()
  const run = useRun(keys.all)
  return (
    <FormDrawer<{ reason: string; record_no: string }> open={open} title={t('patients.erase')} save={t('patients.erase_now')} onClose={onClose} onSave={async ({ reason }) => {
      await run(() => answer(api.POST('/api/v1/patients/{id}/erase', { params: { path: { id: p.id } }, body: { reason } })), () => ({ say: t('patients.erased') }))
      onClose()
    }}>
      <Alert type="error" showIcon title={t('patients.erase_help')} style={{ marginBottom: 12 }} />
      <Form.Item name="reason" label={t('patients.reason')} rules={[{ required: true, message: t('form.required') }]}><Input autoFocus maxLength={200} /></Form.Item>
      <Form.Item name="record_no" label={t('patients.erase_type', { no: p.record_no })} rules={[{ required: true, validator: (_, v) => (v === p.record_no ? Promise.resolve() : Promise.reject(new Error(t('patients.erase_type', { no: p.record_no })))) }]}><Input autoComplete="off" /></Form.Item>
    </FormDrawer>
  )
}
