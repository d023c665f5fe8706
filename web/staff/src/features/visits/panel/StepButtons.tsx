import { Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { clock, lockedStep, nextSteps, seatFree, seats, type Board, type BoardVisit, type Step } from '@archwire/domain'
import { useDesk } from '../../../app/desk'
import type { OnChange, Refusal } from '../../../board/Board'
import type { Ask } from '../BoardPage'
import type { VisitDoor } from '../door'
import { NOWHERE } from '../patch'

interface Props {
  v: BoardVisit
  board: Board
  door: VisitDoor
  onChange: OnChange
  onAsk: (a: Ask) => void
}

/** The steps that may follow, those that were done with their times, and the way back. */
export function StepButtons({ v, board, onChange }: Props) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const [refused, setRefused] = useState<Refusal | null>(null)
  const steps = may('visits.step') && v.parked_at === 0 ? nextSteps(v).filter((s) => s !== 'cancel') : []
  const doctor = board.doctors.find((d) => d.id === v.doctor_id)
  const run: OnChange = async (c, soft) => {
    setRefused(null)
    const r = await onChange(c, soft)
    setRefused(r ?? null)
    return r
  }
  const locked = steps.some((s) => lockedStep(v, doctor, s))
  return (
    <section className="vd-steps">
      <Times v={v} zone={board.zone} />
      <div className="vd-acts">
        {steps.map((s, i) => s === 'seat'
          ? <SeatButton key={s} v={v} board={board} primary={i === 0} onPick={(place_id) => void run({ kind: 'step', id: v.id, step: 'seat', place_id }, [])} />
          : <Button key={s} size="small" type={i === 0 ? 'primary' : 'default'} disabled={lockedStep(v, doctor, s)} onClick={() => void run({ kind: 'step', id: v.id, step: s, place_id: '' }, [])}>{t(`board.do.${s}`)}</Button>)}
        {may('visits.step') && v.version > 1 && v.since > 0 && v.state !== 'booked' && (
          <Button size="small" onClick={() => void run({ kind: 'undo', id: v.id, state: v.state }, [])}>{t('visits.screen.undo_step')}</Button>
        )}
      </div>
      {locked && <p className="red">{t('board.locked', { doctor: doctor?.name ?? v.doctor_name })}</p>}
      {refused && (
        <div role="alert" className="vd-refused">
          <p>{refused.text}</p>
          {refused.fits.map((f) => <Button key={f.label} size="small" onClick={() => void run(f.change, [])}>{f.label}</Button>)}
        </div>
      )}
    </section>
  )
}

/** Seats in the planned place, or where nobody is in the way; another one of the list in one more click. */
function SeatButton({ v, board, primary, onPick }: { v: BoardVisit; board: Board; primary: boolean; onPick: (place: string) => void }) {
  const { t } = useTranslation()
  const list = seats(board, v).filter((s) => s.place.id !== NOWHERE)
  const [picked, setPicked] = useState('')
  const best = list[0] && !list[0].sits ? list[0] : (list.find(seatFree) ?? list.find((s) => !s.sits))
  const chosen = list.find((s) => s.place.id === picked) ?? best
  const place = chosen?.place.id ?? ''
  const planned = list[0]?.place.id
  const options = list.map((s) => ({
    value: s.place.id, disabled: !!s.sits, label: s.sits ? t('visits.screen.seat_taken', { place: s.place.name, who: s.sits.patient.name })
      : s.next && s.place.id !== planned ? t('visits.screen.seat_next', { place: s.place.name, at: clock(s.next.starts_at, board.zone), who: s.next.patient.name }) : s.place.name,
  }))
  return (
    <span className="vd-seat">
      <Button size="small" type={primary ? 'primary' : 'default'} disabled={!place || !!chosen?.sits} onClick={() => onPick(place)}>{t('board.do.seat')}</Button>
      <Select size="small" aria-label={t('board.place')} value={place || null} options={options} onChange={setPicked} popupMatchSelectWidth={false} />
    </span>
  )
}

const TIMES: readonly (readonly [keyof BoardVisit['actual'], Step])[] = [
  ['arrived_at', 'arrive'], ['in_place_at', 'seat'], ['started_at', 'begin'], ['treated_at', 'treat'], ['left_at', 'leave'],
]

function Times({ v, zone }: { v: BoardVisit; zone: string }) {
  const { t } = useTranslation()
  const done = TIMES.filter(([k]) => v.actual[k] > 0)
  if (done.length === 0) return null
  return <dl className="vd-times">{done.map(([k, s]) => <div key={k}><dt>{t(`board.did.${s}`)}</dt><dd>{clock(v.actual[k], zone)}</dd></div>)}</dl>
}
