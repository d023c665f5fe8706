import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { BoardVisit, VisitState } from '@archwire/domain'
import { Icon } from '../../board/Icons'
import { StatusTag } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import { templateName } from '../visits/words'
import { usePlaceNames } from './places'

export type Group = 'state' | 'place' | 'doctor'

interface Props {
  visits: readonly BoardVisit[]
  group: Group
  now: number
}

/** The order in which a desk looks: who is here first, then who comes, then who is done. */
const ORDER: VisitState[] = ['waiting', 'arrived', 'in_place', 'treated', 'booked', 'confirmed', 'no_show', 'left', 'cancelled']

/** The day's visits in groups: by state, by place or by doctor. Those that need a look stand out. */
export function VisitRows({ visits, group, now }: Props) {
  const { t } = useTranslation()
  const places = usePlaceNames()
  const key = (v: BoardVisit): string => (group === 'state' ? v.state : group === 'doctor' ? v.doctor_name : (places.get(v.place_id) ?? ''))
  const groups = new Map<string, BoardVisit[]>()
  for (const v of [...visits].sort((a, b) => a.starts_at - b.starts_at)) groups.set(key(v), [...(groups.get(key(v)) ?? []), v])
  const names = [...groups.keys()].sort((a, b) => (group === 'state' ? ORDER.indexOf(a as VisitState) - ORDER.indexOf(b as VisitState) : a.localeCompare(b, 'zh')))
  const title = (name: string): string => (group === 'state' ? t(`board.state.${name}`) : name || t('today.nowhere'))
  if (visits.length === 0) return <p className="em">{t('today.empty')}</p>
  return names.map((name) => (
    <section key={name} className="tl">
      <h3>{group === 'state' && <Icon name={name as VisitState} />} {title(name)} <small>{groups.get(name)!.length}</small></h3>
      <ul>{groups.get(name)!.map((v) => <Row key={v.id} v={v} now={now} place={places.get(v.place_id) ?? ''} showState={group !== 'state'} />)}</ul>
    </section>
  ))
}

function Row({ v, now, place, showState }: { v: BoardVisit; now: number; place: string; showState: boolean }) {
  const { t } = useTranslation()
  const when = useWhen()
  const waits = v.state === 'arrived' || v.state === 'waiting' ? Math.max(0, Math.round((now - Math.max(v.starts_at, v.actual.arrived_at)) / 60_000)) : 0
  return (
    <li>
      <Link to={`/board?day=${v.day}&visit=${v.id}`}>
        <time>{when.clock(v.starts_at)}</time>
        <b>{v.patient.name}</b>
        {v.patient.alerts.length > 0 && <span className="red" title={v.patient.alerts.join(' ')}><Icon name="alert" /></span>}
        {v.patient.important && <span className="gold" title={t('board.important')}><Icon name="star" /></span>}
        <span><em className={`bd-dot c-${v.template.colour}`} />{templateName(v.template)}</span>
        <span className="tl-who">{[v.doctor_name, place].filter(Boolean).join(' · ')}</span>
        {showState && <StatusTag tone="plain">{t(`board.state.${v.state}`)}</StatusTag>}
        {v.suspected_no_show && <StatusTag tone="bad">{t('board.suspected')}</StatusTag>}
        {v.waits_for_doctor && <StatusTag tone="bad" mark={<Icon name="lock" />}>{t('board.waits')}</StatusTag>}
        {waits >= 10 && <StatusTag tone="warn">{t('today.waits', { n: waits })}</StatusTag>}
        {v.overrun_minutes > 0 && v.state === 'in_place' && <StatusTag tone="warn">{t('board.overrun', { n: v.overrun_minutes })}</StatusTag>}
        {v.needs_next_step && <StatusTag tone="bad">{t('board.needs_next_step')}</StatusTag>}
      </Link>
    </li>
  )
}
