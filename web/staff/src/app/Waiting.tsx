import { Spin } from 'antd'
import { useTranslation } from 'react-i18next'

/** Something is on its way. */
export function Waiting() {
  const { t } = useTranslation()
  return <div className="er" role="status"><Spin /><span>{t('app.loading')}</span></div>
}
