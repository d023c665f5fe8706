import { Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Clock } from './queries'
import { readSpans, writeSpans } from './spans'

interface Props {
  id?: string
  value?: Clock[]
  onChange?: (v: Clock[]) => void
  label?: string
}

/** Stretches of a day in one line: "9-12 13-18". What cannot be read is told at once and not taken. */
export function SpansInput({ id, value = [], onChange, label }: Props) {
  const { t } = useTranslation()
  const [text, setText] = useState(() => writeSpans(value))
  const known = readSpans(text)
  // Set from outside, as by another row: what is shown follows.
  const shown = known && writeSpans(known) !== writeSpans(value) ? writeSpans(value) : text
  return (
    <>
      <Input {...(id ? { id } : {})} {...(label ? { 'aria-label': label } : {})} value={shown} maxLength={60} placeholder={t('roster.spans_hint')} status={known ? '' : 'error'} aria-invalid={!known}
        onChange={(e) => { setText(e.target.value); const read = readSpans(e.target.value); if (read) onChange?.(read) }} onBlur={() => { if (known) setText(writeSpans(known)) }} />
      {!known && <small role="alert" className="rs-bad">{t('roster.spans_bad')}</small>}
    </>
  )
}
