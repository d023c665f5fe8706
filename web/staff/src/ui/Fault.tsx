import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { faultText } from '@archwire/i18n'
import { asProblem } from './attempt'

/** A refusal in the server's words, with what to do where something can be done. */
export function Fault({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation()
  const p = asProblem(error)
  return (
    <Alert type="error" showIcon role="alert" title={faultText(p.code, p.args)}
      {...(onRetry ? { action: <Button size="small" onClick={onRetry}>{t('app.retry')}</Button> } : {})} />
  )
}
