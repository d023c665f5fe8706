import { Form, Input, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { serverNow } from '../../app/api'
import { useDesk } from '../../app/desk'
import { FormDrawer } from '../../ui/FormDrawer'
import { instantOf, localOf } from '../../ui/localTime'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { PersonSelect } from '../patients/PersonSelect'
import { StaffSelect } from '../org/StaffSelect'
import { ordered, useMatrix, useRoleName } from '../org/roleName'
import { TASKS, open as openTask, type NewTask } from './queries'
import { DayTimeInput } from '../../ui/DayInput'

interface Values {
  kind: NewTask['kind']
  text: string
  patient_id?: string
  due: string
  owner_id?: string
  role?: string
  priority: number
}

const HOUR = 3_600_000

/** Something to be done, written down by hand: for a person or a role, until a time. */
export function NewTaskDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const { me, clinic } = useDesk()
  const { zone } = useWhen()
  const run = useRun(TASKS)
  const [form] = Form.useForm<Values>()
  const kind = Form.useWatch('kind', form)
  const owner = Form.useWatch('owner_id', form)
  const roles = useMatrix()
  const name = useRoleName()
  const save = async ({ due, patient_id, owner_id, role, ...v }: Values) => {
    await run(() => openTask({ ...v, clinic_id: clinic, due_at: instantOf(due, zone), ...(patient_id ? { patient_id } : {}), ...(owner_id ? { owner_id } : role ? { role } : {}) }), () => ({ say: t('tasks.opened') }))
    onClose()
  }
  const required = [{ required: true, message: t('form.required') }]
  return (
    <FormDrawer<Values> open={open} form={form} title={t('tasks.new')} onSave={save} onClose={onClose} initial={{ kind: 'tasks.todo', priority: 2, owner_id: me.id, due: localOf(serverNow() + 2 * HOUR, zone) }}>
      <Form.Item name="kind" label={t('tasks.kind')}><Radio.Group optionType="button" options={(['tasks.todo', 'tasks.call'] as const).map((k) => ({ value: k, label: t(`task.${k}`) }))} /></Form.Item>
      <Form.Item name="text" label={t('tasks.what')} rules={required}><Input autoFocus maxLength={200} /></Form.Item>
      <Form.Item name="patient_id" label={t('tasks.patient')} rules={kind === 'tasks.call' ? required : []}><PersonSelect /></Form.Item>
      <div className="two">
        <Form.Item name="due" label={t('tasks.due')} rules={required}><DayTimeInput /></Form.Item>
        <Form.Item name="priority" label={t('tasks.priority')}><Select options={[1, 2, 3].map((p) => ({ value: p, label: t(`tasks.priority.${p}`) }))} /></Form.Item>
        <Form.Item name="owner_id" label={t('tasks.to_person')}><StaffSelect /></Form.Item>
        {!owner && <Form.Item name="role" label={t('tasks.to_role')} rules={required}><Select options={ordered(roles.data?.roles ?? []).map((r) => ({ value: r.id, label: name(r.id) }))} /></Form.Item>}
      </div>
    </FormDrawer>
  )
}
