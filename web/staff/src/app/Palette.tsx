import { Command } from 'cmdk'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { Found, Search, Section } from './sections'

/** One box for everything: people first, then pages. */
export default function Palette({ search, sections, onClose }: { search: Search; sections: Section[]; onClose: () => void }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const [text, setText] = useState('')
  const found = useFound(search, text)
  useReturnFocus()
  const open = (to: string) => { onClose(); void go(to) }
  const pages = sections.filter((s) => !text || t(`nav.${s.name}`).includes(text.trim()) || s.name.startsWith(text.trim().toLowerCase()))
  return (
    <div className="pl-back" onPointerDown={(e) => { if (e.target === e.currentTarget) onClose() }} onKeyDown={(e) => { if (e.key === 'Escape') { e.stopPropagation(); onClose() } }}>
      <div className="pl" role="dialog" aria-modal="true" aria-label={t('palette.label')}>
      <Command shouldFilter={false} label={t('palette.label')} loop>
        <Command.Input autoFocus value={text} onValueChange={setText} placeholder={t('shell.search')} />
        <Command.List label={t('palette.label')}>
          <Command.Empty>{t('palette.empty')}</Command.Empty>
          {found.length > 0 && (
            <Command.Group heading={t('nav.patients')}>
              {found.map((f) => <Command.Item key={f.id} value={f.id} onSelect={() => open(f.to)}><b>{f.title}</b><small>{f.detail}</small></Command.Item>)}
            </Command.Group>
          )}
          {pages.length > 0 && (
            <Command.Group heading={t('palette.pages')}>
              {pages.map((s) => <Command.Item key={s.name} value={s.path} onSelect={() => open(s.path)}>{s.icon} {t(`nav.${s.name}`)}</Command.Item>)}
            </Command.Group>
          )}
        </Command.List>
        <footer>{t('palette.hint')}</footer>
      </Command>
      </div>
    </div>
  )
}

/** Closing the box brings the keyboard back to where it was. */
function useReturnFocus(): void {
  const [before] = useState(() => document.activeElement as HTMLElement | null)
  useEffect(() => () => before?.focus(), [before])
}

/** Rows for the newest text only; an older answer that comes late is dropped. */
function useFound(search: Search, text: string): Found[] {
  const [found, setFound] = useState<Found[]>([])
  useEffect(() => {
    const stop = new AbortController()
    const asked = text.trim()
    if (!asked) {
      setFound([])
      return
    }
    const id = setTimeout(() => {
      search(asked, stop.signal).then(setFound, (e: unknown) => { if (!stop.signal.aborted) throw e })
    }, 60)
    return () => { clearTimeout(id); stop.abort() }
  }, [search, text])
  return found
}
