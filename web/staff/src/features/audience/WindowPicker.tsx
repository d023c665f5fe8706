import { InputNumber, Select, Space } from 'antd'
import { useTranslation } from 'react-i18next'
import { DayInput } from '../../ui/DayInput'
import { modeOf, windowOf, type Window, type WindowMode } from './rules'

const UNITS = ['day', 'week', 'month', 'year'] as const

/** The days that a condition looks at, always whole days of the clinic. */
export function WindowPicker({ value, onChange, modes }: { value: Window | undefined; onChange: (w: Window) => void; modes: readonly WindowMode[] }) {
  const { t } = useTranslation()
  const mode = modeOf(value)
  const w = value ?? {}
  return (
    <Space size={4} wrap>
      <Select<WindowMode> value={mode} aria-label={t('segments.window')} onChange={(m) => onChange(windowOf(m, value))} style={{ width: 112 }} popupMatchSelectWidth={false}
        options={modes.map((m) => ({ value: m, label: t(`segments.window_mode.${m}`) }))} />
      {(mode === 'last' || mode === 'next') && <Whole label={t('segments.window_n')} value={(mode === 'last' ? w.last : w.next) ?? 1} min={1} max={3660} onChange={(n) => onChange(mode === 'last' ? { ...w, last: n } : { ...w, next: n })} />}
      {(mode === 'last' || mode === 'next' || mode === 'this') && (
        <Select value={w.unit ?? 'day'} aria-label={t('segments.window_unit')} onChange={(unit) => onChange({ ...w, unit })} style={{ width: 84 }} options={UNITS.filter((u) => mode !== 'this' || u !== 'day').map((u) => ({ value: u, label: t(`segments.unit.${u}`) }))} />
      )}
      {mode === 'ago' && (
        <>
          <Whole label={t('segments.window_min')} value={w.min_ago ?? 0} min={0} max={36500} onChange={(n) => onChange({ ...w, min_ago: n })} />–
          <Whole label={t('segments.window_max')} value={w.max_ago || undefined} min={0} max={36500} empty={t('segments.window_open')} onChange={(n) => onChange({ ...w, max_ago: n })} />{t('segments.days_ago')}
        </>
      )}
      {mode === 'ahead' && (
        <>
          <Whole label={t('segments.window_min')} value={-(w.max_ago ?? 0)} min={0} max={3660} onChange={(n) => onChange({ ...w, max_ago: -n })} />–
          <Whole label={t('segments.window_max')} value={-(w.min_ago ?? 0)} min={1} max={3660} onChange={(n) => onChange({ ...w, min_ago: -n })} />{t('segments.days_ahead')}
        </>
      )}
      {mode === 'between' && (
        <>
          <DayInput aria-label={t('segments.window_from')} width={126} value={w.from ?? ''} onChange={(from) => onChange({ ...(from ? { from } : {}), ...(w.to ? { to: w.to } : {}) })} />–
          <DayInput aria-label={t('segments.window_to')} width={126} value={w.to ?? ''} onChange={(to) => onChange({ ...(w.from ? { from: w.from } : {}), ...(to ? { to } : {}) })} />
        </>
      )}
    </Space>
  )
}

/** A whole number that a condition needs. */
export function Whole({ label, value, min, max, empty, onChange }: { label: string; value: number | undefined; min?: number; max?: number; empty?: string; onChange: (n: number) => void }) {
  return <InputNumber className="au-whole" aria-label={label} precision={0} controls={false} {...(value === undefined ? {} : { value })} {...(min === undefined ? {} : { min })} {...(max === undefined ? {} : { max })} {...(empty ? { placeholder: empty } : {})} onChange={(n) => onChange(n ?? 0)} />
}
