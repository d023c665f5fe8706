import { DatePicker, TimePicker } from 'antd'
import dayjs from 'dayjs'
import { chineseDates } from './dates'

void chineseDates()

interface Props {
  id?: string
  value?: string
  onChange?: (value: string) => void
  'aria-label'?: string
  placeholder?: string
  width?: number | string
}

const OUT = { day: 'YYYY-MM-DD', time: 'HH:mm', moment: 'YYYY-MM-DDTHH:mm' }

/** A civil day "2026-11-22", the same in every browser's language; "" for none. */
export function DayInput({ value, onChange, width = '100%', ...rest }: Props) {
  return <DatePicker {...rest} value={value ? dayjs(value) : null} onChange={(d) => onChange?.(d ? d.format(OUT.day) : '')} style={{ width }} />
}

/** A time of day "09:05" on the clinic's clock, by five minutes. */
export function TimeInput({ value, onChange, width = '100%', ...rest }: Props) {
  return <TimePicker {...rest} format={OUT.time} minuteStep={5} needConfirm={false} value={value ? dayjs(`2000-01-01T${value}`) : null} onChange={(d) => onChange?.(d ? d.format(OUT.time) : '')} style={{ width }} />
}

/** A day with its time "2026-11-22T09:05" on the clinic's clock. */
export function DayTimeInput({ value, onChange, width = '100%', ...rest }: Props) {
  return <DatePicker {...rest} showTime={{ format: OUT.time, minuteStep: 5 }} format="YYYY-MM-DD HH:mm" needConfirm={false} value={value ? dayjs(value) : null} onChange={(d) => onChange?.(d ? d.format(OUT.moment) : '')} style={{ width }} />
}
