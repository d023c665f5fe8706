import { Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { answer, type Schemas } from '@archwire/api'
import { api } from '../../app/api'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import type { Staff } from '../org/names'
import { StaffSelect } from '../org/StaffSelect'
import { PARTS, keys } from './queries'

type Body = Omit<Schemas['PatientsHandOverInBody'], 'from_staff_id' | 'patients'>

/** Everybody whom a colleague looks after in one part goes to another colleague, in one step. */
export function HandOverDrawer({ open, from, onClose }: { open: boolean; from: Staff; onClose: () => void }) {
  const { t } = useTranslation()
  const run = useRun(keys.all)
  return (
    <FormDrawer<Body> open={open} title={t('handover.title', { name: from.name })} save={t('handover.do')} initial={{ part: 'doctor' }} onClose={onClose} onSave={async (v) => {
      await run(() => answer(api.POST('/api/v1/patients/care-team/hand-over', { body: { ...v, from_staff_id: from.id } })), (r) => ({ say: t('handover.done', { n: r.count }) }))
      onClose()
    }}>
      <p className="hint">{t('handover.help')}</p>
      <Form.Item name="part" label={t('handover.part')}><Select options={PARTS.map((p) => ({ value: p, label: t(`patients.part.${p}`) }))} /></Form.Item>
      <Form.Item name="to_staff_id" label={t('handover.to')} rules={[{ required: true, message: t('form.required') }]}><StaffSelect only={(p) => p.id !== from.id} /></Form.Item>
      <Form.Item name="reason" label={t('handover.reason')} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={200} /></Form.Item>
    </FormDrawer>
  )
}
