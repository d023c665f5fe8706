import { Alert, Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '@archwire/api'
import { LOCALES, faultText, switchLocale, type Locale } from '@archwire/i18n'
import { Logo } from '../../ui/Logo'
import type { Credentials, Me, SessionDoor } from './queries'

const GROUP = 'archwire.group'

/** Group code, name, password; then the second step. What was typed stays when it fails. */
export function LoginPage({ door, onIn }: { door: SessionDoor; onIn: (me: Me) => void }) {
  const { t } = useTranslation()
  const [second, setSecond] = useState(false)
  const [fault, setFault] = useState('')
  const [busy, setBusy] = useState(false)

  const attempt = async (act: () => Promise<void>) => {
    setBusy(true)
    setFault('')
    try {
      await act()
    } catch (e) {
      const p = e instanceof Problem ? e : new Problem(0, 'app.failed')
      setFault(faultText(p.code, p.args))
    } finally {
      setBusy(false)
    }
  }
  const login = (c: Credentials) => attempt(async () => {
    const result = await door.login(c)
    localStorage.setItem(GROUP, c.group)
    if (result.kind === 'in') onIn(result.me)
    else setSecond(true)
  })
  const verify = ({ code }: { code: string }) => attempt(async () => onIn(await door.second(code)))

  return (
    <main className="lg">
      <div className="lg-card">
        <header className="lg-head">
          <Logo size={44} />
          <div>
            <h1>{second ? t('session.second') : `${t('app.name')} · ${t('session.title')}`}</h1>
            <p>{t('session.tagline')}</p>
          </div>
        </header>
        {fault && <Alert type="error" showIcon title={fault} style={{ marginBottom: 14 }} role="alert" />}
        {second ? <SecondStep busy={busy} onSubmit={verify} onBack={() => { setSecond(false); setFault('') }} /> : <FirstStep busy={busy} onSubmit={login} />}
        <div className="lg-foot"><span /><LocaleSelect /></div>
      </div>
    </main>
  )
}

function FirstStep({ busy, onSubmit }: { busy: boolean; onSubmit: (c: Credentials) => void }) {
  const { t } = useTranslation()
  const group = localStorage.getItem(GROUP) ?? ''
  return (
    <Form layout="vertical" requiredMark={false} initialValues={{ group }} onFinish={onSubmit}>
      <Form.Item name="group" label={t('session.group')} rules={[{ required: true, message: t('session.need_group') }]}>
        <Input autoFocus={!group} autoComplete="organization" autoCapitalize="off" spellCheck={false} maxLength={64} />
      </Form.Item>
      <Form.Item name="name" label={t('session.name')} rules={[{ required: true, message: t('session.need_name') }]}>
        <Input autoFocus={!!group} autoComplete="username" spellCheck={false} maxLength={64} />
      </Form.Item>
      <Form.Item name="password" label={t('session.password')} rules={[{ required: true, message: t('session.need_password') }]}>
        <Input.Password autoComplete="current-password" maxLength={256} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block size="large" loading={busy}>{t('session.enter')}</Button>
    </Form>
  )
}

function SecondStep({ busy, onSubmit, onBack }: { busy: boolean; onSubmit: (v: { code: string }) => void; onBack: () => void }) {
  const { t } = useTranslation()
  return (
    <Form layout="vertical" requiredMark={false} onFinish={onSubmit}>
      <Form.Item name="code" label={t('session.code')} rules={[{ required: true, pattern: /^\d{6}$/, message: t('session.need_code') }]}>
        <Input autoFocus inputMode="numeric" autoComplete="one-time-code" maxLength={6} size="large" style={{ letterSpacing: 8, fontSize: 20 }} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block size="large" loading={busy}>{t('session.verify')}</Button>
      <Button type="link" block onClick={onBack}>{t('session.back')}</Button>
    </Form>
  )
}

/** Changes the language at once. */
export function LocaleSelect() {
  const { t, i18n } = useTranslation()
  return (
    <Select<Locale> size="small" variant="borderless" aria-label={t('app.language')} value={i18n.language as Locale} onChange={(l) => void switchLocale(l)}
      options={LOCALES.map((l) => ({ value: l, label: t(`app.lang.${l}`) }))} />
  )
}
