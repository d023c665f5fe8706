import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Select, Space } from 'antd'
import { useTranslation } from 'react-i18next'
import { NumbersPicker, WordsPicker } from './ValuePicker'
import { Whole, WindowPicker } from './WindowPicker'
import { askedOf, leafAbout, subjectOf, withAsked, withCompare, type Asked, type Attr, type Compare, type Dictionary, type Field, type Kind, type Rule, type Where } from './rules'

const PAST = ['last', 'this', 'ago', 'between', 'ever'] as const
const DAYS = ['last', 'next', 'this', 'ago', 'ahead', 'between'] as const
const BIRTHDAYS = ['this', 'next', 'last', 'ahead'] as const
const NUMBER: readonly Compare[] = ['ge', 'gt', 'eq', 'le', 'lt', 'between']
const WORD: readonly Compare[] = ['in', 'not_in']
const ASKED: readonly Asked[] = ['count', 'absent', 'last', 'first', 'sum', 'seq']

interface Props {
  rule: Rule
  dict: Dictionary
  onChange: (r: Rule) => void
  autoFocus?: boolean
}

/** One condition: what it is about, and what is asked of it. */
export function LeafEditor({ rule, dict, onChange, autoFocus = false }: Props) {
  const subjects = useSubjects(dict)
  const { t } = useTranslation()
  return (
    <Space size={[4, 6]} wrap className="au-leaf">
      <Select value={subjectOf(rule)} aria-label={t('segments.about')} autoFocus={autoFocus} defaultOpen={autoFocus && subjectOf(rule) === 'attr:'} className="au-subject" popupMatchSelectWidth={260} listHeight={380}
        showSearch={{ optionFilterProp: 'label' }} options={subjects} onChange={(s) => onChange(leafAbout(s, dict))} />
      {rule.op === 'attr' && <AttrPart rule={rule} dict={dict} onChange={onChange} />}
      {rule.op === 'tag' && <ListPick dict={dict} source="tags" value={rule.tag} onChange={(tag) => onChange({ op: 'tag', tag })} />}
      {rule.op === 'segment' && <ListPick dict={dict} source="segments" value={rule.segment} onChange={(segment) => onChange({ op: 'segment', segment })} />}
      {rule.op === 'bucket' && <BucketPart rule={rule} onChange={onChange} />}
      {(rule.op === 'event' || rule.op === 'absent' || rule.op === 'seq') && <EventPart rule={rule} dict={dict} onChange={onChange} />}
    </Space>
  )
}

/** Everything that a condition may be about, in three groups. */
function useSubjects(dict: Dictionary) {
  const { t } = useTranslation()
  return [
    { label: t('segments.group.person'), options: [...dict.attrs.map((a) => ({ value: `attr:${a.key}`, label: t(`audience.attr.${a.key}`) }))] },
    { label: t('segments.group.happened'), options: dict.kinds.map((k) => ({ value: `event:${k.key}`, label: t(`audience.kind.${k.key.replace('.', '_')}`) })) },
    { label: t('segments.group.other'), options: ['tag', 'segment', 'bucket'].map((x) => ({ value: x, label: t(`segments.about.${x}`) })) },
  ]
}

function AttrPart({ rule, dict, onChange }: Props) {
  const { t } = useTranslation()
  const attr = dict.attrs.find((a) => a.key === rule.attr)
  if (!attr) return null
  const compare = rule.compare ?? attr.compares[0]!
  return (
    <>
      {(attr.compares.length > 1) && <ComparePick value={compare} list={attr.compares} onChange={(c) => onChange(withCompare(rule, c, attr))} />}
      {compare === 'within' && <WindowPicker value={rule.window} modes={attr.type === 'birthday' ? BIRTHDAYS : DAYS} onChange={(window) => onChange({ ...rule, window })} />}
      {WORD.includes(compare) && <WordsPicker dict={dict} prefix="audience.attr" of={attr} value={rule.words} onChange={(words) => onChange({ ...rule, words })} />}
      {isNumeric(attr, compare) && <NumbersPicker type={attr.type} compare={compare} value={rule.numbers} onChange={(numbers) => onChange({ ...rule, numbers })} />}
      {attr.type === 'age' && isNumeric(attr, compare) && t('segments.years_unit')}
    </>
  )
}

