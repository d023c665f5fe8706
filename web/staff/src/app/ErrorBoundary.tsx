import { Button } from 'antd'
import { Component, type ErrorInfo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useRouteError } from 'react-router'

/** What is shown when a page breaks: the shell stays, the desk can go on elsewhere. */
export function Broken({ error }: { error: unknown }) {
  const { t } = useTranslation()
  return (
    <div className="er" role="alert">
      <h1>{t('app.error_title')}</h1>
      <p>{t('app.error_hint')}</p>
      <code>{error instanceof Error ? `${error.name}: ${error.message}` : String(error)}</code>
      <Button type="primary" onClick={() => window.location.reload()}>{t('app.reload')}</Button>
    </div>
  )
}

export function RouteBroken() {
  return <Broken error={useRouteError()} />
}

export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null }

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error }
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(error, info.componentStack)
  }

  override render(): ReactNode {
    return this.state.error === null ? this.props.children : <Broken error={this.state.error} />
  }
}
