import { Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from '@tanstack/react-query'
import { answer, type Schemas } from '@archwire/api'
import type { BoardVisit } from '@archwire/domain'
import { api } from '../../app/api'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { IconSprite } from '../../board/Icons'
import { Fault } from '../../ui/Fault'
import { Page } from '../../ui/Page'
import { keys } from '../visits/queries'
import { dayText } from '../visits/words'
import { Figures } from './Figures'
import { CallTasks } from './CallTasks'
import { DueList, OpenList } from './WorkLists'
import { VisitRows, type Group } from './VisitRows'
import '../../board/marks.css'
import '../visits/visits.css'
import './today.css'

export type Today = Schemas['VisitsTodayView'] & { visits: BoardVisit[] }

const useToday = (clinic: string) => useQuery({
  queryKey: keys.today(clinic), enabled: !!clinic, refetchInterval: 60_000,
  queryFn: async (): Promise<Today> => (await answer(api.GET('/api/v1/visits/today', { params: { query: { clinic_id: clinic } } }))) as Today,
})

/** The day's work: how many, who has come, who waits, and what is still to be settled. */
export default function TodayPage() {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const today = useToday(clinic)
  const [group, setGroup] = useState<Group>('state')
  useLiveQueries('visits', keys.today(clinic), keys.lists(clinic))
  const v = today.data
  return (
    <Page title={t('nav.today')} lead={v ? dayText(v.day) : ''}>
      <IconSprite />
      {today.isError && <Fault error={today.error} onRetry={() => void today.refetch()} />}
      {v && <Figures today={v} />}
      <div className="td">
        <section className="td-main">
          <header><h2>{t('today.list')}</h2>
            <Segmented<Group> size="small" aria-label={t('today.group_by')} value={group} onChange={(g: Group) => setGroup(g)} options={[
              { value: 'state', label: t('today.by_state') }, { value: 'place', label: t('today.by_place') }, { value: 'doctor', label: t('today.by_doctor') },
            ]} /></header>
          {v && <VisitRows visits={v.visits} group={group} now={v.now} />}
        </section>
        <aside className="td-side">
          <CallTasks clinic={clinic} />
          <OpenList clinic={clinic} />
          <DueList clinic={clinic} />
        </aside>
      </div>
    </Page>
  )
}
