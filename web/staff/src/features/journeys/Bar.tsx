import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'

/** The ways between the pages of one journey, with what belongs to the page at hand. */
export function Bar({ id, children }: { id: string; children?: ReactNode }) {
  const { t } = useTranslation()
  return (
    <nav className="jn-bar" aria-label={t('jny.pages')}>
      <NavLink end to={`/journeys/${id}`}>{t('jny.page_design')}</NavLink>
      <NavLink to={`/journeys/${id}/patients`}>{t('jny.page_patients')}</NavLink>
      <NavLink to={`/journeys/${id}/result`}>{t('jny.page_result')}</NavLink>
      <span className="jn-tools">{children}</span>
    </nav>
  )
}
