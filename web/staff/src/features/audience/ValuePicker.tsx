import { InputNumber, Select, Space } from 'antd'
import { useTranslation } from 'react-i18next'
import { Whole } from './WindowPicker'
import type { Dictionary } from './rules'

interface Of {
  key: string
  type: string
  choices: readonly string[]
  source?: string
}

/** The words of which a value may be one: fixed ones of the dictionary, or what the group has. */
export function useOptions(dict: Dictionary, prefix: string, of: Of): { value: string; label: string }[] | null {
  const { t, i18n } = useTranslation()
  if (of.choices.length > 0) return of.choices.map((c) => ({ value: c, label: t(`${prefix}.${of.key}.${c}`) }))
  const list = of.source ? dict.lists[of.source] : undefined
  return list ? list.map((x) => ({ value: x.value, label: (i18n.language.startsWith('zh') ? x.zh : x.en) || t(`patients.source.${x.value}`) })) : null
}

/** One or more words: chosen where they are known, typed where not. */
export function WordsPicker({ dict, prefix, of, value, onChange }: { dict: Dictionary; prefix: string; of: Of; value: readonly string[] | undefined; onChange: (list: string[]) => void }) {
  const { t } = useTranslation()
  const options = useOptions(dict, prefix, of)
  return (
    <Select<string[]> mode={options ? 'multiple' : 'tags'} value={[...(value ?? [])]} onChange={onChange} aria-label={t('segments.value')} placeholder={t(options ? 'segments.choose' : 'segments.type')} className="au-words-in" maxTagCount={5}
      popupMatchSelectWidth={false} options={options ?? []} showSearch={{ optionFilterProp: 'label' }} {...(options ? {} : { tokenSeparators: [',', '，', ' '] })} />
  )
}

/** One number, or two with the range between; money in yuan. */
export function NumbersPicker({ type, compare, value, onChange }: { type: string; compare: string; value: readonly number[] | undefined; onChange: (list: number[]) => void }) {
  const { t } = useTranslation()
  const [a = 0, b = 0] = value ?? []
  const one = (n: number, label: string, set: (n: number) => void) =>
    type === 'money'
      ? <InputNumber className="au-money" aria-label={label} prefix="¥" controls={false} precision={2} min={0} max={100_000_000} value={n / 100} onChange={(x) => set(Math.round((x ?? 0) * 100))} />
      : <Whole label={label} value={n} min={0} max={1_000_000_000} onChange={set} />
  if (compare !== 'between') return one(a, t('segments.value'), (n) => onChange([n]))
  return <Space size={4}>{one(a, t('segments.from'), (n) => onChange([n, b]))}–{one(b, t('segments.to'), (n) => onChange([a, n]))}</Space>
}
