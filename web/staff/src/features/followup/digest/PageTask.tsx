import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Panel } from '../../../ui/Page'
import { OutcomeForm } from '../../tasks/OutcomeForm'
import type { TaskFormProps } from '../../tasks/forms'

/** The digest of the morning, or the week: read on its page, and done with. */
export default function PageTask({ task, onDone }: TaskFormProps) {
  const { t } = useTranslation()
  const week = task.kind === 'followup.week'
  return (
    <div className="mg">
      <div><Link to={week ? '/calls/week' : '/calls/digest'}><Button type="primary" tabIndex={-1}>{t(week ? 'calls.open_week' : 'calls.open_digest')}</Button></Link></div>
      {task.state === 'open' && <Panel title={t('tasks.outcome')}><OutcomeForm task={task} onDone={onDone} /></Panel>}
    </div>
  )
}
