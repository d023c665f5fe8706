import { Glyph } from '../../ui/Glyph'
import { needTexts } from '@archwire/i18n'
import type { Section } from '../../app/sections'
import { chineseDates } from '../../ui/dates'

/** Who checks in at home, who does not, and the times of the programmes. */
export const checkinSection: Section = {
  name: 'checkin', path: '/checkin', icon: <Glyph d="M2 4h12v10H2zM5 2v3M11 2v3M5 9l2 2 4-4" />, permission: 'checkin.view',
  routes: [{ path: '/checkin', lazy: async () => { const [m] = await Promise.all([import('./CheckinPage'), needTexts('checkin'), needTexts('patients'), chineseDates()]); return { Component: m.default } } }],
}
