import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { NOTHING, type Cond, type When } from './graph'
import { RuleField } from './RuleField'
import { useVocabulary } from './vocabulary'

const sort = (w: When): 'event' | 'segment' | 'leaves' | 'rule' => (w.segment !== undefined ? (w.leaves ? 'leaves' : 'segment') : w.rule !== undefined ? 'rule' : 'event')

export interface WhenProps {
  value: When
  onChange: (w: When) => void
  label: string
  /** Which sorts fit here. */
  sorts?: readonly ('event' | 'segment' | 'leaves' | 'rule')[]
}

/** Something that happens, or holds. */
export function WhenInput({ value: w, onChange, label, sorts = ['event', 'segment', 'leaves', 'rule'] }: WhenProps) {
  const { t } = useTranslation()
  const words = useVocabulary()
  const is = sort(w)
  const turn = (to: string) => onChange(to === 'event' ? {} : to === 'rule' ? { rule: NOTHING } : { segment: w.segment ?? '', ...(to === 'leaves' ? { leaves: true } : {}) })
  return (
    <div className="jn-when">
      <span className="row">
        {sorts.length > 1 && <Select<string> size="small" value={is} aria-label={t('jny.when.sort', { label })} popupMatchSelectWidth={false} onChange={turn} options={sorts.map((s) => ({ value: s, label: t(`jny.when.${s}`) }))} />}
        {is === 'event' && <Select<string> size="small" className="jn-grow" {...(w.event ? { value: w.event } : {})} showSearch={{ optionFilterProp: 'label' }} placeholder={t('jny.when.pick_event')} aria-label={label} popupMatchSelectWidth={false} options={words.events} onChange={(event) => onChange({ event })} />}
        {(is === 'segment' || is === 'leaves') && <Select<string> size="small" className="jn-grow" {...(w.segment ? { value: w.segment } : {})} showSearch={{ optionFilterProp: 'label' }} placeholder={t('jny.when.pick_segment')} aria-label={label} popupMatchSelectWidth={false} options={words.segments} onChange={(segment) => onChange({ ...w, segment })} />}
      </span>
      {is === 'event' && w.event && <Where event={w.event} value={w.where ?? []} onChange={(where) => onChange(where.length ? { ...w, where } : { event: w.event! })} label={label} />}
      {is === 'rule' && <RuleField value={w.rule ?? NOTHING} onChange={(rule) => onChange({ rule })} label={label} />}
    </div>
  )
}

/** What narrows an event: its fields against words and numbers. */
function Where({ event, value, onChange, label }: { event: string; value: Cond[]; onChange: (c: Cond[]) => void; label: string }) {
  const { t } = useTranslation()
  const fields = useVocabulary().events.find((e) => e.value === event)?.fields ?? []
  const set = (i: number, x: Partial<Cond>) => onChange(value.map((c, k) => (k === i ? { ...c, ...x } : c)))
  return (
    <>
      {value.map((c, i) => {
        const f = fields.find((x) => x.key === c.field)
        return (
          <span className="row" key={i}>
            <Select<string> size="small" value={c.field} aria-label={t('jny.when.field', { label })} popupMatchSelectWidth={false} options={fields.map((x) => ({ value: x.key, label: x.label }))} onChange={(field) => onChange(value.map((x, k) => (k === i ? blank(field, fields) : x)))} />
            <Select<Cond['compare']> size="small" value={c.compare} aria-label={t('jny.when.op', { label })} popupMatchSelectWidth={false} options={(f?.number ? NUMBERS : WORDS).map((o) => ({ value: o, label: t(`jny.op.${o}`) }))} onChange={(compare) => set(i, { compare })} />
            {f?.number
              ? <InputNumber<number> size="small" value={(c.numbers?.[0] ?? 0) / (f.money ? 100 : 1)} aria-label={f.label} onChange={(x) => set(i, { numbers: [Math.round((x ?? 0) * (f.money ? 100 : 1))] })} />
              : <Select<string[]> size="small" mode={f?.choices.length ? 'multiple' : 'tags'} className="jn-grow" value={c.words ?? []} aria-label={f?.label ?? c.field} options={f?.choices ?? []} onChange={(list) => set(i, { words: list })} />}
            <Button size="small" type="text" icon={<CloseOutlined />} aria-label={t('jny.drop', { what: f?.label ?? c.field })} onClick={() => onChange(value.filter((_, k) => k !== i))} />
          </span>
        )
      })}
      {fields.length > 0 && value.length < 10 && <Button size="small" type="link" icon={<PlusOutlined />} onClick={() => onChange([...value, blank(fields[0]!.key, fields)])}>{t('jny.when.narrow')}</Button>}
    </>
  )
}

const NUMBERS = ['eq', 'gt', 'ge', 'lt', 'le'] as const
const WORDS = ['in', 'not_in'] as const
const blank = (field: string, fields: { key: string; number: boolean }[]): Cond => (fields.find((f) => f.key === field)?.number ? { field, compare: 'ge', numbers: [1] } : { field, compare: 'in', words: [] })

/** Several of them, of which one is enough. */
export function WhenList({ value, onChange, label, least = 0, ...more }: { value: readonly When[]; onChange: (w: When[]) => void; label: string; least?: number; sorts?: WhenProps['sorts'] }) {
  const { t } = useTranslation()
  return (
    <div className="jn-list">
      {value.map((w, i) => (
        <div key={i} className="jn-item">
          <WhenInput value={w} onChange={(x) => onChange(value.map((y, k) => (k === i ? x : y)))} label={value.length > 1 ? `${label} ${i + 1}` : label} {...(more.sorts ? { sorts: more.sorts } : {})} />
          {value.length > least && <Button size="small" type="text" icon={<CloseOutlined />} aria-label={t('jny.drop', { what: `${label} ${i + 1}` })} onClick={() => onChange(value.filter((_, k) => k !== i))} />}
        </div>
      ))}
      {value.length < 10 && <div><Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => onChange([...value, {}])}>{t(value.length ? 'jny.when.or' : 'jny.when.add')}</Button></div>}
    </div>
  )
}
