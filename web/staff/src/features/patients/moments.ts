import { useTranslation } from 'react-i18next'
import { useTemplates } from '../visits/queries'
import type { Moment } from './queries'

/** Words of a moment that are keys themselves: what each argument stands for. */
const KEYS: Record<string, (v: string) => string> = {
  kind: (v) => `patients.alert.${v}`, purpose: (v) => `patients.purpose.${v}`, by: (v) => `patients.by.${v}`,
  part: (v) => `patients.part.${v}`, basis: (v) => `patients.basis.${v}`, reason: (v) => `visits.reason.${v}`,
}
/** Words that say again what the name of the moment says, or that only programs read. */
const SAID = new Set(['code', 'state', 'ended'])

/** What stands behind the name of a moment: its arguments in the reader's language, ids left out. */
export function useMomentText(): (m: Moment) => string {
  const { t, i18n } = useTranslation()
  const { data: templates } = useTemplates()
  const template = (id: string): string => {
    const found = templates?.find((x) => x.id === id)
    return found ? (i18n.language === 'en' && found.name_en) || found.name_zh : ''
  }
  const word = (name: string, value: string): string => {
    if (name === 'template') return template(value)
    if (!value || SAID.has(name) || /_id$/.test(name)) return ''
    const key = KEYS[name]?.(value)
    return key ? t(key, { defaultValue: value }) : value
  }
  return ({ words }) => Object.entries(words ?? {}).map(([name, value]) => word(name, value)).filter(Boolean).join(' · ')
}
