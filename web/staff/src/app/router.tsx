import { Button, Spin } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, Navigate, createBrowserRouter, type RouteObject } from 'react-router'
import { RouteBroken } from './ErrorBoundary'
import { Shell, type ShellProps } from './Shell'

/** The whole site for one person: the shell, and each area loaded when it is opened. */
export function siteRouter(props: ShellProps) {
  const first = props.sections[0]?.path ?? ''
  const routes: RouteObject[] = [{
    element: <Shell {...props} />,
    errorElement: <RouteBroken />,
    hydrateFallbackElement: <Waiting />,
    children: [
      ...(first ? [{ index: true, element: <Navigate to={first} replace /> }] : []),
      { errorElement: <RouteBroken />, children: props.sections.flatMap((s) => s.routes) },
      { path: '*', element: <NotFound to={first || '/'} /> },
    ],
  }]
  return createBrowserRouter(routes)
}

export function Waiting() {
  const { t } = useTranslation()
  return <div className="er" role="status"><Spin /><span>{t('app.loading')}</span></div>
}

function NotFound({ to }: { to: string }) {
  const { t } = useTranslation()
  return <div className="er"><h1>{t('app.not_found')}</h1><Link to={to}><Button type="primary">{t('app.to_board')}</Button></Link></div>
}
