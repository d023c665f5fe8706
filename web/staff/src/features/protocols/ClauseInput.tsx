import { InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Condition, Vocabulary } from './queries'
import { NUMBERS, boundOf, isUnder, keptAs, optionText, questionOf, say } from './sentence'

interface Props {
  value: Condition
  onChange: (c: Condition) => void
  words: Vocabulary
  /** What is being written, for who hears the page. */
  label: string
}

/** A condition as a sentence whose numbers and words can be changed where they stand. */
export function ClauseInput({ value: c, onChange, words, label }: Props) {
  const { t } = useTranslation()
  const list = (key: 'all' | 'any') => c[key]!.map((one, i) => (
    <span key={i}>{i > 0 && <b className="pt-join">{t(key === 'all' ? 'protocols.and' : 'protocols.or')}</b>}
      <ClauseInput value={one} words={words} label={label} onChange={(n) => onChange({ ...c, [key]: c[key]!.map((x, k) => (k === i ? n : x)) })} /></span>
  ))
  return (
    <span className="pt-clause">
      {c.all?.length ? list('all') : null}
      {c.any?.length ? <>（{list('any')}）</> : null}
      {c.not && <><b className="pt-join">{t('protocols.not_word')}</b><ClauseInput value={c.not} words={words} label={label} onChange={(n) => onChange({ ...c, not: n })} /></>}
      {c.ask && <Asked value={c} onChange={onChange} words={words} label={label} />}
      {!c.ask && c.fact && <Fact value={c} onChange={onChange} label={label} />}
    </span>
  )
}

function Num({ value, onChange, label, step = 1, min = 0, max = 999 }: { value: number; onChange: (n: number) => void; label: string; step?: number; min?: number; max?: number }) {
  return <InputNumber size="small" className="pt-num" aria-label={label} value={value} step={step} min={min} max={max} onChange={(n) => { if (n !== null) onChange(n) }} />
}

function Asked({ value: c, onChange, words, label }: Props) {
  const { t } = useTranslation()
  const q = questionOf(words, c.ask!)
  const name = q ? say(q.words).replace(/[（(].*?[）)]/g, '').replace(/[？?]$/, '').trim() : c.ask!
  const spoken = `${label}${t('protocols.colon')}${name}`
  const limits = q?.kind === 'scale' ? { max: 10 } : q?.kind === 'hours' ? { max: 24, step: 0.5 } : q?.kind === 'number' ? { min: q.min, max: q.max, step: 0.1 } : {}
  if (c.is) {
    const options = q?.kind === 'yes_no' ? ['yes', 'no'] : (q?.options ?? []).map((o) => o.key)
    return <>{name} <Select size="small" mode="multiple" className="pt-pick" aria-label={spoken} value={c.is} onChange={(is) => { if (is.length > 0) onChange({ ...c, is }) }} options={options.map((k) => ({ value: k, label: optionText(q, k) }))} /></>
  }
  if (c.rise !== undefined) return <>{name} {t('protocols.rises_word')} <Num value={c.rise} label={spoken} onChange={(rise) => onChange({ ...c, rise })} /></>
  return (
    <>{name} {c.min !== undefined && <>{c.max === undefined && '≥ '}<Num value={c.min} label={spoken} {...limits} onChange={(min) => onChange({ ...c, min })} /></>}
      {c.max !== undefined && <>{c.min !== undefined ? ' – ' : isUnder(c.max) ? '< ' : '≤ '}<Num value={boundOf(c.max)} label={spoken} {...limits} onChange={(n) => onChange({ ...c, max: keptAs(c.max!, n) })} /></>}</>
  )
}

function Fact({ value: c, onChange, label }: Omit<Props, 'words'>) {
  const { t } = useTranslation()
  if (!(NUMBERS as readonly string[]).includes(c.fact!)) return <>{t(`protocols.fact.${c.fact}`)}</>
  const name = t(`protocols.number.${c.fact}`)
  const by = c.fact === 'wear_share' ? 100 : 1
  const unit = t(`protocols.unit.${c.fact}`)
  return (
    <>{name} {c.min !== undefined && <>{c.max === undefined && '≥ '}<Num value={c.min * by} label={`${label}${t('protocols.colon')}${name}`} onChange={(n) => onChange({ ...c, min: n / by })} /></>}
      {c.max !== undefined && <>{c.min !== undefined ? ' – ' : isUnder(c.max) ? '< ' : '≤ '}<Num value={boundOf(c.max) * by} label={`${label}${t('protocols.colon')}${name}`} onChange={(n) => onChange({ ...c, max: keptAs(c.max!, n / by) })} /></>} {unit}</>
  )
}

/** The kinds of clause that can be added: an answer, the time since the treatment, or a fact. */
export function fresh(key: string, words: Vocabulary): Condition {
  const q = questionOf(words, key)
  if (!q) return (NUMBERS as readonly string[]).includes(key) ? { fact: key, min: 1 } : { fact: key }
  if (q.kind === 'yes_no') return { ask: key, is: ['yes'] }
  if (q.options?.length && q.kind !== 'number') return { ask: key, is: [q.options[q.options.length - 1]!.key] }
  return { ask: key, min: q.kind === 'number' ? Math.max(q.min, q.key === 'fever' ? 38 : q.min) : q.kind === 'scale' ? 5 : 1 }
}
