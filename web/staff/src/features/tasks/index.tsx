import { CheckSquareOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { needTexts } from '@archwire/i18n'
import { useLiveQueries } from '../../app/live'
import type { Section } from '../../app/sections'
import { complaintRoutes } from '../complaints'
import { UrgentNotice } from './UrgentNotice'
import { TASKS, counts, keys } from './queries'

/** What is to be done: calls, follow-ups, anything written down by hand. */
export const tasksSection: Section = {
  name: 'tasks', path: '/tasks', icon: <CheckSquareOutlined />, permission: 'tasks.view', badge: Badge,
  routes: [{
    path: '/tasks/approvals',
    lazy: async () => {
      const [m] = await Promise.all([import('./ApprovalsPage'), needTexts('tasks'), needTexts('planning')])
      return { Component: m.default }
    },
  }, {
    path: '/tasks/:id?',
    lazy: async () => {
      const [m] = await Promise.all([import('./TasksPage'), needTexts('tasks'), needTexts('patients'), needTexts('complaints')])
      return { Component: m.default }
    },
  }, ...complaintRoutes],
}

/** How many wait for me in any way, each once; red once one of them is late. What is urgent and new says so on every screen. */
function Badge() {
  const { t } = useTranslation()
  const { data } = useQuery({ queryKey: keys.counts, queryFn: counts, refetchInterval: 60_000 })
  useLiveQueries('tasks', TASKS)
  useLiveQueries('approvals', keys.counts)
  const approvals = data?.approvals ?? 0
  const open = (data?.desk.open ?? 0) + approvals
  const late = data?.desk.late ?? 0
  if (open === 0) return null
  return <><UrgentNotice /><span className={late > 0 ? 'bg bg-late' : 'bg'} aria-label={t('nav.tasks_open', { open, late, approvals })}>{open > 99 ? '99+' : open}</span></>
}
