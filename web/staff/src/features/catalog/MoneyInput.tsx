import { Input } from 'antd'
import { useEffect, useState } from 'react'
import { parseYuan, yuan } from '@archwire/domain'

/** An amount as the desk types it; its value is whole fen, or undefined while it is none. */
export function MoneyInput({ value, onChange, id, label, hint }: { value?: number; onChange?: (fen: number | undefined) => void; id?: string; label?: string; hint?: string }) {
  const [text, setText] = useState(value === undefined ? '' : yuan(value))
  useEffect(() => { setText((old) => ((parseYuan(old) ?? undefined) === value ? old : value === undefined ? '' : yuan(value))) }, [value])
  return (
    <Input {...(id ? { id } : {})} {...(label ? { 'aria-label': label } : {})} {...(hint ? { placeholder: hint } : {})} value={text} prefix="¥" inputMode="decimal" autoComplete="off" maxLength={20} styles={{ input: { textAlign: 'right' } }}
      onChange={(e) => { setText(e.target.value); onChange?.(parseYuan(e.target.value) ?? undefined) }} onBlur={() => { if (value !== undefined) setText(yuan(value)) }} />
  )
}
