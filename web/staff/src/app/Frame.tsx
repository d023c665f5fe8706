import { ConfigProvider } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { UndoProvider } from '../ui/Undo'
import { ErrorBoundary } from './ErrorBoundary'
import { theme } from './theme'
import './shell.css'

type AntdLocale = typeof zhCN

/** What stands around every screen: theme, language of the parts, undo, the last net. */
export function Frame({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation()
  const [locale, setLocale] = useState<AntdLocale>(zhCN)
  useEffect(() => {
    let live = true
    const set = (l: AntdLocale) => { if (live) setLocale(l) }
    if (i18n.language === 'en') void import('antd/locale/en_US').then((m) => set(m.default))
    else set(zhCN)
    return () => { live = false }
  }, [i18n.language])
  return (
    <ConfigProvider locale={locale} theme={theme} button={{ autoInsertSpace: false }}>
      <ErrorBoundary><UndoProvider>{children}</UndoProvider></ErrorBoundary>
    </ConfigProvider>
  )
}
