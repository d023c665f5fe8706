import { Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { answer, type Schemas } from '@archwire/api'
import type { BoardVisit } from '@archwire/domain'
import { api } from '../../app/api'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { Waiting } from '../../app/Waiting'
import { IconSprite } from '../../board/Icons'
import { Fault } from '../../ui/Fault'
import { Page } from '../../ui/Page'
import { useUndo } from '../../ui/Undo'
import { useVisitDoor } from '../visits/door'
import { keys, useBoard } from '../visits/queries'
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
  const arrive = useArrive(clinic)
  const v = today.data
  return (
    <Page title={t('nav.today')} lead={v ? dayText(v.day) : ''}>
      <IconSprite />
      {today.isError && <Fault error={today.error} onRetry={() => void today.refetch()} />}
      {today.isPending && <Waiting />}
      {v && <Figures today={v} />}
      <div className="td">
        <section className="td-main">
          <header><h2>{t('today.list')}</h2>
            <Segmented<Group> size="small" aria-label={t('today.group_by')} value={group} onChange={(g: Group) => setGroup(g)} options={[
              { value: 'state', label: t('today.by_state') }, { value: 'place', label: t('today.by_place') }, { value: 'doctor', label: t('today.by_doctor') },
            ]} /></header>
          {v && <VisitRows visits={v.visits} group={group} now={v.now} {...(arrive ? { onArrive: arrive } : {})} />}
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

/** Checks somebody in from the list: shown at once, taken back by undo. Undefined where one may not. */
function useArrive(clinic: string): ((v: BoardVisit) => void) | undefined {
  const { may } = useDesk()
  const { say } = useUndo()
  const client = useQueryClient()
  const door = useVisitDoor(useBoard(clinic, '').data)
  const show = (id: string, state: BoardVisit['state']) => client.setQueryData(keys.today(clinic), (old: Today | undefined) => old && { ...old, visits: (old.visits as BoardVisit[]).map((v) => (v.id === id ? { ...v, state } : v)) })
  if (!may('visits.step')) return undefined
  return (v) => {
    show(v.id, 'arrived')
    void door.change({ kind: 'step', id: v.id, step: 'arrive', place_id: '' }, []).then((refused) => {
      if (refused) { show(v.id, v.state); say(refused.text) }
      void client.invalidateQueries({ queryKey: keys.today(clinic) })
    })
  }
}
