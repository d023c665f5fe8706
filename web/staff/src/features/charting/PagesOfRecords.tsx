import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import './record.css'

/** The pages beside the records: what comes, what is not signed, who was sent, what the imaging room has to do, what fills a record. */
export function PagesOfRecords() {
  const { t } = useTranslation()
  const pages = [['/records', 'record.preparation'], ['/records/referrals', 'charting.tab.referrals'], ['/records/imaging-room', 'record.room']] as const
  return <nav className="rc-pages" aria-label={t('record.pages')}>{pages.map(([to, label]) => <NavLink key={to} to={to} end>{t(label)}</NavLink>)}</nav>
}
