import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useQuery } from '@tanstack/react-query'
import { answer } from '@archwire/api'
import { api } from '../../app/api'
import { useLiveQueries } from '../../app/live'
import { Panel } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'

/** Calls to those who did not come; each is due within the hour after the booked start. */
export function CallTasks({ clinic }: { clinic: string }) {
  const { t } = useTranslation()
  const when = useWhen()
  const key = ['tasks', 'no_show_calls', clinic]
  useLiveQueries('tasks', key)
  const list = useQuery({
    queryKey: key, enabled: !!clinic,
    queryFn: async () => (await answer(api.GET('/api/v1/tasks', { params: { query: { clinic_id: clinic, kind: 'visits.no_show_call', whose: 'clinic', state: 'open' } } }))).items,
  })
  return (
    <Panel title={t('today.calls')}>
      {list.data?.length === 0 && <p className="em">{t('today.no_calls')}</p>}
      <ul className="td-list">
        {list.data?.map((k) => (
          <li key={k.id}>
            <Link to={`/board?visit=${k.subject_id}`}><b>{k.patient?.name ?? ''}</b> <span>{k.patient?.phone_masked}</span></Link>
            <StatusTag tone={k.colour === 'red' ? 'bad' : k.colour === 'amber' ? 'warn' : 'plain'}>{t('today.due', { at: when.clock(k.due_at) })}</StatusTag>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
