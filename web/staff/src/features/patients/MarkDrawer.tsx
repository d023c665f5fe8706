import { Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { keys, mark, type PatientRecord } from './queries'

/** Why somebody is important, or no longer is. */
export function MarkDrawer({ open, patient: p, onClose }: { open: boolean; patient: PatientRecord; onClose: () => void }) {
  const { t } = useTranslation()
  const run = useRun(keys.one(p.id))
  const on = !p.important
  return (
    <FormDrawer<{ reason: string }> open={open} title={on ? t('patients.mark') : t('patients.unmark')} onClose={onClose} onSave={async ({ reason }) => {
      await run(() => mark(p.id, on, reason), () => ({ say: on ? t('patients.marked') : t('patients.unmarked'), back: () => mark(p.id, !on, on ? reason : p.important_reason) }))
      onClose()
    }}>
      <Form.Item name="reason" label={t('patients.mark_reason')} rules={[{ required: true, message: t('form.required') }]}><Input autoFocus maxLength={200} /></Form.Item>
    </FormDrawer>
  )
}
