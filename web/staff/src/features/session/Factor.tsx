import { Alert, Button, Form, Input } from 'antd'
import { QRCodeSVG } from 'qrcode.react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { useAttempt } from '../../ui/attempt'
import { CopyText } from '../../ui/CopyText'
import { Fault } from '../../ui/Fault'
import { Panel } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { confirmFactor, dropFactor, enrolFactor } from './queries'

type Stage = { at: 'rest' } | { at: 'password'; for: 'enrol' | 'drop' } | { at: 'scan'; secret: string; url: string } | { at: 'codes'; codes: string[] }

/** The second factor: set up with a QR code, given up with the password. */
export function Factor() {
  const { t } = useTranslation()
  const { me, onChanged } = useDesk()
  const [stage, setStage] = useState<Stage>({ at: 'rest' })
  const { busy, fault, clear, attempt } = useAttempt()
  const to = (s: Stage) => { clear(); setStage(s) }

  const again = (goal: 'enrol' | 'drop', password: string) => attempt(async () => {
    if (goal === 'drop') {
      await dropFactor(password)
      await onChanged()
      to({ at: 'rest' })
    } else {
      to({ at: 'scan', ...(await enrolFactor(password)) })
    }
  })
  const confirm = (code: string) => attempt(async () => {
    const { codes } = await confirmFactor(code)
    await onChanged()
    to({ at: 'codes', codes })
  })
  return (
    <Panel title={t('factor.title')} actions={<StatusTag tone={me.has_factor ? 'good' : 'plain'}>{me.has_factor ? t('factor.on') : t('factor.off')}</StatusTag>}>
      {fault && <Fault error={fault} />}
      {stage.at === 'rest' && (
        <>
          <p className="hint">{t('factor.help')}</p>
          <div className="row">
            <Button type={me.has_factor ? 'default' : 'primary'} onClick={() => to({ at: 'password', for: 'enrol' })}>{me.has_factor ? t('factor.renew') : t('factor.set_up')}</Button>
            {me.has_factor && <Button onClick={() => to({ at: 'password', for: 'drop' })}>{t('factor.drop')}</Button>}
          </div>
        </>
      )}
      {stage.at === 'password' && <OneField label={t('factor.password')} save={t('factor.next')} busy={busy} secret onBack={() => to({ at: 'rest' })} onSave={(v) => void again(stage.for, v)} />}
      {stage.at === 'scan' && (
        <div className="fc">
          <QRCodeSVG value={stage.url} size={176} marginSize={2} title={t('factor.qr')} />
          <div>
            <p>{t('factor.scan')}</p>
            <p className="hint">{t('factor.by_hand')} <CopyText text={stage.secret} mono /></p>
            <OneField label={t('factor.first_code')} save={t('session.verify')} busy={busy} onBack={() => to({ at: 'rest' })} onSave={(v) => void confirm(v.trim())} />
          </div>
        </div>
      )}
      {stage.at === 'codes' && (
        <>
          <Alert type="warning" showIcon title={t('factor.keep_codes')} />
          <ol className="fc-codes" aria-label={t('factor.codes')}>{stage.codes.map((c) => <li key={c}>{c}</li>)}</ol>
          <div className="row"><CopyText text={stage.codes.join('\n')} label={t('factor.copy_codes')} /><Button type="primary" onClick={() => to({ at: 'rest' })}>{t('factor.kept')}</Button></div>
        </>
      )}
    </Panel>
  )
}

interface OneFieldProps {
  label: string
  save: string
  busy: boolean
  secret?: boolean
  onBack: () => void
  onSave: (value: string) => void
}

function OneField({ label, save, busy, secret = false, onBack, onSave }: OneFieldProps) {
  const { t } = useTranslation()
  const Field = secret ? Input.Password : Input
  return (
    <Form layout="vertical" requiredMark={false} onFinish={({ value }: { value: string }) => onSave(value)} style={{ maxWidth: 320 }}>
      <Form.Item name="value" label={label} rules={[{ required: true, message: t('form.required') }]}>
        <Field autoFocus autoComplete={secret ? 'current-password' : 'one-time-code'} maxLength={secret ? 256 : 10} />
      </Form.Item>
      <div className="row"><Button type="primary" htmlType="submit" loading={busy}>{save}</Button><Button onClick={onBack}>{t('form.cancel')}</Button></div>
    </Form>
  )
}
