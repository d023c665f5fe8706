import { useTranslation } from 'react-i18next'
import { useSources } from './queries'

/** Whose a number or an account is. */
export const WHOSE = ['self', 'father', 'mother', 'grandparent', 'spouse', 'child', 'other'] as const

/** Names of sources by key: the program's in the reader's language, the group's own as they were named. */
export function useSourceName(): (key: string) => string {
  const { t } = useTranslation()
  const { data } = useSources()
  return (key) => (key ? data?.find((s) => s.key === key)?.name || t(`patients.source.${key}`, { defaultValue: key }) : '')
}
