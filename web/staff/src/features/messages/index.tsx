import { MessageOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { needTexts } from '@archwire/i18n'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import type { Section } from '../../app/sections'
import { keys, openOnes } from './queries'

const texts = () => Promise.all([needTexts('messages'), needTexts('patients')])

/** What is said to people: what went, what waits, how it reads, whom it reaches, what it costs. */
export const messagesSection: Section = {
  name: 'messages', path: '/messages', icon: <MessageOutlined />, permission: 'messages.view', badge: Badge,
  routes: [
    { path: '/messages/contacts', lazy: async () => { const [m] = await Promise.all([import('./ContactsPage'), texts()]); return { Component: m.default } } },
    { path: '/messages/quota', lazy: async () => { const [m] = await Promise.all([import('./QuotaPage'), texts()]); return { Component: m.default } } },
    { path: '/messages/templates', lazy: async () => { const [m] = await Promise.all([import('./TemplatesPage'), texts()]); return { Component: m.default } } },
    { path: '/messages/:id?', lazy: async () => { const [m] = await Promise.all([import('./MessagesPage'), texts()]); return { Component: m.default } } },
  ],
}

/** How many messages wait for a decision: nobody knows whether they went. */
function Badge() {
  const { t } = useTranslation()
  const { clinic, may } = useDesk()
  const mine = clinic !== '' && may('messages.resolve')
  const { data } = useQuery({ queryKey: keys.open(clinic), queryFn: () => openOnes(clinic), enabled: mine, refetchInterval: 300_000 })
  useLiveQueries('messages', keys.open(clinic))
  const n = mine ? data?.['unknown'] ?? 0 : 0
  return n === 0 ? null : <span className="bg bg-late" aria-label={t('nav.messages_unknown', { n })}>{n > 99 ? '99+' : n}</span>
}
