import { PhoneOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { StatusTag } from '../../ui/StatusTag'
import { useRun } from '../../ui/run'
import { BILLING, callOverdue } from './queries'

/** Hands the call about an overdue contract to the desk, by one act; it closes by itself when it is paid. */
export function CallButton({ agreement, called, name }: { agreement: string; called: boolean; name: string }) {
  const { t } = useTranslation()
  const run = useRun(BILLING, ['tasks'])
  const [busy, setBusy] = useState(false)
  if (called) return <StatusTag tone="plain">{t('billing.call_open')}</StatusTag>
  const call = () => { setBusy(true); void run(() => callOverdue(agreement), () => ({ say: t('billing.call_opened') })).catch(() => undefined).finally(() => setBusy(false)) }
  return <Button size="small" icon={<PhoneOutlined />} loading={busy} aria-label={`${t('billing.call')} ${name}`} onClick={(e) => { e.stopPropagation(); call() }}>{t('billing.call')}</Button>
}
