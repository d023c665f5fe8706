import { Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { answer } from '@archwire/api'
import { api } from '../../app/api'
import { FormDrawer } from '../../ui/FormDrawer'
import { saveFile } from '../../ui/saveFile'
import { useRun } from '../../ui/run'
import type { PatientRecord } from './queries'

/** Hands a person's data out, with the reason; it is in the audit. */
export function ExportDrawer({ open, patient: p, onClose }: { open: boolean; patient: PatientRecord; onClose: () => void }) {
  const { t } = useTranslation()
  const run = useRun()
  return (
    <FormDrawer<{ reason: string }> open={open} title={t('patients.export')} save={t('patients.export_now')} onClose={onClose} onSave={async (body) => {
      const file = await run(() => answer(api.POST('/api/v1/patients/{id}/export', { params: { path: { id: p.id } }, body, parseAs: 'blob' })), () => ({ say: t('patients.exported') }))
      saveFile(file as unknown as Blob, `${p.record_no || 'person'}.zip`)
      onClose()
    }}>
      <p className="hint">{t('patients.export_help')}</p>
      <Form.Item name="reason" label={t('patients.reason')} rules={[{ required: true, message: t('form.required') }]}><Input autoFocus maxLength={200} /></Form.Item>
    </FormDrawer>
  )
}
