import { Input } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'

/** Reads "2013-5-1", "20130501", "2013.5.1", "2013年5月1日" as a civil day; '' for anything else. */
export function dayOf(text: string): string {
  const m = /^(\d{4})\s*[-./年]?\s*(\d{1,2})\s*[-./月]?\s*(\d{1,2})\s*日?$/.exec(text.normalize('NFKC').trim())
  if (!m) return ''
  const [y, mo, d] = [Number(m[1]), Number(m[2]), Number(m[3])]
  const date = new Date(Date.UTC(y, mo - 1, d))
  if (date.getUTCFullYear() !== y || date.getUTCMonth() !== mo - 1 || date.getUTCDate() !== d) return ''
  return date.toISOString().slice(0, 10)
}

/** A day of long ago is typed faster than it is clicked. Half a day is passed on as it is, so that the server says what is wrong. */
export function BirthInput({ value = '', onChange, id }: { value?: string; onChange?: (v: string) => void; id?: string }) {
  const { t } = useTranslation()
  const [text, setText] = useState(value)
  useEffect(() => { setText((old) => ((dayOf(old) || old) === value ? old : value)) }, [value])
  return (
    <Input {...(id ? { id } : {})} value={text} inputMode="numeric" autoComplete="off" maxLength={20} placeholder={t('patients.birth_form')}
      onChange={(e) => { setText(e.target.value); onChange?.(dayOf(e.target.value) || e.target.value.trim()) }}
      onBlur={() => { const d = dayOf(text); if (d) setText(d) }} />
  )
}
