import { useRef, type KeyboardEvent } from 'react'
import { goOn } from './stops'

interface Props<T extends string> {
  label: string
  value: T | ''
  options: readonly { value: T; label: string; key?: string }[]
  /** The keyboard goes on to what follows once something was picked. */
  on?: boolean
  onChange: (value: T | '') => void
}

/** One of a few words: a digit picks it, the same again takes it back. */
export function Picker<T extends string>({ label, value, options, on = true, onChange }: Props<T>) {
  const box = useRef<HTMLDivElement>(null)
  const stop = Math.max(0, options.findIndex((o) => o.value === value))
  const hear = (e: KeyboardEvent) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return
    const at = options.findIndex((_, n) => String(n + 1) === e.key)
    const move = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0
    const had = options.findIndex((o) => o.value === value)
    const to = at >= 0 ? options[at] : move ? options[Math.max(0, Math.min(options.length - 1, had + move))] : undefined
    if (!to) return
    e.preventDefault()
    e.stopPropagation()
    onChange(to.value)
    if (at >= 0 && on) goOn(box.current!)
    else box.current!.querySelectorAll<HTMLElement>('button')[options.indexOf(to)]?.focus()
  }
  return (
    <div className="cd-q">
      <div className="cd-ask">{label}</div>
      <div ref={box} role="radiogroup" aria-label={label} className="cd-picks" data-keys="123456789" onKeyDown={hear}>
        {options.map((o, n) => (
          <button key={o.value} type="button" role="radio" aria-checked={o.value === value} {...(n === stop ? { 'data-stop': '' } : {})} tabIndex={n === stop ? 0 : -1} onClick={() => onChange(o.value === value ? '' : o.value)}>
            {o.label}{o.key !== '' && <kbd aria-hidden>{o.key ?? n + 1}</kbd>}
          </button>
        ))}
      </div>
    </div>
  )
}
