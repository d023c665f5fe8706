import { Button } from 'antd'
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
  /** Checks somebody in; absent where one may not. */
  onArrive?: (v: BoardVisit) => void
}

/** The order in which a desk looks: who is here first, then who comes, then who is done. */
const ORDER: VisitState[] = ['waiting', 'arrived', 'in_place', 'treated', 'booked', 'confirmed', 'no_show', 'left', 'cancelled']

/** States as a desk looks, places as the board shows them, doctors by name; what has none comes last. */
function inOrder(group: Group, places: readonly string[]): (a: string, b: string) => number {
  const at = (name: string): number => (group === 'state' ? ORDER.indexOf(name as VisitState) : places.indexOf(name))
  const last = (name: string): number => (name === '' ? 1 : 0)
  return (a, b) => last(a) - last(b) || (group === 'doctor' ? a.localeCompare(b, 'zh') : at(a) - at(b))
}

/** The day's visits in groups: by state, by place or by doctor. Those that need a look stand out. */
export function VisitRows({ visits, group, now, onArrive }: Props) {
  const { t } = useTranslation()
  const places = usePlaceNames()
  const key = (v: BoardVisit): string => (group === 'state' ? v.state : group === 'doctor' ? v.doctor_name : (places.get(v.place_id) ?? ''))
  const groups = new Map<string, BoardVisit[]>()
  for (const v of [...visits].sort((a, b) => a.starts_at - b.starts_at)) groups.set(key(v), [...(groups.get(key(v)) ?? []), v])
  const names = [...groups.keys()].sort(inOrder(group, [...places.values()]))
  const title = (name: string): string => (group === 'state' ? t(`board.state.${name}`) : name || t('today.nowhere'))
  if (visits.length === 0) return <p className="em">{t('today.empty')}</p>
  return names.map((name) => (
    <section key={name} className="tl">
      <h3>{group === 'state' && <Icon name={name as VisitState} />} {title(name)} <small>{groups.get(name)!.length}</small></h3>
      <ul>{groups.get(name)!.map((v) => <Row key={v.id} v={v} now={now} group={group} place={places.get(v.place_id) ?? ''} {...(onArrive ? { onArrive } : {})} />)}</ul>
    </section>
  ))
}

type RowProps = { v: BoardVisit; now: number; place: string } & Pick<Props, 'group' | 'onArrive'>

function Row({ v, now, place, group, onArrive }: RowProps) {
  const { t } = useTranslation()
  const when = useWhen()
  const expected = v.state === 'booked' || v.state === 'confirmed'
  return (
    <li>
      <Link to={`/board?day=${v.day}&visit=${v.id}`}>
        <time>{when.clock(v.starts_at)}</time>
        <span className="tl-name"><b>{v.patient.name}</b>
          {v.patient.first_visit && <em className="bd-new">{t('board.first_visit')}</em>}
          {v.patient.alerts.length > 0 && <span className="red" title={v.patient.alerts.join(' ')}><Icon name="alert" /></span>}
          {v.patient.important && <span className="gold" title={t('board.important')}><Icon name="star" /></span>}
        </span>
        <span><em className={`bd-dot c-${v.template.colour}`} />{templateName(v.template)}</span>
        <Flags v={v} now={now} />
        {group !== 'doctor' && <span className="tl-who">{v.doctor_name}</span>}
        {group !== 'place' && <span className="tl-who">{place}</span>}
        {group !== 'state' && <span className="tl-who"><Icon name={v.state} /> {t(`board.state.${v.state}`)}</span>}
      </Link>
      {onArrive && <span className="tl-do">{expected && <Button size="small" onClick={() => onArrive(v)}>{t('today.arrive')}</Button>}</span>}
    </li>
  )
}

/** What about a visit needs a look. */
function Flags({ v, now }: { v: BoardVisit; now: number }) {
  const { t } = useTranslation()
  const waits = v.state === 'arrived' || v.state === 'waiting' ? Math.max(0, Math.round((now - Math.max(v.starts_at, v.actual.arrived_at)) / 60_000)) : 0
  return (
    <span className="tl-flags">
      {v.suspected_no_show && <StatusTag tone="bad">{t('board.suspected')}</StatusTag>}
      {v.waits_for_doctor && <StatusTag tone="bad" mark={<Icon name="lock" />}>{t('board.waits')}</StatusTag>}
      {waits >= 10 && <StatusTag tone="warn">{t('today.waits', { n: waits })}</StatusTag>}
      {v.overrun_minutes > 0 && v.state === 'in_place' && <StatusTag tone="warn">{t('board.overrun', { n: v.overrun_minutes })}</StatusTag>}
      {v.needs_next_step && <StatusTag tone="bad">{t('board.needs_next_step')}</StatusTag>}
    </span>
  )
}
