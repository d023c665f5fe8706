import { CarryOutOutlined } from '@ant-design/icons'
import { needTexts } from '@archwire/i18n'
import type { Section } from '../../app/sections'
import { chineseDates } from '../../ui/dates'

/** Who checks in at home, who does not, and the times of the programmes. */
export const checkinSection: Section = {
  name: 'checkin', path: '/checkin', icon: <CarryOutOutlined />, permission: 'checkin.view',
  routes: [{ path: '/checkin', lazy: async () => { const [m] = await Promise.all([import('./CheckinPage'), needTexts('checkin'), needTexts('patients'), chineseDates()]); return { Component: m.default } } }],
}
