import { Dropdown, Button } from 'antd'
import { DisconnectOutlined, QuestionCircleOutlined, SearchOutlined, UserOutlined } from '@ant-design/icons'
import { Suspense, lazy, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NavLink, Outlet, useNavigate, useNavigation } from 'react-router'
import { tinykeys } from 'tinykeys'
import { LocaleSelect } from '../features/session/LocaleSelect'
import { Choice } from '../ui/Choice'
import { Logo } from '../ui/Logo'
import { useDesk } from './desk'
import { useConnected } from './live'
import type { Search, Section } from './sections'

const palette = () => import('./Palette')
const Palette = lazy(palette)
const KeyList = lazy(() => import('./KeyList'))

/** True where single letters are text, not commands. */
const typing = (e: KeyboardEvent): boolean => (e.target as HTMLElement).matches('input,textarea,select,[contenteditable],[role=combobox]')

/** The rail, the search that is always there, the clinic, the person. */
export function Shell({ sections, search }: { sections: Section[]; search: Search }) {
  const { t } = useTranslation()
  const { me, clinic, clinics, may, onClinic, onLocale, onLogout } = useDesk()
  const go = useNavigate()
  const moving = useNavigation().state !== 'idle'
  const [finding, setFinding] = useState(false)
  const [keys, setKeys] = useState(false)
  const mine = sections.filter((s) => !s.permission || may(s.permission))
  useShortcuts(mine, () => setFinding(true), () => setKeys(true))
  // Fetched before it is asked for: the first letter after Ctrl+K belongs to the search.
  useEffect(() => { const id = setTimeout(() => void palette(), 500); return () => clearTimeout(id) }, [])
  return (
    <div className="sh">
      <a className="sh-skip" href="#main">{t('app.skip')}</a>
      <nav className="sh-rail" aria-label={t('nav.label')}>
        <span className="sh-logo"><Logo size={30} /></span>
        {mine.map((s) => <NavLink key={s.name} to={s.path}><span className="sh-icon">{s.icon}{s.badge && <s.badge />}</span>{t(`nav.${s.name}`)}</NavLink>)}
      </nav>
      <header className="sh-top">
        <Choice filled label={t('shell.clinic')} value={clinic} onPick={onClinic} options={clinics.map((c) => ({ value: c.id, label: c.name }))} />
        <button type="button" className="sh-find" onClick={() => setFinding(true)} aria-haspopup="dialog">
          <SearchOutlined /><span>{t('shell.search')}</span><kbd>Ctrl K</kbd><kbd>/</kbd>
        </button>
        <span className="sh-gap" />
        <Connection />
        <LocaleSelect onPick={onLocale} />
        <Button type="text" icon={<QuestionCircleOutlined />} aria-label={t('shell.keys')} onClick={() => setKeys(true)} />
        <Dropdown trigger={['click']} menu={{ items: [
          { key: 'me', label: t('shell.my_account'), onClick: () => void go('/account') },
          { key: 'out', label: t('shell.logout'), onClick: onLogout },
        ] }}>
          <Button type="text" icon={<UserOutlined />} aria-label={t('shell.account', { name: me.name })}>{me.name}</Button>
        </Dropdown>
      </header>
      <main id="main" className="sh-main" tabIndex={-1} aria-busy={moving}><Outlet /></main>
      {finding && <Suspense fallback={null}><Palette search={search} sections={mine} onClose={() => setFinding(false)} /></Suspense>}
      {keys && <Suspense fallback={null}><KeyList onClose={() => setKeys(false)} /></Suspense>}
    </div>
  )
}

/** Says so while the server is not heard: what is shown may be old. */
function Connection() {
  const { t } = useTranslation()
  return <span role="status">{useConnected() ? null : <span className="tg tg-warn" title={t('shell.offline_help')}><DisconnectOutlined />{t('shell.offline')}</span>}</span>
}

/** Ctrl+K and / search; G then a letter goes to an area; P registers somebody; ? lists the keys. */
function useShortcuts(sections: Section[], find: () => void, help: () => void): void {
  const go = useNavigate()
  useEffect(() => {
    const quiet = (fn: () => void) => (e: KeyboardEvent) => {
      if (typing(e) || e.defaultPrevented) return
      e.preventDefault()
      fn()
    }
    const to = (name: Section['name'], path = '') => quiet(() => {
      const s = sections.find((x) => x.name === name)
      if (s) void go(s.path + path)
    })
    // The P of "G P" is not the P that registers somebody.
    let afterG = -Infinity
    const alone = (fn: (e: KeyboardEvent) => void) => (e: KeyboardEvent) => { if (e.timeStamp - afterG > 1000) fn(e) }
    return tinykeys(window, {
      '$mod+KeyK': (e) => { e.preventDefault(); find() },
      '/': quiet(find),
      'Shift+?': quiet(help),
      'g t': to('today'), 'g b': to('board'), 'g p': to('patients'), 'g w': to('waitlist'), 'g k': to('tasks'), 'g r': to('roster'), 'g s': to('settings'),
      'g': (e) => { afterG = e.timeStamp },
      'p': alone(to('patients', '/new')),
    })
  }, [sections, find, help, go])
}
