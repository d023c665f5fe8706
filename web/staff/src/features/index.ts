import type { Search, Section } from '../app/sections'
import { segmentsSection } from './audience'
import { recordsSection } from './charting'
import { cashierSection } from './billing'
import { checkinSection } from './checkin'
import { callsSection } from './followup'
import { contentRoutes } from './content'
import { journeysSection } from './journeys'
import { messagesSection } from './messages'
import { patientsSection, searchPatients } from './patients'
import { protocolRoutes } from './protocols'
import { settingsSection } from './settings'
import { tasksSection } from './tasks'
import { boardSection, figuresSection, rosterSection, todaySection, waitlistSection } from './visits'

/** The areas of the program, in the order of the rail. */
export const sections: Section[] = [todaySection, boardSection, patientsSection, recordsSection, cashierSection, waitlistSection, tasksSection, { ...callsSection, routes: [...callsSection.routes, ...protocolRoutes] }, checkinSection, { ...messagesSection, routes: [...messagesSection.routes, ...contentRoutes] }, segmentsSection, journeysSection, rosterSection, figuresSection, settingsSection]

/** What the box that is always there looks through. */
export const search: Search = searchPatients
