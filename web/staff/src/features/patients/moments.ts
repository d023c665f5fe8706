import { useTranslation } from 'react-i18next'
import type { Moment } from './queries'

/** Words of a moment that are keys themselves: what each argument stands for. */
const KEYS: Record<string, (v: string) => string> = {
  kind: (v) => `patients.alert.${v}`, purpose: (v) => `patients.purpose.${v}`, by: (v) => `patients.by.${v}`,
  part: (v) => `patients.part.${v}`, basis: (v) => `patients.basis.${v}`,
}

/** What stands behind the name of a moment: its arguments in the reader's language, ids left out. */
export function useMomentText(): (m: Moment) => string {
  const { t } = useTranslation()
  return ({ words }) => Object.entries(words ?? {}).map(([name, value]) => {
    if (/_id$/.test(name) || !value) return ''
    const key = KEYS[name]?.(value)
    return key ? t(key, { defaultValue: value }) : value
  }).filter(Boolean).join(' · ')
}
