import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { useDesk } from '../../app/desk'
import './record.css'

/** The pages beside the records: what comes, what is not signed, who was sent, what the imaging room has to do, what fills a record. */
export function PagesOfRecords() {
  const { t } = useTranslation()
  const { may } = useDesk()
  const pages = [['/records', 'record.preparation'], ['/records/unsigned', 'record.unsigned_title'], ['/records/referrals', 'charting.tab.referrals'], ['/records/imaging-room', 'record.room'], ['/records/templates', 'record.templates']] as const
  return <nav className="rc-pages" aria-label={t('record.pages')}>{pages.filter(([to]) => to !== '/records/unsigned' || may('charting.write')).map(([to, label]) => <NavLink key={to} to={to} end>{t(label)}</NavLink>)}</nav>
}
