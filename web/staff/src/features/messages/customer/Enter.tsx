import { Alert, Button, Form, Input } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { faultText } from '@archwire/i18n'
import { Waiting } from '../../../app/Waiting'
import { asProblem, useAttempt } from '../../../ui/attempt'
import { OutsideCard } from '../../session/OutsideCard'
import type { SessionDoor } from '../../session/queries'
import { cameBack } from './address'
import { begin, finish, goOn } from './enter'

/** Logs a colleague in by WeCom: nothing is typed, but for a second factor. */
export default function Enter({ door }: { door: SessionDoor }) {
  const { t } = useTranslation()
  const [fault, setFault] = useState('')
  const [second, setSecond] = useState(false)
  useEffect(() => {
    const q = new URLSearchParams(window.location.search)
    const step = cameBack() ? finish().then((more) => { if (more) setSecond(true); else goOn() }) : begin(q.get('g') ?? '', q.get('a') ?? '')
    step.catch((e: unknown) => { const f = asProblem(e); setFault(faultText(f.code, f.args)) })
  }, [])
  if (second) return <Second door={door} />
  if (!fault) return <Waiting />
  return (
    <OutsideCard title={t('customer.enter')}>
      <Alert type="error" showIcon role="alert" title={fault} style={{ marginBottom: 14 }} />
      <Button type="primary" block onClick={goOn}>{t('customer.enter_again')}</Button>
    </OutsideCard>
  )
}

function Second({ door }: { door: SessionDoor }) {
  const { t } = useTranslation()
  const { busy, fault, attempt } = useAttempt()
  return (
    <OutsideCard title={t('session.second')}>
      {fault && <Alert type="error" showIcon role="alert" title={faultText(fault.code, fault.args)} style={{ marginBottom: 14 }} />}
      <Form<{ code: string }> layout="vertical" onFinish={({ code }) => void attempt(async () => { await door.second(code.trim()); goOn() })}>
        <Form.Item name="code" label={t('session.code')} rules={[{ required: true, message: t('form.required') }]}><Input autoFocus inputMode="numeric" autoComplete="one-time-code" /></Form.Item>
        <Button type="primary" htmlType="submit" block loading={busy}>{t('session.enter')}</Button>
      </Form>
    </OutsideCard>
  )
}
