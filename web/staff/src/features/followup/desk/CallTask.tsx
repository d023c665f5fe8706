import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { TaskFormProps } from '../../tasks/forms'

/** The task of a call is done at the desk. */
export default function CallTask({ task }: TaskFormProps) {
  const { t } = useTranslation()
  return <div className="mg"><p className="hint">{t('calls.at_desk')}</p><div><Link to={`/calls/${task.subject_id}?whose=all`}><Button type="primary" tabIndex={-1}>{t('calls.open_desk')}</Button></Link></div></div>
}
