import { FileTextOutlined } from '@ant-design/icons'
import { needTexts } from '@archwire/i18n'
import type { Section } from '../../app/sections'

const page = (load: () => Promise<{ default: React.ComponentType }>) => async () => {
  const [m] = await Promise.all([load(), needTexts('record'), needTexts('visits')])
  return { Component: m.default }
}

/** What is written down at the chair: the days to come, and each record. */
export const recordsSection: Section = {
  name: 'records', path: '/records', icon: <FileTextOutlined />, permission: 'charting.view',
  routes: [
    { path: '/records', lazy: page(() => import('./PreparationPage')) },
    { path: '/records/unsigned', lazy: page(() => import('./UnsignedPage')) },
    { path: '/records/referrals', lazy: page(async () => { const [m] = await Promise.all([import('./ReferralsPage'), needTexts('referral'), needTexts('teeth')]); return m }) },
    { path: '/records/imaging-room', lazy: page(async () => { const [m] = await Promise.all([import('./RoomPage'), needTexts('teeth')]); return m }) },
    { path: '/records/templates', lazy: page(() => import('./TemplatesPage')) },
    { path: '/records/:id', lazy: page(() => import('./RecordPage')) },
    { path: '/records/:id/print', lazy: page(() => import('./PrintPage')) },
  ],
}
