import { Dropdown, Select, Button } from 'antd'
import { QuestionCircleOutlined, SearchOutlined, UserOutlined } from '@ant-design/icons'
import { Suspense, lazy, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NavLink, Outlet, useNavigate } from 'react-router'
import { tinykeys } from 'tinykeys'
import { LocaleSelect } from '../features/session/LoginPage'
import type { Me } from '../features/session/queries'
import { Logo } from '../ui/Logo'
import { KeyList } from './KeyList'
import type { Search, Section } from './sections'

const Palette = lazy(() => import('./Palette'))

export interface ShellProps {
  me: Me
  clinic: string
  sections: Section[]
  search: Search
  onClinic: (id: string) => void
  onLogout: () => void
}

/** True where single letters are text, not commands. */
const typing = (e: KeyboardEvent): boolean => (e.target as HTMLElement).matches('input,textarea,select,[contenteditable]')

/** The rail, the search that is always there, the clinic, the person. */
export function Shell({ me, clinic, sections, search, onClinic, onLogout }: ShellProps) {
  const { t } = useTranslation()
  const [finding, setFinding] = useState(false)
  const [keys, setKeys] = useState(false)
  const mine = sections.filter((s) => !s.permission || me.permissions.includes(s.permission))
  useShortcuts(mine, () => setFinding(true), () => setKeys(true))
  return (
    <div className="sh">
      <a className="sh-skip" href="#main">{t('app.skip')}</a>
      <nav className="sh-rail" aria-label={t('nav.label')}>
        <span className="sh-logo"><Logo size={30} /></span>
        {mine.map((s) => <NavLink key={s.name} to={s.path}>{s.icon}{t(`nav.${s.name}`)}</NavLink>)}
      </nav>
      <header className="sh-top">
        <Select aria-label={t('shell.clinic')} value={clinic} onChange={onClinic} variant="filled" popupMatchSelectWidth={false}
          options={me.clinics.map((c) => ({ value: c.id, label: c.name }))} style={{ minWidth: 120 }} />
        <button type="button" className="sh-find" onClick={() => setFinding(true)} aria-haspopup="dialog">
          <SearchOutlined /><span>{t('shell.search')}</span><kbd>Ctrl K</kbd><kbd>/</kbd>
        </button>
        <span className="sh-gap" />
        <LocaleSelect />
        <Button type="text" icon={<QuestionCircleOutlined />} aria-label={t('shell.keys')} onClick={() => setKeys(true)} />
        <Dropdown trigger={['click']} menu={{ items: [{ key: 'out', label: t('shell.logout'), onClick: onLogout }] }}>
          <Button type="text" icon={<UserOutlined />} aria-label={t('shell.account')}>{me.name}</Button>
        </Dropdown>
      </header>
      <main id="main" className="sh-main" tabIndex={-1}><Outlet /></main>
      {finding && <Suspense fallback={null}><Palette search={search} sections={mine} onClose={() => setFinding(false)} /></Suspense>}
      <KeyList open={keys} onClose={() => setKeys(false)} />
    </div>
  )
}

/** Ctrl+K and / search; G then a letter goes to an area; T today; ? lists the keys. */
function useShortcuts(sections: Section[], find: () => void, help: () => void): void {
  const go = useNavigate()
  useEffect(() => {
    const quiet = (fn: () => void) => (e: KeyboardEvent) => {
      if (typing(e)) return
      e.preventDefault()
      fn()
    }
    const to = (name: Section['name']) => quiet(() => {
      const s = sections.find((x) => x.name === name)
      if (s) void go(s.path)
    })
    return tinykeys(window, {
      '$mod+KeyK': (e) => { e.preventDefault(); find() },
      '/': quiet(find),
      'Shift+?': quiet(help),
      'g t': to('today'), 'g b': to('board'), 'g p': to('patients'),
    })
  }, [sections, find, help, go])
}
