import { Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { clock, lockedStep, nextSteps, seatOf, type Board, type BoardVisit, type Step } from '@archwire/domain'
import { useDesk } from '../../../app/desk'
import type { OnChange, Refusal } from '../../../board/Board'
import type { Ask } from '../BoardPage'
import type { VisitDoor } from '../door'
import { NOWHERE } from '../queries'

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

/** Seats in the planned place, or in a free one of its kind; another one of the list in one more click. */
function SeatButton({ v, board, primary, onPick }: { v: BoardVisit; board: Board; primary: boolean; onPick: (place: string) => void }) {
  const { t } = useTranslation()
  const planned = seatOf(v, board.now)
  const sat = new Map(board.visits.filter((x) => x.state === 'in_place' && x.id !== v.id).map((x) => [x.place_id, x.patient.name]))
  const kind = board.places.find((p) => p.id === planned)?.kind
  const free = sat.has(planned) ? board.places.find((p) => p.kind === kind && !sat.has(p.id))?.id : planned
  const [picked, setPicked] = useState('')
  const place = picked || free || planned
  const options = board.places.filter((p) => p.id !== NOWHERE).map((p) => ({
    value: p.id, disabled: sat.has(p.id), label: sat.has(p.id) ? t('visits.screen.seat_taken', { place: p.name, who: sat.get(p.id) }) : p.name,
  }))
  return (
    <span className="vd-seat">
      <Button size="small" type={primary ? 'primary' : 'default'} disabled={!place || sat.has(place)} onClick={() => onPick(place)}>{t('board.do.seat')}</Button>
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
