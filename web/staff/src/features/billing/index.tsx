import { WalletOutlined } from '@ant-design/icons'
import { chineseDates } from '../../ui/dates'
import type { Section } from '../../app/sections'

/** Who owes something today, and the till. */
export const cashierSection: Section = {
  name: 'cashier', path: '/cashier', icon: <WalletOutlined />, permission: 'billing.charge',
  routes: [
    { path: '/cashier', lazy: async () => { const [m] = await Promise.all([import('./CashierPage'), chineseDates()]); return { Component: m.default } } },
    { path: '/cashier/outside', lazy: async () => { const [m] = await Promise.all([import('../gateways/OutsidePage'), chineseDates()]); return { Component: m.default } } },
    { path: '/cashier/day', lazy: async () => { const [m] = await Promise.all([import('./DayBookPage'), chineseDates()]); return { Component: m.default } } },
  ],
}
