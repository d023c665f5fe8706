import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { needTexts } from '@archwire/i18n'
import { Link, Navigate, createBrowserRouter, type RouteObject } from 'react-router'
import { accountRoute } from '../features/session/route'
import { useDesk } from './desk'
import { RouteBroken } from './ErrorBoundary'
import type { Search, Section } from './sections'
import { Shell } from './Shell'
import { Waiting } from './Waiting'

/** The page beside a chat in WeCom: narrow, and without the shell. */
const customerRoute: RouteObject = {
  path: '/wx/customer', errorElement: <RouteBroken />, hydrateFallbackElement: <Waiting />,
  lazy: async () => { const [m] = await Promise.all([import('../features/messages/customer/CustomerPage'), ...['messages', 'patients', 'plans', 'tasks', 'customer'].map(needTexts)]); return { Component: m.default } },
}

/** The whole site for one person: the shell, and each area loaded when it is opened. */
export function siteRouter(sections: Section[], search: Search) {
  const routes: RouteObject[] = [customerRoute, {
    element: <Shell sections={sections} search={search} />,
    errorElement: <RouteBroken />,
    hydrateFallbackElement: <Waiting />,
    children: [
      { index: true, element: <First sections={sections} /> },
      { errorElement: <RouteBroken />, children: [accountRoute, ...sections.flatMap((s) => s.routes)] },
      { path: '*', element: <NotFound /> },
    ],
  }]
  return createBrowserRouter(routes)
}

/** The first area that this person may see. */
function First({ sections }: { sections: Section[] }) {
  const { may } = useDesk()
  const first = sections.find((s) => !s.permission || may(s.permission))
  return first ? <Navigate to={first.path} replace /> : <NotFound />
}

function NotFound() {
  const { t } = useTranslation()
  return <div className="er"><h1>{t('app.not_found')}</h1><Link to="/"><Button type="primary">{t('app.to_first')}</Button></Link></div>
}
