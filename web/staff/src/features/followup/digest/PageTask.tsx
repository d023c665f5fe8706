import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Panel } from '../../../ui/Page'
import { OutcomeForm } from '../../tasks/OutcomeForm'
import type { TaskFormProps } from '../../tasks/forms'

/** What is to be read on a page of its own, by the kind of the task: where it stands, and what its button says. */
const PAGES: Record<string, [path: string, text: string]> = {
  'followup.digest': ['/calls/digest', 'calls.open_digest'],
  'followup.week': ['/calls/week', 'calls.open_week'],
}

/** The digest of the morning, or the week: read on its page, and done with. */
export default function PageTask({ task, onDone }: TaskFormProps) {
  const { t } = useTranslation()
  const [path, text] = PAGES[task.kind] ?? PAGES['followup.digest']!
  return (
    <div className="mg">
      <div><Link to={path}><Button type="primary" tabIndex={-1}>{t(text)}</Button></Link></div>
      {task.state === 'open' && <Panel title={t('tasks.outcome')}><OutcomeForm task={task} onDone={onDone} /></Panel>}
    </div>
  )
}
