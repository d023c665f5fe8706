import { Glyph } from '../../ui/Glyph'
import { needTexts } from '@archwire/i18n'
import type { Section } from '../../app/sections'

const texts = () => Promise.all([needTexts('journeys'), needTexts('segments'), needTexts('patients')])

/** The ways that patients are accompanied: the list, one as it is written, who is in it, what came of it. */
export const journeysSection: Section = {
  name: 'journeys', path: '/journeys', icon: <Glyph d="M2 6h4v4H2zM10 2h4v4h-4zM10 10h4v4h-4zM6 8h2V4h2M8 8v4h2" />, permission: 'journeys.view',
  routes: [
    { path: '/journeys', lazy: async () => { const [m] = await Promise.all([import('./JourneysPage'), texts()]); return { Component: m.default } } },
    { path: '/journeys/:id/patients', lazy: async () => { const [m] = await Promise.all([import('./PatientsPage'), texts()]); return { Component: m.default } } },
    { path: '/journeys/:id/result', lazy: async () => { const [m] = await Promise.all([import('./ResultPage'), texts()]); return { Component: m.default } } },
    { path: '/journeys/:id', lazy: async () => { const [m] = await Promise.all([import('./EditorPage'), texts()]); return { Component: m.default } } },
  ],
}
