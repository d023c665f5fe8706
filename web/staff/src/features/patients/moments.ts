import { useTranslation } from 'react-i18next'
import { yuan } from '@archwire/domain'
import { useTemplates } from '../visits/queries'
import type { Moment } from './queries'

/** Words of a moment that are keys themselves: what each argument stands for. */
const KEYS: Record<string, (v: string) => string> = {
  kind: (v) => `patients.alert.${v}`, purpose: (v) => `patients.purpose.${v}`, by: (v) => `patients.by.${v}`,
  part: (v) => `patients.part.${v}`, basis: (v) => `patients.basis.${v}`, reason: (v) => `visits.reason.${v}`,
  record_kind: (v) => `charting.kind.${v}`, slot: (v) => `imaging.slot.${v}`, step: (v) => `plans.step.${v}`,
}
/** Words that stand for something else in one sort of moment. */
const OWN: Record<string, (v: string) => string> = {
  'plans.timeline.execution_undone reason': (v) => `plans.undo_reason.${v}`, 'plans.timeline.ended reason': (v) => `plans.end_reason.${v}`,
}
/** Words that say again what the name of the moment says, or that only programs read. */
const SAID = new Set(['code', 'state', 'ended'])

/** What comes first and what last in a sentence: the item, then the rest, then the amount. */
const at = (name: string): number => (name.startsWith('item_') ? -1 : name === 'amount' ? 1 : 0)

/** What stands behind the name of a moment: its arguments in the reader's language, ids left out. */
export function useMomentText(): (m: Moment) => string {
  const { t, i18n } = useTranslation()
  const { data: templates } = useTemplates()
  const template = (id: string): string => {
    const found = templates?.find((x) => x.id === id)
    return found ? (i18n.language === 'en' && found.name_en) || found.name_zh : ''
  }
  const word = (kind: string, name: string, value: string): string => {
    if (name === 'template') return template(value)
    if (name === 'amount') return `¥${yuan(Number(value))}`
    if (name === 'count') return t('patients.moment_count', { n: value })
    if (name === 'revision') return t('plans.revision', { n: value })
    if (name === 'item_zh' || name === 'item_en') return (name === 'item_en') === (i18n.language === 'en') ? value : ''
    if (!value || SAID.has(name) || /_id$/.test(name)) return ''
    const key = (OWN[`${kind} ${name}`] ?? KEYS[name])?.(value)
    return key ? t(key, { defaultValue: value }) : value
  }
  return ({ kind, words }) => Object.entries(words ?? {}).sort(([a], [b]) => at(a) - at(b)).map(([name, value]) => word(kind, name, value)).filter(Boolean).join(' · ')
}
