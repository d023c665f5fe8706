import { Command } from 'cmdk'
import { useEffect, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { Found, Search, Section } from './sections'

/** One box for everything: people first, then pages. Tab shows what can be done with somebody. */
export default function Palette({ search, sections, onClose }: { search: Search; sections: Section[]; onClose: () => void }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState('')
  const [acting, setActing] = useState<Found | null>(null)
  const found = useFound(search, text)
  useReturnFocus()
  const open = (to: string) => { onClose(); void go(to) }
  const pages = sections.filter((s) => !text || t(`nav.${s.name}`).includes(text.trim()) || s.name.startsWith(text.trim().toLowerCase()))
  const keys = (e: KeyboardEvent) => {
    if (e.key === 'Escape') {
      e.stopPropagation()
      if (acting) setActing(null)
      else onClose()
    } else if (e.key === 'Tab') {
      // The focus stays in the box: Tab goes to the actions of the row and back.
      e.preventDefault()
      setActing((now) => (now ? null : found.find((f) => f.id === chosen && f.actions.length > 0) ?? null))
    }
  }
  return (
    <div className="pl-back" onPointerDown={(e) => { if (e.target === e.currentTarget) onClose() }} onKeyDown={keys}>
      <div className="pl" role="dialog" aria-modal="true" aria-label={t('palette.label')}>
        <Command shouldFilter={false} label={t('palette.label')} loop value={chosen} onValueChange={setChosen}>
          <Command.Input autoFocus value={text} onValueChange={(v) => { setText(v); setActing(null) }} placeholder={t('shell.search')} />
          <Command.List label={t('palette.label')}>
            {acting ? (
              <Command.Group heading={acting.title}>
                {acting.actions.map((a) => <Command.Item key={a.key} value={`do ${a.key}`} onSelect={() => open(a.to)}>{a.label}</Command.Item>)}
              </Command.Group>
            ) : (
              <>
                <Command.Empty>{t('palette.empty')}</Command.Empty>
                {found.length > 0 && <Command.Group heading={t('nav.patients')}>{found.map((f) => <Person key={f.id} found={f} onOpen={open} />)}</Command.Group>}
                {pages.length > 0 && (
                  <Command.Group heading={t('palette.pages')}>
                    {pages.map((s) => <Command.Item key={s.name} value={s.path} onSelect={() => open(s.path)}>{s.icon} {t(`nav.${s.name}`)}</Command.Item>)}
                  </Command.Group>
                )}
              </>
            )}
          </Command.List>
          <footer>{t('palette.hint')}</footer>
        </Command>
      </div>
    </div>
  )
}

function Person({ found: f, onOpen }: { found: Found; onOpen: (to: string) => void }) {
  return <Command.Item value={f.id} onSelect={() => onOpen(f.to)}><b>{f.title}</b>{f.marks}<small>{f.detail}</small></Command.Item>
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
      search(asked, stop.signal).then(setFound, () => { if (!stop.signal.aborted) setFound([]) })
    }, 60)
    return () => { clearTimeout(id); stop.abort() }
  }, [search, text])
  return found
}