const isNumeric = (a: Attr, c: Compare): boolean => (a.type === 'number' || a.type === 'money' || a.type === 'age') && c !== 'known' && c !== 'unknown'

function ComparePick({ value, list, onChange }: { value: Compare; list: readonly Compare[]; onChange: (c: Compare) => void }) {
  const { t } = useTranslation()
  return <Select<Compare> value={value} aria-label={t('segments.compare')} onChange={onChange} className="au-compare" popupMatchSelectWidth={false} options={list.map((c) => ({ value: c, label: t(`segments.compare_name.${c}`) }))} />
}

function ListPick({ dict, source, value, onChange }: { dict: Dictionary; source: string; value: string | undefined; onChange: (v: string) => void }) {
  const { t, i18n } = useTranslation()
  return (
    <Select<string> {...(value ? { value } : {})} aria-label={t('segments.value')} placeholder={t('segments.choose')} className="au-list" popupMatchSelectWidth={false} showSearch={{ optionFilterProp: 'label' }} onChange={onChange}
      options={(dict.lists[source] ?? []).map((x) => ({ value: x.value, label: i18n.language.startsWith('zh') ? x.zh : x.en }))} />
  )
}

function BucketPart({ rule, onChange }: Omit<Props, 'dict'>) {
  const { t } = useTranslation()
  const low = rule.low ?? 0
  return (
    <>
      <Whole label={t('segments.from')} value={low / 100} min={0} max={99} onChange={(n) => onChange({ ...rule, low: n * 100 })} />–
      <Whole label={t('segments.to')} value={(rule.high ?? 0) / 100} min={1} max={100} onChange={(n) => onChange({ ...rule, high: n * 100 })} />%
    </>
  )
}

function EventPart({ rule, dict, onChange }: Props) {
  const { t } = useTranslation()
  const kind = dict.kinds.find((k) => k.key === rule.event)
  const asked = askedOf(rule)
  const summed = kind?.fields.filter((f) => f.type === 'number' || f.type === 'money') ?? []
  const compare = rule.compare ?? 'ge'
  const sumOf = summed.find((f) => f.key === rule.field)
  return (
    <>
      <Select<Asked> value={asked} aria-label={t('segments.asked')} onChange={(a) => onChange(withAsked(rule, a, kind))} className="au-compare" popupMatchSelectWidth={false}
        options={ASKED.filter((a) => a !== 'sum' || summed.length > 0).map((a) => ({ value: a, label: t(`segments.asked.${a}`) }))} />
      {asked === 'sum' && summed.length > 1 && <Select value={rule.field ?? ''} aria-label={t('segments.field')} onChange={(field) => onChange({ ...rule, field })} options={summed.map((f) => ({ value: f.key, label: t(`audience.field.${f.key}`) }))} />}
      {(asked === 'count' || asked === 'sum') && (
        <>
          <ComparePick value={compare} list={NUMBER} onChange={(c) => onChange({ ...rule, compare: c, numbers: c === 'between' ? [rule.numbers?.[0] ?? 0, rule.numbers?.[1] ?? rule.numbers?.[0] ?? 0] : [rule.numbers?.[0] ?? 0] })} />
          <NumbersPicker type={asked === 'sum' ? sumOf?.type ?? 'number' : 'number'} compare={compare} value={rule.numbers} onChange={(numbers) => onChange({ ...rule, numbers })} />
          {asked === 'count' && t('segments.times')}
        </>
      )}
      <WindowPicker value={rule.window} modes={PAST} onChange={(window) => onChange({ ...rule, window })} />
      <WherePart kind={kind} dict={dict} value={rule.where} onChange={(where) => onChange(withWhere(rule, where))} />
      {asked === 'seq' && <ThenPart rule={rule} dict={dict} onChange={onChange} />}
    </>
  )
}

function withWhere(rule: Rule, where: Where[]): Rule {
  const { where: _, ...rest } = rule
  return where.length ? { ...rest, where } : rest
}

