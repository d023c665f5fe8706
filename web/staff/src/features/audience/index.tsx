import { Glyph } from '../../ui/Glyph'
import { needTexts } from '@archwire/i18n'
import type { Section } from '../../app/sections'

const texts = () => Promise.all([needTexts('segments'), needTexts('patients')])

/** Groups of patients by rules. */
export const segmentsSection: Section = {
  name: 'segments', path: '/segments', icon: <Glyph d="M2 3h12l-5 6v5l-2-1V9z" />, permission: 'audience.view',
  routes: [
    { path: '/segments', lazy: async () => { const [m] = await Promise.all([import('./SegmentsPage'), texts()]); return { Component: m.default } } },
    { path: '/segments/:id', lazy: async () => { const [m] = await Promise.all([import('./SegmentPage'), texts()]); return { Component: m.default } } },
  ],
}
