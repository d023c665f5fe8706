import { DatePicker, Segmented } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useTranslation } from 'react-i18next'
import { PERIODS, type Days, type PeriodName } from './period'

interface Props {
  name: PeriodName
  days: Days
  onPick: (name: PeriodName, days: Days) => void
}

/** Which days: a usual period, or one's own, which begin with those on the screen. */
export function PeriodPicker({ name, days, onPick }: Props) {
  const { t } = useTranslation()
  const field = (end: keyof Days) => (
    <DatePicker aria-label={t(`figures.${end}`)} allowClear={false} value={dayjs(days[end])} onChange={(d: Dayjs | null) => {
      if (!d) return
      const day = d.format('YYYY-MM-DD')
      // The other end goes along where it would stand on the wrong side.
      onPick('own', end === 'from' ? { from: day, to: days.to < day ? day : days.to } : { from: days.from > day ? day : days.from, to: day })
    }} />
  )
  return (
    <>
      <Segmented<PeriodName> aria-label={t('figures.period')} value={name} onChange={(n: PeriodName) => onPick(n, days)} options={PERIODS.map((p) => ({ value: p, label: t(`figures.period.${p}`) }))} />
      {name === 'own' && <span className="row">{field('from')}<span>–</span>{field('to')}</span>}
    </>
  )
}
