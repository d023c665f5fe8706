import { Tabs } from 'antd'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { useQueryClient } from '@tanstack/react-query'
import { useDesk } from '../../../app/desk'
import { useLive } from '../../../app/live'
import { Waiting } from '../../../app/Waiting'
import { Page } from '../../../ui/Page'
import { keys } from '../queries'
import { WeekTab } from './WeekTab'
import { useMisfits } from './queries'
import '../../../board/marks.css'
import '../visits.css'
import './roster.css'

const LeaveTab = lazy(() => import('./LeaveTab'))
const DayTemplatesTab = lazy(() => import('./DayTemplatesTab'))
const CalendarTab = lazy(() => import('./CalendarTab'))
const DutyTab = lazy(() => import('./DutyTab'))
const PlacesTab = lazy(() => import('./PlacesTab'))
const KindsTab = lazy(() => import('./KindsTab'))
const AddressesTab = lazy(() => import('./AddressesTab'))
const MisfitsTab = lazy(() => import('./MisfitsTab'))

/** Who works when, what the clinic's days are like, its places and its kinds of visit. */
export default function RosterPage() {
  const { t } = useTranslation()
  const go = useNavigate()
  const { tab = 'week' } = useParams()
  const { clinic } = useDesk()
  const client = useQueryClient()
  const again = () => void client.invalidateQueries({ queryKey: keys.roster(clinic) })
  useLive('roster', again)
  useLive('places', again)
  useLive('duty', again)
  useLive('templates', () => void client.invalidateQueries({ queryKey: keys.templates }))
  const misfits = useMisfits(clinic).data?.length ?? 0
  const all = [
    ['week', t('roster.tab.week'), <WeekTab key="w" />], ['leave', t('roster.tab.leave'), <LeaveTab key="l" />],
    ['misfits', misfits > 0 ? t('roster.tab.misfits_n', { n: misfits }) : t('roster.tab.misfits'), <MisfitsTab key="m" />],
    ['day-templates', t('roster.tab.day_templates'), <DayTemplatesTab key="d" />], ['calendar', t('roster.tab.calendar'), <CalendarTab key="c" />], ['duty', t('roster.tab.duty'), <DutyTab key="u" />],
    ['places', t('roster.tab.places'), <PlacesTab key="p" />], ['kinds', t('roster.tab.kinds'), <KindsTab key="k" />], ['addresses', t('roster.tab.addresses'), <AddressesTab key="a" />],
  ] as const
  return (
    <Page title={t('nav.roster')}>
      <Tabs className="rs-tabs" activeKey={tab} onChange={(k) => void go(`/roster/${k}`, { replace: true })} destroyOnHidden
        items={all.map(([key, label, children]) => ({ key, label, children: <Suspense fallback={<Waiting />}>{children}</Suspense> }))} />
    </Page>
  )
}
