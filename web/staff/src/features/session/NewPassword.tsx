import { Alert, Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { faultText } from '@archwire/i18n'
import { useAttempt } from '../../ui/attempt'

interface Values { present?: string; next: string; repeat: string }

export interface NewPasswordProps {
  /** Ask for the present one as well. */
  withPresent: boolean
  /** The form is what the page is there for: the keyboard begins in it. */
  focus?: boolean
  save: string
  onSave: (next: string, present: string) => Promise<void>
}

/** A new password, typed twice; the server says what it does not accept. */
export function NewPassword({ withPresent, focus = true, save, onSave }: NewPasswordProps) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Values>()
  const { busy, fault, attempt } = useAttempt()
  const submit = async (v: Values) => {
    if (await attempt(() => onSave(v.next, v.present ?? ''))) form.resetFields()
  }
  return (
    <Form<Values> form={form} layout="vertical" requiredMark={false} style={{ maxWidth: 420 }} onFinish={(v) => void submit(v)}>
      {fault && <Alert type="error" showIcon title={faultText(fault.errors[0]?.code || fault.code, fault.errors[0]?.args ?? fault.args)} style={{ marginBottom: 14 }} role="alert" />}
      {withPresent && (
        <Form.Item name="present" label={t('session.present')} rules={[{ required: true, message: t('session.need_password') }]}>
          <Input.Password autoFocus={focus} autoComplete="current-password" maxLength={256} />
        </Form.Item>
      )}
      <Form.Item name="next" label={t('session.next')} extra={t('session.next_help')} rules={[{ required: true, message: t('session.need_password') }]}>
        <Input.Password autoFocus={focus && !withPresent} autoComplete="new-password" maxLength={128} />
      </Form.Item>
      <Form.Item name="repeat" label={t('session.repeat')} dependencies={['next']}
        rules={[{ required: true, message: t('session.need_repeat') }, ({ getFieldValue }) => ({
          validator: (_, v) => !v || v === getFieldValue('next') ? Promise.resolve() : Promise.reject(new Error(t('session.not_same'))),
        })]}>
        <Input.Password autoComplete="new-password" maxLength={128} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={busy}>{save}</Button>
    </Form>
  )
}
