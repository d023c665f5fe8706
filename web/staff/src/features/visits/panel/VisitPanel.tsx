import { Button, Input, Switch } from 'antd'
import { CloseOutlined } from '@ant-design/icons'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { clock, movable, type Board, type BoardVisit } from '@archwire/domain'
import { useDesk } from '../../../app/desk'
import type { OnChange } from '../../../board/Board'
import { Icon } from '../../../board/Icons'
import { Fault } from '../../../ui/Fault'
import { StatusTag, type Tone } from '../../../ui/StatusTag'
import { useAttempt } from '../../../ui/attempt'
import type { Ask } from '../BoardPage'
import type { Draft } from '../booking/draft'
import type { VisitDoor } from '../door'
import { find } from '../patch'
import { annotate, useDetail, useTemplates, type Notes } from '../queries'
import { aboutPatient, dayText, placeNames, reasonText, templateName } from '../words'
import { NextSteps } from './NextSteps'
import { VisitRecords } from '../../charting/VisitRecords'
import { StepButtons } from './StepButtons'
import { Trail } from './Trail'

interface Props {
  id: string
  board: Board
  door: VisitDoor
  onChange: OnChange
  onAsk: (a: Ask) => void
  onDraft: (d: Draft) => void
  onClose: () => void
}

/** All of one visit, beside the board: who, what, when, how far, what happened and what follows. */
export default function VisitPanel({ id, board, door, onChange, onAsk, onDraft, onClose }: Props) {
  const { t } = useTranslation()
  const root = useRef<HTMLElement>(null)
  const detail = useDetail(id)
  const v = find(board, id) ?? (detail.data?.visit as BoardVisit | undefined)
  useEffect(() => root.current?.focus({ preventScroll: true }), [])
  return (
    <aside ref={root} className="vd" tabIndex={-1} aria-label={t('visits.screen.visit')} onKeyDown={(e) => { if (e.key === 'Escape') { e.stopPropagation(); onClose() } }}>
      <Button className="vd-x" type="text" size="small" icon={<CloseOutlined />} aria-label={t('board.close')} onClick={onClose} />
      {detail.isError && !v && <Fault error={detail.error} onRetry={() => void detail.refetch()} />}
      {v && (
        <>
          <Who v={v} />
          <What v={v} board={board} />
          <StepButtons v={v} board={board} door={door} onChange={onChange} onAsk={onAsk} />
          <VisitRecords v={v} />
          <NextSteps v={v} onDraft={onDraft} />
          <Acts v={v} onChange={onChange} onAsk={onAsk} onDraft={onDraft} />
          <Written key={v.version} v={v} door={door} />
          {detail.data && <Trail history={detail.data.history} board={board} />}
        </>
      )}
    </aside>
  )
}

function Who({ v }: { v: BoardVisit }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const p = v.patient
  return (
    <header className="vd-who">
      <h2>{may('patients.view') ? <Link to={`/patients/${p.id}`}>{p.name}</Link> : p.name} {p.first_visit && <em className="bd-new">{t('board.first_visit')}</em>}</h2>
      <p>{aboutPatient(t, p)}</p>
      <p>{p.phone_masked}</p>
      {p.alerts.map((a) => <p key={a} className="vd-alert" role="note"><Icon name="alert" /> {a}</p>)}
      {p.important && <p><Icon name="star" className="gold" /> {t('board.important')}</p>}
      {p.tags.length > 0 && <p className="vd-tags">{p.tags.map((x) => <StatusTag key={x} tone="plain">{x}</StatusTag>)}</p>}
      {p.introducer && <p className="bd-known">{t('board.introduced_by', { who: p.introducer })}</p>}
      {p.wishes && <p className="bd-known">{t('visits.screen.known_wishes', { text: p.wishes })}</p>}
    </header>
  )
}

const TONES: Partial<Record<BoardVisit['state'], Tone>> = { in_place: 'now', arrived: 'good', waiting: 'good', no_show: 'bad', cancelled: 'bad' }

