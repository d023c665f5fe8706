import { Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { keys, mark, type PatientRecord } from './queries'

/** Why somebody is important. */
export function MarkDrawer({ open, patient: p, onClose }: { open: boolean; patient: PatientRecord; onClose: () => void }) {
  const { t } = useTranslation()
  const run = useRun(keys.one(p.id))
  return (
    <FormDrawer<{ reason: string }> open={open} title={t('patients.mark')} onClose={onClose} onSave={async ({ reason }) => {
      await run(() => mark(p.id, true, reason), () => ({ say: t('patients.marked'), back: () => mark(p.id, false, '') }))
      onClose()
    }}>
      <Form.Item name="reason" label={t('patients.mark_reason')} rules={[{ required: true, message: t('form.required') }]}><Input autoFocus maxLength={200} /></Form.Item>
    </FormDrawer>
  )
}
