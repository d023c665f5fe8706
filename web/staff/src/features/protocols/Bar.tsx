import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { useDesk } from '../../app/desk'
import './protocols.css'

/** The ways between the pages of follow-up. */
export function Bar() {
  const { t } = useTranslation()
  const { may } = useDesk()
  return (
    <nav className="pt-nav" aria-label={t('protocols.nav')}>
      {may('followup.call') && <NavLink to="/calls">{t('protocols.nav_calls')}</NavLink>}
      <NavLink to="/followup/protocols">{t('protocols.title')}</NavLink>
      <NavLink to="/followup/recalls">{t('protocols.recalls')}</NavLink>
      <NavLink to="/followup/load">{t('protocols.load')}</NavLink>
    </nav>
  )
}
