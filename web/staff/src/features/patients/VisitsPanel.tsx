import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useQuery } from '@tanstack/react-query'
import { answer } from '@archwire/api'
import { addDays, type BoardVisit } from '@archwire/domain'
import { api } from '../../app/api'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { Fault } from '../../ui/Fault'
import { Panel } from '../../ui/Page'
import { StatusTag, type Tone } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import { bookingPath } from '../visits/booking/draft'
import { VISITS, keys, useVisitsOf } from '../visits/queries'
import { dayText, templateName } from '../visits/words'
import { visitsNow } from './visitsNow'
import '../../board/marks.css'

/** When they come next, when they were here last, and whether something follows. */
export function VisitsPanel({ patient }: { patient: string }) {
  const { t } = useTranslation()
  const list = useVisitsOf(patient)
  useLiveQueries('visits', keys.ofPatient(patient), [...VISITS, 'lists'])
  const { next, last, missed, open } = visitsNow(list.data ?? [])
  return (
    <Panel title={<>{t('patients.visits')} {next.length > 1 && <small>{next.length}</small>}</>}>
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && (
        <>
          {next.length > 0 ? <List of={next} /> : <p className="hint">{t('patients.no_visit_booked')}</p>}
          {missed && <List of={[missed]} />}
          <h3 className="sub">{t('patients.last_visit')}</h3>
          {last ? <List of={[last]} /> : <p className="hint">{t('patients.never_here')}</p>}
          {open ? <p className="pv-open"><StatusTag tone="bad">{t('board.needs_next_step')}</StatusTag> <Where v={open}>{t('patients.settle_next')}</Where></p>
            : next.every((v) => v.parked_at > 0) && (missed ?? last) && <NextStep after={(missed ?? last)!} />}
        </>
      )}
    </Panel>
  )
}

const List = ({ of }: { of: readonly BoardVisit[] }) => <ul className="pv">{of.map((v) => <Row key={v.id} v={v} />)}</ul>

const TONES: Partial<Record<BoardVisit['state'], Tone>> = { confirmed: 'good', arrived: 'good', waiting: 'good', in_place: 'now', no_show: 'bad' }

function Row({ v }: { v: BoardVisit }) {
  const { t } = useTranslation()
  const when = useWhen()
  const { clinic, clinics } = useDesk()
  const elsewhere = v.clinic_id !== clinic && clinics.find((c) => c.id === v.clinic_id)?.short_name
  return (
    <li>
      <Where v={v}>{v.parked_at ? t('board.shelf') : <time dateTime={`${v.day}T${when.clock(v.starts_at)}`}>{dayText(v.day, when.today())} {when.clock(v.starts_at)}</time>}</Where>
      <StatusTag tone={v.suspected_no_show ? 'bad' : (TONES[v.state] ?? 'plain')}>{v.suspected_no_show ? t('board.suspected') : t(`board.state.${v.state}`)}</StatusTag>
      <span><em className={`bd-dot c-${v.template.colour}`} />{templateName(v.template)} <small>{[v.doctor_name, elsewhere].filter(Boolean).join(' · ')}</small></span>
    </li>
  )
}

/** Whether anything follows a visit that is over, where no time is booked; says nothing where that cannot be known. */
function NextStep({ after: v }: { after: BoardVisit }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const follows = useFollows(v)
  if (follows === undefined) return null
  if (follows) return <p className="hint">{t('patients.next_settled')}</p>
  return (
    <p className="pv-open">
      <StatusTag tone="bad">{t('board.needs_next_step')}</StatusTag>
      {may('visits.book') && <Link to={bookingPath({ patient: v.patient.id, doctor: v.doctor_id, next: v.id })}>{t('patients.book_next')}</Link>}
    </p>
  )
}

/** How far back the list of visits without a next step is looked through, and how long it may be. */
const DAYS = 366
const MOST = 500

/** Asks the clinic's list of those whom nothing follows; undefined while it is not known or the list ends before the visit. */
function useFollows(v: BoardVisit): boolean | undefined {
  const { today } = useWhen()
  const known = v.day > addDays(today(), -DAYS)
  const list = useQuery({
    queryKey: [...keys.lists(v.clinic_id), 'open', DAYS], enabled: known, retry: false,
    queryFn: async () => (await answer(api.GET('/api/v1/visits/without-next-step', { params: { query: { clinic_id: v.clinic_id, days: DAYS, limit: MOST } } }))).items,
  })
  if (!list.data || !known) return undefined
  if (list.data.some((o) => o.patient.id === v.patient.id)) return false
  return list.data.length < MOST ? true : undefined
}

/** Opens a visit on the board of its day and clinic; a clinic out of sight has none to open. */
function Where({ v, children }: { v: BoardVisit; children: React.ReactNode }) {
  const { clinic, clinics, onClinic } = useDesk()
  if (!clinics.some((c) => c.id === v.clinic_id)) return <span className="pv-at">{children}</span>
  return <Link className="pv-at" to={`/board?day=${v.day}&visit=${v.id}`} onClick={() => { if (v.clinic_id !== clinic) onClinic(v.clinic_id) }}>{children}</Link>
}
