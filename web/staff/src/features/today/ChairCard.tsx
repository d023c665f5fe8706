import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { lockedStep, seatFree, seats, type Board, type BoardVisit } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { Icon } from '../../board/Icons'
import { Money } from '../../ui/Money'
import { StatusTag } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import { VisitRecords } from '../charting/VisitRecords'
import type { Day, DayPlan } from '../plans/queries'
import { aboutPatient, templateName } from '../visits/words'
import { minutes, waitsSince } from './chair'
import { usePlaceNames } from './places'
import type { useStep } from './steps'

interface Props {
  visit: BoardVisit
  board: Board | undefined
  now: number
  /** What is agreed and what was done today; undefined = nothing. */
  day: Day | undefined
  /** Whose turn it is. */
  first: boolean
  step: ReturnType<typeof useStep>
  /** '' = items without a plan. */
  onExecute: (plan: string) => void
}

/** Somebody in a chair, or who waits for one: who, where, since when, what is planned, and the one thing that comes next. */
export function ChairCard({ visit: v, board, now, day, first, step, onExecute }: Props) {
  const { t } = useTranslation()
  const when = useWhen()
  const places = usePlaceNames()
  const seated = v.state === 'in_place'
  const since = seated ? v.actual.started_at || v.actual.in_place_at : waitsSince(v)
  const n = minutes(since, now)
  return (
    <article className={`dd-card${first ? ' dd-first' : ''}`} data-state={v.state} aria-label={v.patient.name}>
      <header>
        {first && <StatusTag tone="now">{t('doctor.next')}</StatusTag>}
        <Link to={`/patients/${v.patient.id}`}><b>{v.patient.name}</b></Link>
        {v.patient.first_visit && <em className="bd-new">{t('board.first_visit')}</em>}
        <small>{aboutPatient(t, v.patient)}</small>
        <span className="dd-where">{seated && <b>{places.get(v.place_id) ?? ''}</b>} {seated ? t('doctor.since', { at: when.clock(since), n }) : t('doctor.waits_since', { at: when.clock(since), n })}</span>
      </header>
      {v.patient.alerts.length > 0 && <p className="dd-alert" role="note"><Icon name="alert" /> {v.patient.alerts.join(' · ')}</p>}
      <p className="dd-what">
        <em className={`bd-dot c-${v.template.colour}`} />{when.clock(v.starts_at)} {templateName(v.template)} <small>{v.doctor_name}</small>
        {v.overrun_minutes > 0 && seated && <StatusTag tone="warn">{t('board.overrun', { n: v.overrun_minutes })}</StatusTag>}
        {v.waits_for_doctor && <StatusTag tone="bad" mark={<Icon name="lock" />}>{t('board.waits')}</StatusTag>}
      </p>
      {v.note && <p className="hint">{v.note}</p>}
      <Agreed day={day} />
      {seated && <VisitRecords v={v} />}
      <Acts visit={v} board={board} day={day} step={step} onExecute={onExecute} />
    </article>
  )
}

function Acts({ visit: v, board, day, step, onExecute }: Pick<Props, 'visit' | 'board' | 'day' | 'step' | 'onExecute'>) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const doctor = board?.doctors.find((d) => d.id === v.doctor_id)
  const seated = v.state === 'in_place'
  // Until the board is read nobody knows whether the doctor is there.
  const locked = board !== undefined && lockedStep(v, doctor, 'treat')
  const free = board && !seated ? seats(board, v) : []
  const place = free[0] && !free[0].sits ? free[0].place : free.find(seatFree)?.place
  const plans = day?.plans.filter((p) => p.items.length > 0) ?? []
  return (
    <div className="row dd-acts">
      {!seated && step && place && <Button type="primary" onClick={() => step(v, 'seat', place.id)}>{t('doctor.seat', { place: place.name })}</Button>}
      {seated && step && v.actual.started_at === 0 && v.segments.some((s) => s.who === 'D') && <Button disabled={lockedStep(v, doctor, 'begin')} onClick={() => step(v, 'begin')}>{t('board.do.begin')}</Button>}
      {may('plans.execute') && (seated || day) && plans.map((p) => <Button key={p.id} onClick={() => onExecute(p.id)}>{plans.length > 1 ? t('doctor.execute_of', { plan: planName(p, t) }) : t('plans.execute')}</Button>)}
      {may('plans.execute') && seated && <Button onClick={() => onExecute('')}>{t('plans.direct')}</Button>}
      {seated && step && <Button type="primary" disabled={!board || locked} title={locked ? t('board.locked', { doctor: doctor?.name ?? v.doctor_name }) : ''} onClick={() => step(v, 'treat')}>{t('doctor.finish')}</Button>}
      {locked && seated && <small className="dd-alert">{t('board.locked', { doctor: doctor?.name ?? v.doctor_name })}</small>}
      <Link className="dd-more" to={`/board?day=${v.day}&visit=${v.id}`}>{t('doctor.visit')}</Link>
    </div>
  )
}

