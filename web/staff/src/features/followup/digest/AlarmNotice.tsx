import { WarningFilled } from '@ant-design/icons'
import { useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { useDesk } from '../../../app/desk'
import { useWhen } from '../../../ui/when'
import type { Task } from '../../tasks/queries'
import { useContact } from '../queries'
import { say } from '../words'
import { opened, openedBy } from './opened'
import './digest.css'

/** A red answer, on whatever screen one is, until it was opened. */
export default function AlarmNotice({ tasks }: { tasks: Task[] }) {
  const { t } = useTranslation()
  const when = useWhen()
  const { me } = useDesk()
  const here = useLocation().pathname
  const [seen, setSeen] = useState(() => openedBy(me.id))
  const fresh = tasks.filter((x) => !seen.includes(x.id) && here !== `/tasks/${x.id}`)
  const x = fresh[0]
  useMark('al-noticed', !!x)
  const said = useContact(x?.subject_id ?? '').data?.results?.at(-1)?.spoke ?? []
  if (!x) return null
  return createPortal(
    <div className="al-notice" role="alert">
      <WarningFilled aria-hidden />
      <span><b>{t('calls.alarm')}</b> {x.patient?.name} {said.map((s) => say(s.words)).join(t('app.semicolon'))}</span>
      <span>{t('calls.alarm_due', { at: when.clock(x.due_at) })}{fresh.length > 1 && ` · ${t('calls.alarm_more', { n: fresh.length - 1 })}`}</span>
      <Link to={`/tasks/${x.id}`} onClick={() => setSeen(opened(me.id, x.id))}>{t('calls.alarm_open')}</Link>
    </div>, document.body)
}

/** Marks the body for the page's own rules; body:has() would be asked at every change of the page. */
function useMark(name: string, on: boolean) {
  useEffect(() => {
    document.body.classList.toggle(name, on)
    return () => document.body.classList.remove(name)
  }, [name, on])
}
