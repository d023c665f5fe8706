import { Input } from 'antd'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Question } from '../queries'
import { say } from '../words'
import { choices, keyOf, keysOf, pressed, toggled } from './answer'
import { goOn } from './stops'

interface Props {
  question: Question
  value: string
  /** What is wrong with the answer, in words. */
  wrong?: string | undefined
  onChange: (value: string) => void
}

/** One question, answered by keyboard or pointer. */
export function QuestionField(p: Props) {
  const { kind } = p.question
  return (
    <div className="cd-q">
      <div className="cd-ask" id={`q-${p.question.key}`}>{say(p.question.words)}</div>
      {kind === 'text' ? <Text {...p} /> : choices(p.question).length > 0 ? <Picks {...p} /> : <Typed {...p} />}
      {p.wrong && <p className="cd-wrong" role="alert">{p.wrong}</p>}
    </div>
  )
}

/** Answers to pick from: a digit picks, arrows move, the next question follows by itself. */
function Picks({ question: q, value, onChange }: Props) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const list = choices(q)
  const many = q.kind === 'many'
  const had = value.split(',')
  const stop = Math.max(0, many ? 0 : list.indexOf(value))
  const hear = (e: KeyboardEvent) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return
    if (e.key === 'Enter' && value) { e.preventDefault(); goOn(box.current!); return }
    const did = pressed(q, e.key, value)
    if (!did) return
    e.preventDefault()
    e.stopPropagation()
    onChange(did.value)
    if (did.next) goOn(box.current!)
    else if (!many && did.value) box.current!.querySelectorAll<HTMLElement>('button')[list.indexOf(did.value)]?.focus()
  }
  const label = (one: string): string => {
    if (q.kind === 'scale' || q.kind === 'stars') return one
    if (q.kind === 'yes_no') return t(`calls.answer.${one}`)
    return say(q.options?.find((o) => o.key === one)?.words)
  }
  return (
    <div ref={box} role={many ? 'group' : 'radiogroup'} aria-labelledby={`q-${q.key}`} className={`cd-picks cd-${q.kind}`} data-keys={keysOf(q)} onKeyDown={hear}>
      {list.map((one, n) => {
        const on = many ? had.includes(one) : one === value
        return (
          <button key={one} type="button" role={many ? 'checkbox' : 'radio'} aria-checked={on} {...(n === stop ? { 'data-stop': '' } : {})} tabIndex={many || n === stop ? 0 : -1}
            onClick={() => { onChange(many ? toggled(q, value, one) : on ? '' : one) }}>
            {label(one)}{q.kind !== 'scale' && q.kind !== 'stars' && <kbd aria-hidden>{keyOf(q, n)}</kbd>}
          </button>
        )
      })}
    </div>
  )
}

/** A number; where a word may stand for it ("not measured"), - says that word. */
function Typed({ question: q, value, onChange }: Props) {
  const words = q.options ?? []
  const word = words.find((o) => o.key === value)
  const hear = (e: KeyboardEvent<HTMLInputElement>) => {
    if (e.key === 'Enter' && !e.ctrlKey && !e.metaKey) { e.preventDefault(); goOn(e.currentTarget) }
    if (e.key === '-' && words[0]) { e.preventDefault(); onChange(words[0].key); goOn(e.currentTarget) }
  }
  return (
    <div className="row">
      <Input className="cd-number" data-stop="" inputMode="decimal" maxLength={6} autoComplete="off" aria-labelledby={`q-${q.key}`} value={word ? '' : value} onChange={(e) => onChange(e.target.value.trim().replace('，', '.').replace('。', '.'))} onKeyDown={hear} />
      {words.map((o) => (
        <button key={o.key} type="button" className="cd-word" aria-pressed={o.key === value} onClick={() => onChange(o.key === value ? '' : o.key)}>{say(o.words)}<kbd aria-hidden>-</kbd></button>
      ))}
    </div>
  )
}

/** Free words; they are handed on when the field is left or the typing rests. */
function Text({ question: q, value, onChange }: Props) {
  const [text, setText] = useState(value)
  const latest = useRef(onChange)
  useEffect(() => { latest.current = onChange })
  useEffect(() => {
    if (text === value) return
    const id = setTimeout(() => latest.current(text), 250)
    return () => clearTimeout(id)
  }, [text, value])
  return <Input.TextArea data-stop="" autoSize={{ minRows: 1, maxRows: 5 }} maxLength={500} aria-labelledby={`q-${q.key}`} value={text} onChange={(e) => setText(e.target.value)} onBlur={() => { if (text !== value) onChange(text) }} />
}
