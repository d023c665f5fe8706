import { PartitionOutlined } from '@ant-design/icons'
import { needTexts } from '@archwire/i18n'
import type { Section } from '../../app/sections'

const texts = () => Promise.all([needTexts('journeys'), needTexts('segments'), needTexts('patients')])

/** The ways that patients are accompanied: the list, one as it is written, who is in it, what came of it. */
export const journeysSection: Section = {
  name: 'journeys', path: '/journeys', icon: <PartitionOutlined />, permission: 'journeys.view',
  routes: [
    { path: '/journeys', lazy: async () => { const [m] = await Promise.all([import('./JourneysPage'), texts()]); return { Component: m.default } } },
    { path: '/journeys/:id/patients', lazy: async () => { const [m] = await Promise.all([import('./PatientsPage'), texts()]); return { Component: m.default } } },
    { path: '/journeys/:id/result', lazy: async () => { const [m] = await Promise.all([import('./ResultPage'), texts()]); return { Component: m.default } } },
    { path: '/journeys/:id', lazy: async () => { const [m] = await Promise.all([import('./EditorPage'), texts()]); return { Component: m.default } } },
  ],
}
