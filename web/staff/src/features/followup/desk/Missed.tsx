import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLiveQueries } from '../../../app/live'
import { useWhen } from '../../../ui/when'
import { TaskDrawer } from '../../tasks/TaskDrawer'
import { TASKS, ofKind } from '../../tasks/queries'

/** Who did not come and is to be called within the hour: before all other calls, in a drawer over the desk. */
export function Missed({ clinic, now }: { clinic: string; now: number }) {
  const { t } = useTranslation()
  const when = useWhen()
  const [id, setId] = useState('')
  const list = useQuery({ queryKey: [...TASKS, 'missed', clinic], queryFn: () => ofKind('visits.no_show_call', clinic), enabled: clinic !== '', refetchInterval: 60_000 })
  useLiveQueries('tasks', [...TASKS, 'missed'])
  const rows = list.data ?? []
  return (
    <>
      {rows.length > 0 && (
        <section aria-label={t('calls.group.missed')}>
          <h2>{t('calls.group.missed')} <small>{rows.length}</small></h2>
          <ul>{rows.map((x) => (
            <li key={x.id}>
              <button type="button" className="cd-row" onClick={() => setId(x.id)}>
                <time className={x.due_at < now ? 'cd-late' : ''}>{when.clock(x.due_at)}</time>
                <b>{x.patient?.name}</b>
                <span className="cd-marks">{x.due_at < now && <em className="cd-late">{t('calls.late')}</em>}{x.outcome === 'no_answer' && <em>{t('task.outcome.no_answer')}</em>}</span>
                <small>{t('calls.missed_at', { time: String(x.title_args?.['time'] ?? '') })}</small>
              </button>
            </li>
          ))}</ul>
        </section>
      )}
      <TaskDrawer id={id} onClose={() => setId('')} />
    </>
  )
}
