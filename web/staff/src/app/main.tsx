import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { initReactI18next } from 'react-i18next'
import { preferredLocale, startTexts } from '@archwire/i18n'
import { search, sections } from '../features'
import { serverSession } from '../features/session/queries'
import { App } from './App'

await startTexts(preferredLocale(), (i) => i.use(initReactI18next))
createRoot(document.getElementById('root')!).render(
  <StrictMode><App door={serverSession} sections={sections} search={search} /></StrictMode>,
)