function What({ v, board }: { v: BoardVisit; board: Board }) {
  const { t } = useTranslation()
  const at = (n: number) => clock(n, board.zone)
  const places = v.segments.filter((s) => s.who !== 'turnover').map((s) => s.place_id)
  return (
    <section className="vd-what">
      <p className="vd-kind"><em className={`bd-dot c-${v.template.colour}`} /> <b>{templateName(v.template)}</b>{v.addons.map((a) => ` + ${t(`visits.addon.${a}`, a)}`)}</p>
      <p>{dayText(v.day)} <b>{at(v.starts_at)}–{at(v.ends_at)}</b> <small>{t('board.minutes', { n: (v.ends_at - v.starts_at) / 60_000 })}</small></p>
      <p>{[v.doctor_name, placeNames(board, places)].filter(Boolean).join(' · ')}</p>
      <p className="vd-state">
        <StatusTag tone={v.suspected_no_show ? 'bad' : (TONES[v.state] ?? 'plain')} mark={<Icon name={v.suspected_no_show ? 'suspected' : v.state} />}>
          {v.suspected_no_show ? t('board.suspected') : t(`board.state.${v.state}`)}
        </StatusTag>
        {v.since > 0 && v.state !== 'booked' && v.state !== 'confirmed' && <small>{t('visits.screen.since', { at: at(v.since) })}</small>}
        {v.end_reason && <small>{reasonText(t, v.end_reason)}</small>}
      </p>
      {v.waits_for_doctor && <p className="red"><Icon name="lock" /> {t('board.waits')}</p>}
      {v.overrun_minutes > 0 && <p className="red">{t('board.overrun', { n: v.overrun_minutes })}</p>}
      {v.forecast.doctor_at > 0 && v.actual.started_at === 0 && (v.state === 'arrived' || v.state === 'waiting' || v.state === 'in_place') && <p>{t('board.doctor_at', { at: at(v.forecast.doctor_at) })}</p>}
      <Prepare kind={v.template.id} />
      {v.override_reason && <p className="amber">{t('board.override', { reason: v.override_reason })}</p>}
    </section>
  )
}

/** What is laid out before the patient sits down. */
function Prepare({ kind }: { kind: string }) {
  const { t, i18n } = useTranslation()
  const lines = useTemplates().data?.find((k) => k.id === kind)?.prepare ?? []
  if (lines.length === 0) return null
  return <p className="vd-prepare"><b>{t('visits.screen.prepare')}</b> {lines.map((l) => (i18n.language === 'en' ? l.en : l.zh)).join(' · ')}</p>
}

/** What may be done beside its steps. */
function Acts({ v, onChange, onAsk, onDraft }: Pick<Props, 'onChange' | 'onAsk' | 'onDraft'> & { v: BoardVisit }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  if (!may('visits.book')) return null
  const open = v.state === 'booked' || v.state === 'confirmed'
  const ended = v.state === 'no_show' || v.state === 'cancelled'
  return (
    <p className="vd-acts">
      {movable(v) && <Button size="small" onClick={() => onDraft({ move: v.id })}>{t('visits.screen.other_time')} <kbd>R</kbd></Button>}
      {open && v.parked_at === 0 && <Button size="small" onClick={() => void onChange({ kind: 'park', id: v.id }, [])}>{t('board.to_shelf')}</Button>}
      {ended && <Button size="small" type="primary" onClick={() => onDraft({ patient: v.patient.id, template: v.template.id, doctor: v.doctor_id, follows: v.id })}>{t('visits.screen.book_again')}</Button>}
      {!ended && v.state !== 'left' && v.state !== 'treated' && <Button size="small" danger onClick={() => onAsk({ kind: 'cancel', visit: v.id })}>{t('board.do.cancel')}</Button>}
    </p>
  )
}

/** What is written on the visit: kept when one leaves the field. */
function Written({ v, door }: { v: BoardVisit; door: VisitDoor }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const { busy, fault, attempt } = useAttempt()
  const readOnly = !may('visits.step')
  const write = (n: Notes) => void attempt(async () => { await door.done(await annotate(v.id, v.version, n)) })
  const text = (key: 'note' | 'wishes', label: string) => (
    <label className="vd-field">{label}
      <Input.TextArea autoSize={{ minRows: 1, maxRows: 5 }} defaultValue={v[key]} maxLength={key === 'note' ? 2000 : 500} disabled={readOnly}
        onBlur={(e) => { if (e.target.value !== v[key]) write({ [key]: e.target.value }) }} />
    </label>
  )
  const mark = (key: 'charged' | 'time_locked' | 'appliance_arrived', label: string) => (
    <label className="vd-mark"><Switch size="small" checked={v[key]} loading={busy} disabled={readOnly} onChange={(on) => write({ [key]: on })} /> {label}</label>
  )
  return (
    <section className="vd-written">
      {fault && <Fault error={fault} />}
      {text('note', t('visits.screen.note'))}
      {text('wishes', t('visits.screen.wishes'))}
      <p className="vd-marks">
        {mark('charged', t('visits.screen.charged'))}
        {mark('time_locked', t('visits.screen.length_fixed'))}
        {mark('appliance_arrived', t('visits.screen.appliance'))}
      </p>
    </section>
  )
}
