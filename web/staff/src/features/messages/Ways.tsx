import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { useDesk } from '../../app/desk'
import './messages.css'

/** The pages of the message centre, as far as the person may see them. */
export function Ways() {
  const { t } = useTranslation()
  const { may, mayInGroup } = useDesk()
  const pages: [to: string, label: string, there: boolean][] = [
    ['/messages', t('messages.title'), may('messages.view')], ['/messages/contacts', t('msg.contacts'), may('messages.bind')], ['/messages/quota', t('msg.quota'), may('messages.view')],
    ['/content', t('content.title'), may('content.view')], ['/messages/templates', t('msg.templates'), mayInGroup('messages.templates')], ['/settings/channels', t('msg.accounts'), mayInGroup('messages.accounts')],
  ]
  return <nav className="ms-ways" aria-label={t('msg.pages')}>{pages.filter(([, , there]) => there).map(([to, label]) => <NavLink key={to} to={to} end={to !== '/content'}>{label}</NavLink>)}</nav>
}
