import { useTranslation } from 'react-i18next'
import type { Today } from './TodayPage'

/** Counts by visits (人次) and by persons (人数). */
export function Figures({ today }: { today: Today }) {
  const { t } = useTranslation()
  const n = today.total
  const waiting = today.visits.filter((v) => v.state === 'arrived' || v.state === 'waiting')
  const persons = new Set(waiting.map((v) => v.patient.id)).size
  const over = today.visits.filter((v) => v.state === 'in_place' && v.overrun_minutes > 0).length
  const tiles: { key: string; visits: number; persons?: number; tone?: string }[] = [
    { key: 'booked', visits: n.visits, persons: n.persons },
    { key: 'arrived', visits: n.arrived, persons: n.arrived_persons, tone: 'good' },
    { key: 'expected', visits: n.expected },
    { key: 'waiting', visits: waiting.length, persons, tone: waiting.length > 6 ? 'warn' : '' },
    { key: 'first', visits: n.first_visits },
    { key: 'overrun', visits: over, tone: over > 0 ? 'warn' : '' },
    { key: 'suspected', visits: n.suspected, tone: n.suspected > 0 ? 'bad' : '' },
    { key: 'no_show', visits: n.no_show },
    { key: 'cancelled', visits: n.cancelled },
    { key: 'need_next', visits: n.need_next_step, tone: n.need_next_step > 0 ? 'bad' : '' },
  ]
  return (
    <dl className="td-tiles">
      {tiles.map((x) => (
        <div key={x.key} className={x.tone ?? ''}>
          <dt>{t(`today.tile.${x.key}`)}</dt>
          <dd>{x.visits}<small>{x.persons === undefined ? t('today.visits') : t('today.visits_persons', { persons: x.persons })}</small></dd>
        </div>
      ))}
    </dl>
  )
}