function ThenPart({ rule, dict, onChange }: Props) {
  const { t } = useTranslation()
  const then = rule.then ?? { event: rule.event ?? '', days: 30 }
  const set = (part: Partial<typeof then>) => onChange({ ...rule, then: { ...then, ...part } })
  const { where: _, ...unwhere } = then
  return (
    <span className="au-then">
      {t('segments.then')}
      <Whole label={t('segments.then_days')} value={then.days} min={1} max={3660} onChange={(days) => set({ days })} />{t('segments.then_within')}
      <Select value={then.never ? 'never' : 'does'} aria-label={t('segments.then_what')} onChange={(v) => set({ never: v === 'never' })} className="au-compare" popupMatchSelectWidth={false} options={['does', 'never'].map((v) => ({ value: v, label: t(`segments.then.${v}`) }))} />
      <Select value={then.event} aria-label={t('segments.then_event')} onChange={(event) => onChange({ ...rule, then: { ...unwhere, event } })} className="au-subject" popupMatchSelectWidth={false} options={dict.kinds.map((k) => ({ value: k.key, label: t(`audience.kind.${k.key.replace('.', '_')}`) }))} />
      <WherePart kind={dict.kinds.find((k) => k.key === then.event)} dict={dict} value={then.where} onChange={(where) => onChange({ ...rule, then: where.length ? { ...unwhere, where } : unwhere })} />
    </span>
  )
}

/** What narrows the events: of which item, of how much. */
function WherePart({ kind, dict, value, onChange }: { kind: Kind | undefined; dict: Dictionary; value: readonly Where[] | null | undefined; onChange: (list: Where[]) => void }) {
  const { t } = useTranslation()
  if (!kind || kind.fields.length === 0) return null
  const list = value ?? []
  const at = (i: number, w: Where) => onChange(list.map((x, j) => (j === i ? w : x)))
  const fresh = (f: Field): Where => (f.type === 'number' || f.type === 'money' ? { field: f.key, compare: 'ge', numbers: [0] } : { field: f.key, compare: 'in', words: [] })
  const free = kind.fields.filter((f) => !list.some((w) => w.field === f.key))
  return (
    <>
      {list.map((w, i) => {
        const f = kind.fields.find((x) => x.key === w.field)
        if (!f) return null
        const numeric = f.type === 'number' || f.type === 'money'
        return (
          <span key={w.field} className="au-where">
            <Select value={w.field} aria-label={t('segments.field')} className="au-compare" popupMatchSelectWidth={false} options={kind.fields.filter((x) => x === f || free.includes(x)).map((x) => ({ value: x.key, label: t(`audience.field.${x.key}`) }))} onChange={(key) => at(i, fresh(kind.fields.find((x) => x.key === key)!))} />
            <ComparePick value={w.compare} list={numeric ? NUMBER : WORD} onChange={(c) => at(i, { ...w, compare: c, ...(numeric ? { numbers: c === 'between' ? [w.numbers?.[0] ?? 0, w.numbers?.[1] ?? 0] : [w.numbers?.[0] ?? 0] } : {}) })} />
            {numeric ? <NumbersPicker type={f.type} compare={w.compare} value={w.numbers ?? undefined} onChange={(numbers) => at(i, { ...w, numbers })} /> : <WordsPicker dict={dict} prefix="audience.field" of={f} value={w.words ?? undefined} onChange={(words) => at(i, { ...w, words })} />}
            <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t('segments.where_remove')} onClick={() => onChange(list.filter((_, j) => j !== i))} />
          </span>
        )
      })}
      {free.length > 0 && <Button type="link" size="small" icon={<PlusOutlined />} onClick={() => onChange([...list, fresh(free[0]!)])}>{t('segments.where_add')}</Button>}
    </>
  )
}

/** A switch that turns a node around. */
export function NotSwitch({ on, onChange }: { on: boolean; onChange: (on: boolean) => void }) {
  const { t } = useTranslation()
  return <Checkbox checked={on} onChange={(e) => onChange(e.target.checked)} className="au-notbox">{t('segments.not')}</Checkbox>
}
