import { PhoneOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Suspense, lazy } from 'react'
import { useTranslation } from 'react-i18next'
import type { RouteObject } from 'react-router'
import { needTexts } from '@archwire/i18n'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import type { Section } from '../../app/sections'
import { chineseDates } from '../../ui/dates'
import { registerTaskForm } from '../tasks/forms'
import { alarms, keys } from './queries'

const page = (load: () => Promise<{ default: React.ComponentType }>, ...areas: string[]) => async () => {
  const [m] = await Promise.all([load(), chineseDates(), ...['calls', ...areas].map(needTexts)])
  return { Component: m.default }
}

/** What followup shows besides the desk: other parts of the feature add their pages here. */
const routes: RouteObject[] = [
  { path: '/calls/digest', lazy: page(() => import('./digest/DigestPage')) },
  { path: '/calls/week', lazy: page(() => import('./week/WeekPage')) },
  { path: '/calls/:id?', lazy: page(() => import('./desk/CallsPage'), 'visits', 'patients', 'tasks', 'protocols') },
]

/** The calling desk, what doctors hear of it, and the week. */
export const callsSection: Section = { name: 'calls', path: '/calls', icon: <PhoneOutlined />, permission: 'followup.call', badge: Badge, routes }

const AlarmNotice = lazy(async () => { const [m] = await Promise.all([import('./digest/AlarmNotice'), needTexts('calls')]); return m })

/** How many patients wait for a doctor's call; a red answer says so on every screen until it was opened. */
function Badge() {
  const { t } = useTranslation()
  const { may } = useDesk()
  const wanted = may('followup.results')
  const { data } = useQuery({ queryKey: keys.alarms, queryFn: alarms, refetchInterval: 60_000, enabled: wanted })
  useLiveQueries('alarms', keys.alarms)
  const n = data?.length ?? 0
  if (!wanted || n === 0) return null
  const red = data!.filter((x) => x.priority === 1)
  return (
    <>
      {red.length > 0 && <Suspense fallback={null}><AlarmNotice tasks={red} /></Suspense>}
      <span className={red.length > 0 ? 'bg bg-late' : 'bg'} aria-label={t('nav.calls_open', { n, red: red.length })}>{n > 99 ? '99+' : n}</span>
    </>
  )
}

registerTaskForm('followup', lazy(async () => { const [m] = await Promise.all([import('./desk/CallTask'), needTexts('calls')]); return m }))
registerTaskForm('missed', lazy(async () => { const [m] = await Promise.all([import('./desk/MissedCall'), ...['calls', 'visits', 'patients'].map(needTexts)]); return m }))
registerTaskForm('followup_page', lazy(async () => { const [m] = await Promise.all([import('./digest/PageTask'), needTexts('calls')]); return m }))
registerTaskForm('doctor_call', lazy(async () => { const [m] = await Promise.all([import('./digest/DoctorCall'), needTexts('calls'), needTexts('patients')]); return m }))
