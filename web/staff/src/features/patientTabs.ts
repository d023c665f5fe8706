import { needTexts } from '@archwire/i18n'
import { lazy, type ComponentType, type LazyExoticComponent } from 'react'

/** What a module adds to the page of a patient. */
export interface PatientTab {
  /** Part of the address: /patients/<id>/<key>. */
  key: string
  /** The permission without which it does not show. */
  permission: string
  /** The key of its words. */
  label: string
  content: LazyExoticComponent<ComponentType<{ patient: string }>>
}

/** The tabs of the modules above patients, in the order of the page. */
export const patientTabs: PatientTab[] = [
  {
    key: 'records', permission: 'charting.view', label: 'charting.tab.records',
    content: lazy(async () => { const [m] = await Promise.all([import('./charting/RecordsTab'), needTexts('record'), needTexts('visits')]); return m }),
  },
  { key: 'chart', permission: 'charting.view', label: 'charting.tab.chart', content: lazy(async () => { const [m] = await Promise.all([import('./charting/ChartTab'), needTexts('teeth')]); return m }) },
  { key: 'cards', permission: 'charting.view', label: 'charting.tab.cards', content: lazy(async () => { const [m] = await Promise.all([import('./charting/CardsTab'), needTexts('teeth')]); return m }) },
  { key: 'orders', permission: 'charting.view', label: 'charting.tab.orders', content: lazy(async () => { const [m] = await Promise.all([import('./charting/OrdersTab'), needTexts('teeth')]); return m }) },
  { key: 'sent', permission: 'charting.view', label: 'charting.tab.referrals', content: lazy(async () => { const [m] = await Promise.all([import('./charting/ReferralsTab'), needTexts('referral'), needTexts('teeth')]); return m }) },
  { key: 'plans', permission: 'plans.view', label: 'plans.title', content: lazy(async () => { const [m] = await Promise.all([import('./plans/PlansTab'), needTexts('planning'), needTexts('visits')]); return m }) },
  { key: 'money', permission: 'billing.view', label: 'billing.tab', content: lazy(() => import('./billing/MoneyTab')) },
  { key: 'imaging', permission: 'imaging.view', label: 'imaging.tab', content: lazy(async () => { const [m] = await Promise.all([import('./imaging/ImagingTab'), needTexts('imaging'), needTexts('visits')]); return m }) },
  { key: 'messages', permission: 'messages.view', label: 'messages.title', content: lazy(async () => { const [m] = await Promise.all([import('./messages/MessagesTab'), needTexts('messages')]); return m }) },
  { key: 'segments', permission: 'audience.view', label: 'audience.tab', content: lazy(async () => { const [m] = await Promise.all([import('./audience/PatientTab'), needTexts('segments')]); return m }) },
  { key: 'content', permission: 'content.view', label: 'content.title', content: lazy(async () => { const [m] = await Promise.all([import('./content/ContentTab'), needTexts('content')]); return m }) },
  { key: 'complaints', permission: 'complaints.view', label: 'complaints.tab', content: lazy(async () => { const [m] = await Promise.all([import('./complaints/ComplaintsTab'), needTexts('complaints')]); return m }) },
  { key: 'calls', permission: 'followup.view', label: 'followup.tab', content: lazy(async () => { const [m] = await Promise.all([import('./followup/patient/PatientTab'), needTexts('calls')]); return m }) },
  { key: 'checkin', permission: 'checkin.view', label: 'checkin.tab', content: lazy(async () => { const [m] = await Promise.all([import('./checkin/CheckinTab'), needTexts('checkin'), needTexts('patients')]); return m }) },
  { key: 'journeys', permission: 'journeys.view', label: 'journeys.tab', content: lazy(async () => { const [m] = await Promise.all([import('./journeys/JourneysTab'), needTexts('journeys')]); return m }) },
  { key: 'seals', permission: 'charting.seal', label: 'charting.seal.tab', content: lazy(() => import('./charting/SealsTab')) },
]
