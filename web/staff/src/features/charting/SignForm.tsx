import { Alert, Button, Input, Modal, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { Fault } from '../../ui/Fault'
import { useAttempt } from '../../ui/attempt'
import { rulesOf } from './parts'
import type { Finding, Proof } from './recordQueries'

interface Props {
  title: string
  findings: readonly Finding[]
  /** An amendment says why. */
  withReason?: boolean
  /** Writes into the draft that an allergy is denied, and looks at the rules again; absent where the text stands already. */
  onDeny?: () => Promise<void>
  onSign: (proof: Proof, reasons: { rule: string; reason: string }[], reason: string) => Promise<void>
  onClose: () => void
}

/** The signature: what must be put right, a reason for each warning, and once more who one is. */
export function SignForm({ title, findings, withReason = false, onDeny, onSign, onClose }: Props) {
  const { t } = useTranslation()
  const { me } = useDesk()
  const { busy, fault, attempt } = useAttempt()
  const [reasons, setReasons] = useState<Record<string, string>>({})
  const [reason, setReason] = useState('')
  const [by, setBy] = useState<'password' | 'code'>('password')
  const [secret, setSecret] = useState('')
  const against = rulesOf(findings.filter((f) => f.severity === 'error'))
  const warnings = rulesOf(findings.filter((f) => f.severity === 'warning'))
  const ready = against.length === 0 && secret !== '' && (!withReason || reason.trim() !== '') && warnings.every((f) => (reasons[f.rule] ?? '').trim().length > 1)
  const send = () => void attempt(async () => {
    await onSign(by === 'password' ? { password: secret } : { code: secret }, warnings.map((f) => ({ rule: f.rule, reason: reasons[f.rule]!.trim() })), reason.trim())
  })
  return (
    <Modal open title={title} onCancel={onClose} width={460} destroyOnHidden
      footer={[<Button key="no" onClick={onClose}>{t('form.cancel')}</Button>,
        <Button key="yes" type="primary" disabled={!ready} loading={busy} onClick={send}>{t('record.sign')}</Button>]}>
      <div className="mg">
        {against.length > 0 && <Alert type="error" showIcon title={t('record.put_right')} description={<ul className="rc-list">{against.map((f) => <li key={f.rule}>{t(`charting.part.${f.part}`)}{t('app.colon')}{t(`charting.rule.${f.rule}`)}</li>)}</ul>} />}
        {onDeny && [...against, ...warnings].some((f) => f.rule === 'allergy_stated') && (
          <div className="rc-deny"><span>{t('record.allergy_unknown')}</span>
            <span className="row"><Button loading={busy} onClick={() => void attempt(onDeny)}>{t('record.allergy_denied')}</Button><Button onClick={() => { onClose(); requestAnimationFrame(() => document.getElementById('part-history')?.focus()) }}>{t('record.allergy_write')}</Button></span></div>
        )}
        {against.length === 0 && warnings.map((f) => (
          <label key={f.rule} className="rc-reason">{t('record.why_although', { rule: t(`charting.rule.${f.rule}`) })}
            <Input value={reasons[f.rule] ?? ''} maxLength={1000} onChange={(e) => setReasons({ ...reasons, [f.rule]: e.target.value })} />
          </label>
        ))}
        {withReason && (
          <label className="rc-reason">{t('record.amend_reason')}
            <Input.TextArea rows={2} value={reason} maxLength={1000} onChange={(e) => setReason(e.target.value)} />
          </label>
        )}
        {against.length === 0 && (
          <>
            {me.has_factor && <Segmented<'password' | 'code'> value={by} aria-label={t('record.sign')} onChange={(v) => { setBy(v); setSecret('') }} options={[{ value: 'password', label: t('record.by_password') }, { value: 'code', label: t('record.by_code') }]} />}
            <label className="rc-reason">{by === 'password' ? t('record.password_again', { name: me.name }) : t('record.code_now')}
              {by === 'password'
                ? <Input.Password autoComplete="current-password" value={secret} onChange={(e) => setSecret(e.target.value)} onPressEnter={() => { if (ready) send() }} />
                : <Input autoComplete="one-time-code" inputMode="numeric" maxLength={20} value={secret} onChange={(e) => setSecret(e.target.value)} onPressEnter={() => { if (ready) send() }} />}
            </label>
          </>
        )}
        {fault && <Fault error={fault} />}
      </div>
    </Modal>
  )
}
