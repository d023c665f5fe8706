import { TeamOutlined } from '@ant-design/icons'
import i18next from 'i18next'
import { needTexts } from '@archwire/i18n'
import type { Found, Search, Section } from '../../app/sections'
import { PersonDetail, PersonMarks } from './PersonLine'
import { search as find } from './queries'

const page = (load: () => Promise<{ default: React.ComponentType }>, ...areas: string[]) => async () => {
  const [m] = await Promise.all([load(), ...['patients', ...areas].map(needTexts)])
  return { Component: m.default }
}

/** Records: find, enter, open, import. */
export const patientsSection: Section = {
  name: 'patients', path: '/patients', icon: <TeamOutlined />, permission: 'patients.view',
  routes: [
    { path: '/patients', lazy: page(() => import('./PatientsPage')), children: [{ path: 'new', lazy: page(() => import('./QuickRegister')) }] },
    { path: '/patients/import/:id?', lazy: page(() => import('./ImportPage')) },
    { path: '/patients/circles', lazy: page(() => import('./CirclesPage')) },
    { path: '/patients/:id/glass', lazy: page(() => import('../billing/GlassPage'), 'visits') },
    { path: '/patients/:id/:tab?', lazy: page(() => import('./PatientPage'), 'visits') },
  ],
}

/** The rows of the search that is always there. */
export const searchPatients: Search = async (text, signal) => (await find(text, 12, signal)).map((h): Found => ({
  id: h.id, title: h.name, marks: <PersonMarks hit={h} />, detail: <PersonDetail hit={h} />, to: `/patients/${h.id}`,
  actions: [
    { key: 'open', label: i18next.t('found.open'), to: `/patients/${h.id}` },
    { key: 'book', label: i18next.t('found.book'), to: `/board?book=${h.id}` },
    { key: 'timeline', label: i18next.t('found.timeline'), to: `/patients/${h.id}/timeline` },
  ],
}))
