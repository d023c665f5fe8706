import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useEverybody, type Staff } from './names'

export interface StaffSelectProps {
  value?: string
  onChange?: (id: string | undefined) => void
  id?: string
  label?: string
  /** What stands in the empty field. */
  placeholder?: string
  /** Whom to offer; everybody at work by default. */
  only?: (p: Staff) => boolean
}

/** A field of a form that names a colleague, found by name or initials. */
export function StaffSelect({ value, onChange, id, label, placeholder, only = () => true }: StaffSelectProps) {
  const { t } = useTranslation()
  const { data } = useEverybody()
  const options = (data ?? []).filter((p) => p.id === value || (!p.employed_to && only(p))).map((p) => ({ value: p.id, label: p.title ? `${p.name} · ${p.title}` : p.name, search: `${p.name}${p.initials}`.toLowerCase() }))
  return (
    <Select<string> {...(id ? { id } : {})} {...(value ? { value } : {})} {...(label ? { 'aria-label': label } : {})} allowClear style={{ width: '100%' }} placeholder={placeholder ?? t('org.find_staff')} options={options} onChange={(v) => onChange?.(v)}
      showSearch={{ filterOption: (typed, o) => (o as { search?: string } | undefined)?.search?.includes(typed.toLowerCase()) ?? false }} />
  )
}
