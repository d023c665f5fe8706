import { Segmented } from 'antd'
import { Suspense, lazy, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from '@tanstack/react-query'
import { answer, type Schemas } from '@archwire/api'
import type { BoardVisit } from '@archwire/domain'
import { api } from '../../app/api'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { Waiting } from '../../app/Waiting'
import { IconSprite } from '../../board/Icons'
import { Fault } from '../../ui/Fault'
import { Page } from '../../ui/Page'
import { useLiveBoards } from '../visits/live'
import { needTexts } from '@archwire/i18n'
import { keys } from '../visits/queries'
import { dayText } from '../visits/words'
import { Figures } from './Figures'
import { CallTasks } from './CallTasks'
import { DueList, OpenList } from './WorkLists'
import { useStep } from './steps'
import { VisitRows, type Group } from './VisitRows'
import '../../board/marks.css'
import '../visits/visits.css'
import './today.css'

export type Today = Schemas['VisitsTodayView'] & { visits: BoardVisit[] }

const useToday = (clinic: string) => useQuery({
  queryKey: keys.today(clinic), enabled: !!clinic, refetchInterval: 60_000,
  queryFn: async (): Promise<Today> => (await answer(api.GET('/api/v1/visits/today', { params: { query: { clinic_id: clinic } } }))) as Today,
})

const DoctorDay = lazy(async () => { const [m] = await Promise.all([import('./DoctorDay'), needTexts('doctor'), needTexts('planning')]); return m })

type View = 'chair' | 'desk'
const AT_THE_CHAIR = ['doctor', 'second_dentist', 'assistant', 'nurse']

/** Who treats or assists begins with the chairs, everybody else with the desk's list; the last choice of this person stays. */
function useView(): [View, ((v: View) => void) | null] {
  const { me, clinic, may } = useDesk()
  const key = `archwire.today.${me.id}`
  const [chosen, setChosen] = useState(() => localStorage.getItem(key))
  if (!may('plans.execute')) return ['desk', null]
  const treats = me.staff?.holdings.some((h) => AT_THE_CHAIR.includes(h.role) && (!h.clinic_id || h.clinic_id === clinic)) ?? false
  const view: View = chosen === 'chair' || chosen === 'desk' ? chosen : treats ? 'chair' : 'desk'
  return [view, (v) => { localStorage.setItem(key, v); setChosen(v) }]
}

/** The day's work: how many, who has come, who waits, and what is still to be settled. */
export default function TodayPage() {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const today = useToday(clinic)
  const [view, setView] = useView()
  useLiveQueries('visits', keys.today(clinic), keys.lists(clinic))
  useLiveBoards()
  const v = today.data
  return (
    <Page title={t('nav.today')} lead={v ? dayText(v.day) : ''} actions={setView && (
      <Segmented<View> value={view} onChange={setView} aria-label={t('today.view')} options={[{ value: 'chair', label: t('today.view.chair') }, { value: 'desk', label: t('today.view.desk') }]} />
    )}>
      <IconSprite />
      {today.isError && <Fault error={today.error} onRetry={() => void today.refetch()} />}
      {today.isPending && <Waiting />}
      {v && (view === 'chair' ? <Suspense fallback={<Waiting />}><DoctorDay today={v} clinic={clinic} /></Suspense> : <DeskDay today={v} clinic={clinic} />)}
    </Page>
  )
}

/** The front desk's day: figures, everybody by state, and what is still to be settled. */
function DeskDay({ today: v, clinic }: { today: Today; clinic: string }) {
  const { t } = useTranslation()
  const [group, setGroup] = useState<Group>('state')
  const step = useStep(clinic)
  return (
    <>
      <Figures today={v} />
      <div className="td">
        <section className="td-main">
          <header><h2>{t('today.list')}</h2>
            <Segmented<Group> size="small" aria-label={t('today.group_by')} value={group} onChange={(g: Group) => setGroup(g)} options={[
              { value: 'state', label: t('today.by_state') }, { value: 'place', label: t('today.by_place') }, { value: 'doctor', label: t('today.by_doctor') },
            ]} /></header>
          <VisitRows visits={v.visits} group={group} now={v.now} {...(step ? { onArrive: (x) => step(x, 'arrive') } : {})} />
        </section>
        <aside className="td-side">
          <CallTasks clinic={clinic} />
          <OpenList clinic={clinic} />
          <DueList clinic={clinic} />
        </aside>
      </div>
    </>
  )
}
