import { SettingOutlined } from '@ant-design/icons'
import { needTexts } from '@archwire/i18n'
import type { Section } from '../../app/sections'
import { settingsPages } from './pages'

/** How the group works: clinics, people, rights, numbers, prices, and who changed what. */
export const settingsSection: Section = {
  name: 'settings', path: '/settings', icon: <SettingOutlined />, permission: 'org.view',
  routes: [{
    path: '/settings',
    lazy: async () => {
      const [m] = await Promise.all([import('./SettingsPage'), needTexts('settings')])
      return { Component: m.default }
    },
    children: settingsPages.flatMap((p) => [p.path, ...(p.below ?? []).map((b) => `${p.path}/${b}`)].map((path) => ({
      path,
      lazy: async () => {
        const [m] = await Promise.all([p.load(path), needTexts('settings'), ...(p.texts ? [needTexts(p.texts)] : [])])
        return { Component: m.default }
      },
    }))),
  }],
}
