import { Input } from 'antd'
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'

interface Props<Row> {
  label: string
  placeholder: string
  autoFocus?: boolean
  rows: readonly Row[]
  rowKey: (r: Row) => string
  render: (r: Row) => ReactNode
  /** True while the rows are not yet those of what was typed: Enter waits for them. */
  stale?: boolean
  /** A row below the others, for what is not there. */
  last?: { key: string; text: string; onPick: () => void } | undefined
  onText: (text: string) => void
  onPick: (r: Row) => void
}

/** A box to type in and rows to choose from, for the keyboard first: arrows, Enter, Escape. */
export function Combo<Row>({ label, placeholder, autoFocus = false, rows, rowKey, render, stale = false, last, onText, onPick }: Props<Row>) {
  const id = useId()
  const list = useRef<HTMLUListElement>(null)
  const [at, setAt] = useState(0)
  const count = rows.length + (last ? 1 : 0)
  const here = Math.min(at, count - 1)
  useEffect(() => { list.current?.children[here]?.scrollIntoView({ block: 'nearest' }) }, [here])
  const choose = (i: number) => { const r = rows[i]; if (r) onPick(r); else last?.onPick() }
  const awaited = useRef(false)
  useEffect(() => {
    if (!awaited.current || stale) return
    awaited.current = false
    choose(0)
  })
  const keys = (e: KeyboardEvent) => {
    if (e.nativeEvent.isComposing) return
    if (e.key === 'Enter' && stale && !e.ctrlKey && !e.metaKey) {
      e.preventDefault()
      awaited.current = true
      return
    }
    if (count === 0) return
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault()
      setAt((here + (e.key === 'ArrowDown' ? 1 : count - 1)) % count)
    } else if (e.key === 'Enter' && !e.ctrlKey && !e.metaKey) {
      e.preventDefault()
      choose(here)
    }
  }
  return (
    <div className="cb">
      <Input autoFocus={autoFocus} allowClear maxLength={100} aria-label={label} placeholder={placeholder} role="combobox" aria-expanded={count > 0} aria-controls={id}
        aria-activedescendant={count > 0 ? `${id}-${here}` : undefined} onChange={(e) => { awaited.current = false; onText(e.target.value); setAt(0) }} onKeyDown={keys} />
      <ul ref={list} id={id} role="listbox" aria-label={label} hidden={count === 0}>
        {rows.map((r, i) => (
          <li key={rowKey(r)} id={`${id}-${i}`} role="option" aria-selected={i === here} onClick={() => onPick(r)}>{render(r)}</li>
        ))}
        {last && <li id={`${id}-${rows.length}`} role="option" aria-selected={here === rows.length} className="new" onClick={last.onPick}>{last.text}</li>}
      </ul>
    </div>
  )
}