const planName = (p: DayPlan, t: (k: string) => string): string => p.title || t(`plans.kind.${p.kind}`)

/** What is agreed and comes next, and what was done today. */
function Agreed({ day }: { day: Day | undefined }) {
  const { t, i18n } = useTranslation()
  const name = (i: { name_zh: string; name_en: string }) => (i18n.language === 'en' ? i.name_en : i.name_zh)
  if (!day || (day.plans.length === 0 && day.done.length === 0)) return null
  return (
    <ul className="dd-plan">
      {day.done.map((d) => <li key={d.id} className="dd-did"><span>✓ {name(d)} {d.site && <small className="dd-site">{d.site}</small>}</span><Money fen={d.amount} /></li>)}
      {day.plans.flatMap((p) => p.items.slice(0, 4).map((i) => {
        const s = i.next[0]
        return (
          <li key={i.id}>
            <span>{name(i)} {(s?.site || i.site) && <small className="dd-site">{s?.site || i.site}</small>}
              <small className="hint"> {s && s.kind !== 'whole' && t(`plans.step.${s.kind}`)} {t('plans.done_of', { done: i.done, all: i.all })}</small></span>
            {s && <Money fen={s.amount} />}
          </li>
        )
      }))}
    </ul>
  )
}

/** Somebody who is still to come. */
export function ComingRow({ visit: v, day, first }: { visit: BoardVisit; day: Day | undefined; first: boolean }) {
  const { t, i18n } = useTranslation()
  const when = useWhen()
  const planned = day?.plans.flatMap((p) => p.items) ?? []
  return (
    <li className={first ? 'dd-first' : ''}>
      <Link to={`/board?day=${v.day}&visit=${v.id}`}>
        <time>{when.clock(v.starts_at)}</time>
        <b>{v.patient.name}</b>
        <span>{first && <StatusTag tone="now">{t('doctor.next')}</StatusTag>} {v.patient.first_visit && <em className="bd-new">{t('board.first_visit')}</em>} {v.suspected_no_show && <StatusTag tone="bad">{t('board.suspected')}</StatusTag>} <em className={`bd-dot c-${v.template.colour}`} />{templateName(v.template)}</span>
        <small>{planned.slice(0, 2).map((i) => (i18n.language === 'en' ? i.name_en : i.name_zh)).join(' · ')}{planned.length > 2 && ` +${planned.length - 2}`}</small>
      </Link>
    </li>
  )
}

/** Somebody who was treated: what was done, whether it was written down. */
export function DoneRow({ visit: v, day, onExecute }: { visit: BoardVisit; day: Day | undefined; onExecute: (plan: string) => void }) {
  const { t, i18n } = useTranslation()
  const { may } = useDesk()
  const when = useWhen()
  const did = day?.done ?? []
  const plan = day?.plans.find((p) => p.items.length > 0)
  return (
    <li>
      <Link to={`/patients/${v.patient.id}`}>
        <time>{when.clock(v.starts_at)}</time>
        <b>{v.patient.name}</b>
        <span>{templateName(v.template)} <Icon name={v.state} /> {t(`board.state.${v.state}`)}</span>
        <small>{did.length > 0 ? did.map((d) => (i18n.language === 'en' ? d.name_en : d.name_zh)).join(' · ') : t('doctor.nothing_executed')}</small>
      </Link>
      {did.length === 0 && may('plans.execute') && <Button size="small" onClick={() => onExecute(plan?.id ?? '')}>{t('plans.execute')}</Button>}
    </li>
  )
}
