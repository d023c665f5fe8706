import { Checkbox, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { changeStaff, keys, type Staff, type StaffChange } from './queries'
import { DayInput } from '../../ui/DayInput'

/** What is known of a colleague. */
export function StaffDrawer({ open, person: p, onStale, onClose }: { open: boolean; person: Staff; onStale: () => unknown; onClose: () => void }) {
  const { t } = useTranslation()
  const run = useRun(keys.staff)
  const before: StaffChange = {
    name: p.name, title: p.title, initials: p.initials, colour: p.colour, may_do_licensed_acts: p.may_do_licensed_acts, employed_from: p.employed_from, employed_to: p.employed_to,
    ...(p.account ? { login: p.account.login } : {}),
  }
  const save = async (_: StaffChange, touched: StaffChange) => {
    if (Object.keys(touched).length > 0) {
      const old = Object.fromEntries(Object.keys(touched).map((k) => [k, before[k as keyof StaffChange]])) as StaffChange
      await run(() => changeStaff(p, touched), (after) => ({ say: t('org.staff_changed', { name: after.name }), back: () => changeStaff(after, old) }))
    }
    onClose()
  }
  return (
    <FormDrawer<StaffChange> open={open} title={t('org.edit_staff')} initial={before} onSave={save} onStale={onStale} onClose={onClose}>
      <div className="two">
        <Form.Item name="name" label={t('org.person_name')} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={64} /></Form.Item>
        <Form.Item name="initials" label={t('org.initials')}><Input maxLength={16} /></Form.Item>
        <Form.Item name="title" label={t('org.title')}><Input maxLength={60} /></Form.Item>
        <Form.Item name="colour" label={t('org.colour')}><Input type="color" style={{ width: 90 }} /></Form.Item>
        <Form.Item name="employed_from" label={t('org.employed_from')}><DayInput /></Form.Item>
        <Form.Item name="employed_to" label={t('org.employed_to')}><DayInput /></Form.Item>
      </div>
      {p.account && <Form.Item name="login" label={t('org.login')}><Input maxLength={64} autoCapitalize="off" /></Form.Item>}
      <Form.Item name="may_do_licensed_acts" valuePropName="checked"><Checkbox>{t('org.licensed')}</Checkbox></Form.Item>
    </FormDrawer>
  )
}
