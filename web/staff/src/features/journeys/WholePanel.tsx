import { InputNumber, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Field } from './Field'
import { entryOf, type Graph } from './graph'
import { useVocabulary } from './vocabulary'
import { WhenList } from './WhenInput'

const AGAIN = ['once', 'per_key', 'after_exit'] as const

/** What holds for the journey as a whole: goals, exits, who may enter again, what it may do in a day. */
export function WholePanel({ graph: g, writes, onChange }: { graph: Graph; writes: boolean; onChange: (g: Graph) => void }) {
  const { t } = useTranslation()
  const words = useVocabulary()
  const event = entryOf(g)?.entry?.when?.event
  const fields = words.events.find((e) => e.value === event)?.fields ?? []
  const set = (x: Partial<Graph>) => onChange({ ...g, ...x })
  const number = (label: string, value: number | undefined, to: (n: number) => void, max: number, help?: string) => (
    <Field label={label} {...(help ? { help } : {})}><InputNumber<number> size="small" min={0} max={max} value={value ?? 0} aria-label={label} onChange={(n) => to(n ?? 0)} /></Field>
  )
  return (
    <fieldset className="jn-form jn-whole" disabled={!writes}>
      <Field label={t('jny.goals')} help={t('jny.goals_help')}><WhenList value={g.goals ?? []} onChange={(goals) => set({ goals })} label={t('jny.goals')} /></Field>
      <Field label={t('jny.exits')} help={t('jny.exits_help')}><WhenList value={g.exits ?? []} onChange={(exits) => set({ exits })} label={t('jny.exits')} /></Field>
      <Field label={t('jny.again')}>
        <Radio.Group size="small" value={g.reentry ?? 'once'} aria-label={t('jny.again')} onChange={(e) => set({ reentry: e.target.value as NonNullable<Graph['reentry']> })} options={AGAIN.map((r) => ({ value: r, label: t(`journeys.reentry.${r}`) }))} />
        {g.reentry === 'per_key' && <Select<string> size="small" {...(g.key ? { value: g.key } : {})} style={{ minWidth: 140 }} aria-label={t('jny.key')} placeholder={t('jny.key')} options={fields.map((f) => ({ value: f.key, label: f.label }))} onChange={(key) => set({ key })} />}
      </Field>
      {g.reentry === 'after_exit' && number(t('jny.cool_down'), g.cool_down_days, (cool_down_days) => set({ cool_down_days }), 3650)}
      {number(t('jny.max_days'), g.max_days, (max_days) => set({ max_days }), 1100, t('jny.max_days_help'))}
      {number(t('jny.messages_a_day'), g.budget?.messages_a_day, (messages_a_day) => set({ budget: { ...g.budget, messages_a_day } }), 100_000, t('jny.no_bound'))}
      {number(t('jny.tasks_a_day'), g.budget?.tasks_a_day, (tasks_a_day) => set({ budget: { ...g.budget, tasks_a_day } }), 10_000, t('jny.no_bound'))}
      {number(t('jny.sms_parts_a_day'), g.budget?.sms_parts_a_day, (sms_parts_a_day) => set({ budget: { ...g.budget, sms_parts_a_day } }), 100_000, t('jny.no_bound'))}
    </fieldset>
  )
}
