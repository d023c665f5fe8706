import { Checkbox, Input } from 'antd'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { Opening } from './queries'

/** Monday first, as the week is read here. */
const WEEK = [1, 2, 3, 4, 5, 6, 0]

/** The hours of a week: a day that is not ticked is closed. */
export function HoursInput({ value = [], onChange }: { value?: Opening[]; onChange?: (v: Opening[]) => void }) {
  const { t } = useTranslation()
  const of = (weekday: number) => value.find((o) => o.weekday === weekday)
  const set = (weekday: number, o: Opening | null) => onChange?.([...value.filter((x) => x.weekday !== weekday), ...(o ? [o] : [])].sort((a, b) => a.weekday - b.weekday))
  return (
    <div className="hr">
      {WEEK.map((weekday) => {
        const day = of(weekday)
        const name = t(`org.weekday.${weekday}`)
        return (
          <Fragment key={weekday}>
            <span>{name}</span>
            <Checkbox checked={!!day} aria-label={t('org.opens_on', { day: name })} onChange={(e) => set(weekday, e.target.checked ? { weekday, from: '09:00', to: '18:00' } : null)} />
            {day ? <Input inputMode="numeric" maxLength={5} value={day.from} aria-label={t('org.opens_at', { day: name })} onChange={(e) => set(weekday, { ...day, from: e.target.value })} /> : <small className="hint">{t('org.shut')}</small>}
            {day ? <Input inputMode="numeric" maxLength={5} value={day.to} aria-label={t('org.shuts_at', { day: name })} onChange={(e) => set(weekday, { ...day, to: e.target.value })} /> : <span />}
          </Fragment>
        )
      })}
    </div>
  )
}
