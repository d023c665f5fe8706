import { InputNumber, Select, TimePicker } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { ANCHORS, UNITS, type Delay } from './graph'

export interface DelayProps {
  value: Delay
  onChange: (d: Delay) => void
  label: string
  /** Only how long: no time of day, no anchor. */
  plain?: boolean
  /** Only days and time of day: of what begins by the calendar. */
  calendar?: boolean
}

/** How long something waits: an amount, around what, until which time of which day. */
export function DelayInput({ value: d, onChange, label, plain = false, calendar = false }: DelayProps) {
  const { t } = useTranslation()
  const set = (x: Partial<Delay>) => onChange(lean({ ...d, ...x }))
  const n = d.amount ?? 0
  const side = n < 0 ? 'before' : 'after'
  return (
    <div className="jn-delay">
      {!calendar && (
        <span className="row">
          {!plain && <Select<string> size="small" value={d.anchor ?? ''} aria-label={t('jny.delay.from', { label })} popupMatchSelectWidth={false} onChange={(a) => set({ anchor: (a || undefined) as Delay['anchor'], ...(a ? {} : { amount: Math.abs(n) }) })}
            options={[{ value: '', label: t('jny.delay.before_this') }, ...ANCHORS.map((a) => ({ value: a, label: t(`journeys.anchor.${a}`) }))]} />}
          {d.anchor && <Select<string> size="small" value={side} aria-label={t('jny.delay.side', { label })} onChange={(s) => set({ amount: s === 'before' ? -Math.abs(n) : Math.abs(n) })} options={['before', 'after'].map((s) => ({ value: s, label: t(`jny.delay.${s}`) }))} />}
          <InputNumber size="small" min={0} max={d.unit === 'minutes' ? 100000 : 1100} value={Math.abs(n)} aria-label={label} style={{ width: 72 }} onChange={(x) => set({ amount: (side === 'before' ? -1 : 1) * (x ?? 0) })} />
          <Select size="small" value={d.unit ?? 'days'} aria-label={t('jny.delay.unit', { label })} onChange={(unit) => set({ unit })} options={UNITS.map((u) => ({ value: u, label: t(`journeys.unit.${u}`) }))} />
        </span>
      )}
      {!plain && (
        <span className="row">
          <Clock value={d.at ?? ''} onChange={(at) => set({ at })} label={t('jny.delay.at', { label })} />
          <Select<number[]> size="small" mode="multiple" value={d.weekdays ?? []} aria-label={t('jny.delay.weekdays', { label })} placeholder={t('jny.any_day')} style={{ minWidth: 120 }} maxTagCount="responsive" onChange={(weekdays) => set({ weekdays })} options={[1, 2, 3, 4, 5, 6, 0].map((w) => ({ value: w, label: t(`jny.weekday.${w}`) }))} />
        </span>
      )}
    </div>
  )
}

/** A time of day, or none. */
export function Clock({ value, onChange, label }: { value: string; onChange: (at: string) => void; label: string }) {
  const { t } = useTranslation()
  return <TimePicker size="small" format="HH:mm" minuteStep={5} needConfirm={false} placeholder={t('jny.any_time')} aria-label={label} style={{ width: 100 }} value={value ? dayjs(value, 'HH:mm') : null} onChange={(x) => onChange(x ? x.format('HH:mm') : '')} />
}

/** Without what is not said: an empty field is none. */
function lean(d: Delay): Delay {
  const out: Delay = {}
  if (d.amount) { out.amount = d.amount; out.unit = d.unit ?? 'days' }
  if (d.at) out.at = d.at
  if (d.weekdays?.length) out.weekdays = d.weekdays
  if (d.anchor) { out.anchor = d.anchor; if (d.amount) out.unit = d.unit ?? 'days' }
  return out
}
