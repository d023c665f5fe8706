import { Alert, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { faultText, switchLocale, type Locale } from '@archwire/i18n'
import { useAttempt } from '../../ui/attempt'
import { LocaleSelect } from './LocaleSelect'
import { OutsideCard } from './OutsideCard'
import type { Credentials, Me, SessionDoor } from './queries'

const GROUP = 'archwire.group'

export interface LoginPageProps {
  door: SessionDoor
  onIn: (me: Me) => void
  /** Who was at work when the session ended: the page behind waits for them. */
  again?: Me
}

/** Group code, name, password; then the second step. What was typed stays when it fails. */
export default function LoginPage({ door, onIn, again }: LoginPageProps) {
  const { t } = useTranslation()
  const [second, setSecond] = useState(false)
  const [picked, setPicked] = useState<Locale | null>(null)
  const { busy, fault, clear, attempt } = useAttempt()

  const enter = async (me: Me) => {
    if (picked && picked !== me.locale) await door.setLocale(picked)
    onIn(picked ? { ...me, locale: picked } : me)
  }
  const login = (c: Credentials) => attempt(async () => {
    const result = await door.login(c)
    localStorage.setItem(GROUP, c.group)
    if (result.kind === 'in') await enter(result.me)
    else setSecond(true)
  })
  const verify = ({ code }: { code: string }) => attempt(async () => enter(await door.second(code.trim())))

  const title = second ? t('session.second') : again ? t('session.again') : `${t('app.name')} · ${t('session.title')}`
  return (
    <OutsideCard title={title} over={!!again} foot={<LocaleSelect onPick={(l) => { setPicked(l); void switchLocale(l) }} />}>
      {fault && <Alert type="error" showIcon title={faultText(fault.code, fault.args)} style={{ marginBottom: 14 }} role="alert" />}
      {second ? <SecondStep busy={busy} onSubmit={verify} onBack={() => { setSecond(false); clear() }} /> : <FirstStep busy={busy} onSubmit={login} {...(again ? { again } : {})} />}
    </OutsideCard>
  )
}

function FirstStep({ busy, onSubmit, again }: { busy: boolean; onSubmit: (c: Credentials) => void; again?: Me }) {
  const { t } = useTranslation()
  const group = again?.group.code ?? localStorage.getItem(GROUP) ?? ''
  return (
    <Form layout="vertical" requiredMark={false} initialValues={{ group, login: again?.login }} onFinish={onSubmit}>
      <Form.Item name="group" label={t('session.group')} rules={[{ required: true, message: t('session.need_group') }]}>
        <Input autoFocus={!group} autoComplete="organization" autoCapitalize="off" spellCheck={false} maxLength={64} />
      </Form.Item>
      <Form.Item name="login" label={t('session.name')} rules={[{ required: true, message: t('session.need_name') }]}>
        <Input autoFocus={!!group && !again} autoComplete="username" autoCapitalize="off" spellCheck={false} maxLength={128} />
      </Form.Item>
      <Form.Item name="password" label={t('session.password')} rules={[{ required: true, message: t('session.need_password') }]}>
        <Input.Password autoFocus={!!again} autoComplete="current-password" maxLength={256} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block size="large" loading={busy}>{t('session.enter')}</Button>
    </Form>
  )
}

function SecondStep({ busy, onSubmit, onBack }: { busy: boolean; onSubmit: (v: { code: string }) => void; onBack: () => void }) {
  const { t } = useTranslation()
  return (
    <Form layout="vertical" requiredMark={false} onFinish={onSubmit}>
      <Form.Item name="code" label={t('session.code')} extra={t('session.code_help')} rules={[{ required: true, min: 6, message: t('session.need_code') }]}>
        <Input autoFocus autoComplete="one-time-code" autoCapitalize="off" spellCheck={false} maxLength={20} size="large" style={{ letterSpacing: 4, fontSize: 20 }} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block size="large" loading={busy}>{t('session.verify')}</Button>
      <Button type="link" block onClick={onBack}>{t('session.back')}</Button>
    </Form>
  )
}
