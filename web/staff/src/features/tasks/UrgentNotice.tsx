import { WarningFilled } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { serverNow } from '../../app/api'
import { keys, mostUrgent } from './queries'
import { useTaskWords } from './words'
import './notice.css'

const FRESH = 15 * 60_000
const SOON = 2 * 60 * 60_000
const SEEN = 'archwire.urgent_seen'

/** Something urgent but a doctor's call, which has a notice of its own, that has just come and is due soon, on whatever screen one is, until it was seen. */
export function UrgentNotice() {
  const { t } = useTranslation()
  const words = useTaskWords()
  const [seen, setSeen] = useState(() => sessionStorage.getItem(SEEN) ?? '')
  const { data: x } = useQuery({ queryKey: keys.urgent, queryFn: mostUrgent })
  if (!x || x.priority !== 1 || x.kind === 'followup.doctor_call' || x.id === seen || serverNow() - x.opened_at > FRESH || x.due_at - serverNow() > SOON) return null
  const close = () => { sessionStorage.setItem(SEEN, x.id); setSeen(x.id) }
  return createPortal(
    <div className="tk-notice" role="alert">
      <WarningFilled aria-hidden /> <b>{t('tasks.priority.1')}</b> <span>{words.title(x)}{x.patient && ` · ${x.patient.name}`}</span>
      <Link to={`/tasks/${x.id}`} onClick={close}>{t('found.open')}</Link>
      <button type="button" aria-label={t('undo.close')} onClick={close}>✕</button>
    </div>, document.body)
}
