import { CalendarOutlined, ClockCircleOutlined, ScheduleOutlined } from '@ant-design/icons'
import { Glyph } from '../../ui/Glyph'
import { needTexts } from '@archwire/i18n'
import { chineseDates } from '../../ui/dates'
import type { Section } from '../../app/sections'
// Visits are listed on most pages, of other areas too: their marks are there from the start.
import '../../board/marks.css'

const page = (load: () => Promise<{ default: React.ComponentType }>) => async () => {
  const [m] = await Promise.all([load(), needTexts('visits'), chineseDates()])
  return { Component: m.default }
}

/** The day's work: counts, who is where, the assistants' lists. */
export const todaySection: Section = {
  name: 'today', path: '/today', icon: <CalendarOutlined />, permission: 'visits.view',
  routes: [{ path: '/today', lazy: page(() => import('../today/TodayPage')) }],
}

/** The room view. */
export const boardSection: Section = {
  name: 'board', path: '/board', icon: <Glyph d="M2 2h12v12H2zM2 6h12M2 10h12M6 2v12M10 2v12" />, permission: 'visits.view',
  routes: [{ path: '/board', lazy: page(() => import('./BoardPage')) }],
}

/** Who would like to come, or to come earlier. */
export const waitlistSection: Section = {
  name: 'waitlist', path: '/waitlist', icon: <ClockCircleOutlined />, permission: 'visits.view',
  routes: [{ path: '/waitlist', lazy: page(() => import('./waitlist/WaitlistPage')) }],
}

/** Who works when, and what the clinic's days are like. */
export const rosterSection: Section = {
  name: 'roster', path: '/roster', icon: <ScheduleOutlined />, permission: 'visits.view',
  routes: [{ path: '/roster/:tab?', lazy: async () => { await needTexts('roster'); return page(() => import('./roster/RosterPage'))() } }],
}

/** What the visits of some days came to. */
export const figuresSection: Section = {
  name: 'figures', path: '/figures', icon: <Glyph d="M2 2v12h12M5 12V8M8 12V5M11 12V9" />, permission: 'visits.figures',
  routes: [{ path: '/figures', lazy: async () => { await needTexts('figures'); return page(() => import('./figures/FiguresPage'))() } }],
}
