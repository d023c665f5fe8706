import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PersonDetail, PersonMarks } from './PersonLine'
import { keys, search } from './queries'

export interface PersonSelectProps {
  value?: string
  onChange?: (id: string | undefined) => void
  id?: string
  /** The name to show for a person who was chosen before. */
  known?: string
  /** What the field is for, where no form says so. */
  label?: string
  /** Somebody who cannot be chosen. */
  except?: string
  autoFocus?: boolean
}

/** A field of a form that names a patient: found as one types. */
export function PersonSelect({ value, onChange, id, known, label, except, autoFocus = false }: PersonSelectProps) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(known ?? '')
  const asked = useDeferredValue(text.trim())
  const hits = useQuery({ queryKey: keys.search(asked), queryFn: ({ signal }) => search(asked, 12, signal), enabled: asked !== '', placeholderData: keepPreviousData })
  const rows = asked ? (hits.data ?? []).filter((h) => h.id !== except) : []
  const options = [
    ...rows.map((h) => ({ value: h.id, name: h.name, label: <span><b>{h.name}</b> <PersonMarks hit={h} /> <small><PersonDetail hit={h} /></small></span> })),
    ...(value && !rows.some((h) => h.id === value) ? [{ value, name: chosen, label: <span>{chosen || value}</span> }] : []),
  ]
  return (
    <Select<string> {...(id ? { id } : {})} {...(value ? { value } : {})} {...(label ? { 'aria-label': label } : {})} allowClear style={{ width: '100%' }} autoFocus={autoFocus} placeholder={t('patients.find_person')} options={options}
      showSearch={{ filterOption: false, searchValue: text, onSearch: setText }} notFoundContent={asked && !hits.isFetching ? t('palette.empty') : null}
      onChange={(v, o) => { setChosen((o as { name?: string } | undefined)?.name ?? ''); setText(''); onChange?.(v) }} />
  )
}
