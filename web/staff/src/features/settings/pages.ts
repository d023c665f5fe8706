import type { ComponentType } from 'react'

/** One page of the settings. Its name is settings.page.<path>. */
export interface SettingsPage {
  path: string
  /** The permission without which it does not show. */
  permission: string
  /** Paths below it, of which load is asked by the whole path. */
  below?: string[]
  /** The area whose words it needs besides those of the settings. */
  texts?: string
  load: (path: string) => Promise<{ default: ComponentType }>
}

/** The pages of the settings, in the order of the list. */
export const settingsPages: SettingsPage[] = [
  { path: 'clinics', permission: 'org.view', load: () => import('../org/ClinicsPage') },
  { path: 'staff', permission: 'org.view', below: [':id'], load: (path) => (path === 'staff' ? import('../org/StaffPage') : import('../org/PersonPage')) },
  { path: 'roles', permission: 'org.view', load: () => import('../org/RolesPage') },
  { path: 'values', permission: 'settings.read', load: () => import('./ValuesPage') },
  { path: 'catalog', permission: 'catalog.view', load: () => import('../catalog/CatalogPage') },
  { path: 'accounts', permission: 'gateways.accounts', load: () => import('../gateways/AccountsPage') },
  { path: 'channels', permission: 'messages.accounts', texts: 'messages', load: () => import('../messages/ChannelsPage') },
  { path: 'lists', permission: 'patients.view', texts: 'patients', load: () => import('../patients/ListsPage') },
  { path: 'audit', permission: 'audit.read', texts: 'patients', load: () => import('../audit/AuditPage') },
]
