import { Button, Input, type GetRef } from 'antd'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { askedPhrase, isMeant, marksIn } from './parts'
import type { Finding, Line, Part, Template } from './recordQueries'

interface Props {
  part: Part
  value: string
  /** As the server keeps them: a line may have a place that its text does not name. */
  kept: readonly Line[]
  phrases: readonly Template[]
  findings: readonly Finding[]
  disabled?: boolean
  onChange: (text: string) => void
  /** caret is where one was writing. */
  onLeave: (caret: number) => void
  /** Keeps what is marked in the text as a phrase; absent where phrases are only used. */
  onKeep?: (marked: string) => void
}

const SHOWN = 8

/** One part of the record. "/" brings phrases, "#46" becomes a tooth. */
export function PartField({ part, value, kept, phrases, findings, disabled = false, onChange, onLeave, onKeep }: Props) {
  const { t } = useTranslation()
  const field = useRef<GetRef<typeof Input.TextArea>>(null)
  const [asked, setAsked] = useState<{ from: number; typed: string } | null>(null)
  const [chosen, setChosen] = useState(0)
  const [marked, setMarked] = useState('')
  // React hears of keys and the mouse only; the handles of a finger move the selection without either.
  useEffect(() => {
    const see = () => {
      const area = field.current?.resizableTextArea?.textArea
      if (area && area === document.activeElement) setMarked(area.value.slice(area.selectionStart, area.selectionEnd).trim())
    }
    document.addEventListener('selectionchange', see)
    return () => document.removeEventListener('selectionchange', see)
  }, [])
  const found = asked ? phrases.filter((p) => p.parts.some((s) => s.part === part) && isMeant(p, asked.typed)).slice(0, SHOWN) : []
  const look = (text: string, caret: number) => { setAsked(askedPhrase(text, caret)); setChosen(0) }
  const take = (p: Template) => {
    const area = field.current?.resizableTextArea?.textArea
    if (!asked || !area) return
    const text = p.parts[0]!.lines[0]!.text
    const next = value.slice(0, asked.from) + text + value.slice(asked.from + 1 + asked.typed.length)
    onChange(next)
    setAsked(null)
    const at = asked.from + text.length
    requestAnimationFrame(() => { area.focus(); area.setSelectionRange(at, at) })
  }
  const keys = (e: KeyboardEvent<HTMLTextAreaElement>) => {
    if (!asked || found.length === 0 || e.nativeEvent.isComposing) return
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault()
      setChosen((n) => (n + (e.key === 'ArrowDown' ? 1 : found.length - 1)) % found.length)
    } else if (e.key === 'Enter' || e.key === 'Tab') {
      e.preventDefault()
      take(found[chosen]!)
    } else if (e.key === 'Escape') {
      e.stopPropagation()
      setAsked(null)
    }
  }
  const marks = [...new Set([...marksIn(value), ...kept.flatMap((l) => (l.site && value.includes(l.text) ? l.site.split(',') : []))])]
  const list = `phrases-${part}`
  return (
    <section className="rc-part">
      <label htmlFor={`part-${part}`}>{t(`charting.part.${part}`)}</label>
      <div>
        <Input.TextArea ref={field} id={`part-${part}`} value={value} autoSize={{ minRows: 1, maxRows: 14 }} disabled={disabled} variant="filled"
          aria-describedby={findings.length > 0 ? `hints-${part}` : undefined} aria-autocomplete="list" {...(found.length > 0 ? { 'aria-controls': list } : {})}
          onChange={(e) => { onChange(e.target.value); look(e.target.value, e.target.selectionStart) }}
          onKeyDown={keys}
          onBlur={(e) => { setAsked(null); if (!e.relatedTarget?.closest('.rc-keep')) setMarked(''); onLeave(e.target.selectionStart) }} />
        {onKeep && marked && <Button className="rc-keep" size="small" onPointerDown={(e) => e.preventDefault()} onClick={() => { setMarked(''); onKeep(marked) }}>{t('record.keep_phrase')}</Button>}
        {found.length > 0 && (
          <ul className="rc-phrases" id={list} role="listbox" aria-label={t('record.phrases')}>
            {found.map((p, i) => (
              <li key={p.id} role="option" aria-selected={i === chosen} onPointerDown={(e) => { e.preventDefault(); take(p) }}>
                <b>{p.name}</b> <small>{p.parts[0]!.lines[0]!.text}</small>
              </li>
            ))}
          </ul>
        )}
        {marks.length > 0 && <p className="rc-marks" aria-label={t('record.teeth')}>{marks.map((m) => <span key={m}>{m}</span>)}</p>}
        {findings.length > 0 && (
          <ul className="rc-hints" id={`hints-${part}`}>
            {findings.map((f, i) => <li key={i} className={f.severity === 'error' ? 'bad' : 'warn'}>{hint(t, f, value)}</li>)}
          </ul>
        )}
      </div>
    </section>
  )
}

function hint(t: (key: string, o?: Record<string, unknown>) => string, f: Finding, value: string): string {
  const text = t(`charting.rule.${f.rule}`)
  const line = f.line >= 0 ? value.split('\n').filter((x) => x.trim())[f.line] : undefined
  return line ? `${text}${t('app.colon')}${line.slice(0, 24)}` : text
}
