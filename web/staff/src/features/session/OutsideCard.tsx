import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Logo } from '../../ui/Logo'

/** What is shown to somebody who is not in: one card. over = above the page that waits. */
export function OutsideCard({ title, over = false, foot, children }: { title: string; over?: boolean; foot?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation()
  const card = (
    <div className="lg-card">
      <header className="lg-head">
        <Logo size={44} />
        <div><h1>{title}</h1><p>{t('session.tagline')}</p></div>
      </header>
      {children}
      {foot && <div className="lg-foot"><span />{foot}</div>}
    </div>
  )
  return over ? <div className="lg lg-over" role="dialog" aria-modal="true" aria-label={title}>{card}</div> : <main className="lg">{card}</main>
}
