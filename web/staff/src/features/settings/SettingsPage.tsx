import { useTranslation } from 'react-i18next'
import { NavLink, Navigate, Outlet, useLocation } from 'react-router'
import { useDesk } from '../../app/desk'
import { settingsPages } from './pages'
import './settings.css'

/** The list of the settings' pages beside the page. */
export default function SettingsPage() {
  const { t } = useTranslation()
  const { mayAnywhere } = useDesk()
  const { pathname } = useLocation()
  const mine = settingsPages.filter((p) => mayAnywhere(p.permission))
  if (/^\/settings\/?$/.test(pathname) && mine[0]) return <Navigate to={`/settings/${mine[0].path}`} replace />
  return (
    <div className="st">
      <nav className="st-nav" aria-label={t('nav.settings')}>{mine.map((p) => <NavLink key={p.path} to={`/settings/${p.path}`}>{t(`settings.page.${p.path}`)}</NavLink>)}</nav>
      <div className="st-page"><Outlet /></div>
    </div>
  )
}
