import { Button, Checkbox, DatePicker, Drawer, Input, Segmented, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { civilDay, clock, type Board, type BoardVisit } from '@archwire/domain'
import { useUndo } from '../../../ui/Undo'
import type { VisitDoor } from '../door'
import type { Placed } from '../queries'
import { dayText, kindName, placeNames, templateName } from '../words'
import { ClashList } from './ClashList'
import type { Draft } from './draft'
import { PARTS, slotOf, type PartName, type Slot, type Wanted } from './form'
import { KindPicker } from './KindPicker'
import { PatientCard } from './PatientCard'
import { PatientPicker } from './PatientPicker'
import { Refused } from './Refused'
import { Siblings, type Sibling } from './Siblings'
import { SlotList } from './SlotList'
import { useBooking } from './useBooking'
import { useDoctors } from '../doctors'

interface Props {
  draft: Draft
  board: Board
  door: VisitDoor
  onBooked: (p: Placed) => void
  onClose: () => void
}

/** A booking beside the board: who, what, when. Every step works from the keyboard alone. */
export default function BookingDrawer({ draft, board, door, onBooked, onClose }: Props) {
  const { t } = useTranslation()
  const { offer } = useUndo()
  const times = useRef<HTMLElement>(null)
  const go = useRef<HTMLButtonElement>(null)
  const b = useBooking(draft, board, door)
  const { wanted, set, visit, chosen, setChosen } = b
  const [siblings, setSiblings] = useState<Sibling[]>([])
  const ready = wanted.kind !== null && (wanted.patient !== '' || !!draft.move)
  // Who and what are known: the keyboard goes on to the times, or to the button where the time is known too.
  const went = useRef(false)
  useEffect(() => {
    if (!ready) went.current = false
    if (!ready || went.current || (draft.start && !b.asked)) return
    const fits = b.asked?.clashes.every((c) => c.warning) ?? false
    const to = fits ? go.current : times.current?.querySelector<HTMLElement>('[role=listbox]')
    if (!to) return
    to.focus()
    went.current = true
  })

  const take = async (slot: Slot | null, reason = '') => {
    if (!slot || !ready) return
    const placed = await b.book(slot, reason, siblings)
    if (!placed) return
    offer({ label: t('visits.screen.booked', { who: b.name, at: clock(placed.starts_at, board.zone) }), undo: () => b.takeBack(placed) })
    onBooked(placed)
  }
  const keys = (e: KeyboardEvent) => {
    const typing = (e.target as HTMLElement).matches('input,textarea')
    if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) { e.preventDefault(); void take(chosen) }
    if (e.key.toLowerCase() === 'e' && !typing && !e.ctrlKey && !e.metaKey) { e.preventDefault(); set({ soonest: true }) }
  }
  return (
    <Drawer open mask={false} size={520} onClose={onClose} title={visit ? t('visits.screen.move_of', { who: visit.patient.name }) : t('visits.screen.book')}
      closable={{ 'aria-label': t('board.close') }} rootClassName="bk-root"
      footer={(
        <div className="row">
          <Button ref={go} type="primary" disabled={!ready || !chosen} loading={b.busy} onClick={() => void take(chosen)}>{visit ? t('visits.screen.move_do') : t('visits.screen.book_do')}</Button>
          <Button onClick={onClose}>{t('form.cancel')}</Button>
          <small className="hint">{chosen ? slotText(board, chosen) : t('visits.screen.choose_time')}</small>
        </div>
      )}>
      <div className="bk" onKeyDown={keys}>
        {visit ? <Moving visit={visit} board={board} /> : (
          <>
            <section>
              <h3>{t('visits.screen.patient')}</h3>
              {wanted.patient ? <PatientCard patient={wanted.patient} onChange={draft.next || draft.wait ? undefined : () => set({ patient: '' })} />
                : <PatientPicker label={t('visits.screen.patient')} autoFocus onPick={(p) => { b.setName(p.name); set({ patient: p.id }) }} />}
            </section>
            <section>
              <h3>{t('visits.screen.kind')}</h3>
              {wanted.kind ? <Kind wanted={wanted} set={set} /> : <KindPicker key={wanted.patient} autoFocus={wanted.patient !== ''} onPick={(k) => set({ kind: k, addons: [] })} />}
            </section>
          </>
        )}
        {wanted.kind && (
          <section ref={times}>
            <h3>{t('visits.screen.times')}</h3>
            <Filters wanted={wanted} set={set} />
            {b.asked && <ClashList board={board} slot={b.asked.slot} clashes={b.asked.clashes} chosen={chosen?.start === b.asked.slot.start} onChoose={() => setChosen(b.asked!.slot)} />}
            {b.fits.length > 0 ? <SlotList board={board} fits={b.fits} stale={b.stale} chosen={chosen} onChoose={setChosen} onTake={(s) => void take(s)} />
              : <p className="em">{b.finding ? t('visits.screen.finding') : t('visits.screen.no_fit')}</p>}
          </section>
        )}
        {!visit && wanted.kind && wanted.patient && chosen && (
          <Siblings board={board} patient={wanted.patient} slot={chosen} list={siblings} onChange={setSiblings} />
        )}
        {!visit && wanted.kind && <Notes b={b} />}
        {b.refusal && <Refused board={board} refusal={b.refusal} onFit={(f) => void take(slotOf(f))} onOverride={(reason) => void take(chosen, reason)} />}
      </div>
    </Drawer>
  )
}

function slotText(board: Board, s: Slot): string {
  const day = civilDay(s.start, board.zone)
  return [dayText(day, civilDay(board.now, board.zone)), `${clock(s.start, board.zone)}–${clock(s.end, board.zone)}`, placeNames(board, s.places)].filter(Boolean).join(' ')
}

/** The visit that is to get another time. */
function Moving({ visit, board }: { visit: BoardVisit; board: Board }) {
  const { t } = useTranslation()
  return (
    <section className="bk-who">
      <p><em className={`bd-dot c-${visit.template.colour}`} /> <b>{templateName(visit.template)}</b> {t('visits.screen.now_at', { day: dayText(visit.day), at: clock(visit.starts_at, board.zone) })}</p>
      {(visit.wishes || visit.patient.wishes) && <p className="bd-known">{visit.wishes || visit.patient.wishes}</p>}
    </section>
  )
}

type Set = (change: Partial<Wanted>) => void

/** The kind that was chosen, with what may be added to it. */
function Kind({ wanted, set }: { wanted: Wanted; set: Set }) {
  const { t } = useTranslation()
  const k = wanted.kind!
  return (
    <div className="bk-kind">
      <p><em className={`bd-dot c-${k.colour}`} /> <b>{kindName(k)}</b> <small>{t('board.minutes', { n: k.minutes })}</small>
        <Button size="small" type="link" onClick={() => set({ kind: null, addons: [] })}>{t('visits.screen.other_kind')}</Button></p>
      {k.addons.length > 0 && (
        <Checkbox.Group value={wanted.addons} onChange={(v) => set({ addons: v })} aria-label={t('visits.screen.addons')}
          options={k.addons.map((a) => ({ value: a, label: t(`visits.addon.${a}`, a) }))} />
      )}
      {k.needs_appliance && <Checkbox checked={wanted.appliance} onChange={(e) => set({ appliance: e.target.checked })}>{t('visits.screen.appliance')}</Checkbox>}
    </div>
  )
}

/** With whom, from which day, in which part of the day, best or soonest. */
function Filters({ wanted, set }: { wanted: Wanted; set: Set }) {
  const { t } = useTranslation()
  const doctors = useDoctors()
  return (
    <div className="bk-filters">
      <Select aria-label={t('visits.screen.doctor')} value={wanted.doctor} onChange={(doctor) => set({ doctor })} popupMatchSelectWidth={false}
        options={[{ value: '', label: t('visits.screen.any_doctor') }, ...[...doctors].map(([value, label]) => ({ value, label }))]} />
      <DatePicker aria-label={t('visits.screen.from_day')} allowClear={false} value={dayjs(wanted.from)} onChange={(d: Dayjs | null) => { if (d) set({ from: d.format('YYYY-MM-DD') }) }} />
      <Select aria-label={t('visits.screen.part')} value={wanted.part} onChange={(part: PartName) => set({ part })} popupMatchSelectWidth={false}
        options={(Object.keys(PARTS) as PartName[]).map((p) => ({ value: p, label: t(`visits.screen.part.${p}`) }))} />
      <Segmented aria-label={t('visits.screen.order')} value={wanted.soonest ? 'soonest' : 'best'} onChange={(v) => set({ soonest: v === 'soonest' })}
        options={[{ value: 'best', label: t('visits.screen.best') }, { value: 'soonest', label: <>{t('visits.screen.soonest')} <kbd>E</kbd></> }]} />
    </div>
  )
}

function Notes({ b }: { b: ReturnType<typeof useBooking> }) {
  const { t } = useTranslation()
  const { more } = b
  return (
    <section className="bk-notes">
      <label>{t('visits.screen.note')}<Input.TextArea autoSize={{ minRows: 1, maxRows: 4 }} maxLength={2000} value={more.note} onChange={(e) => b.setMore({ note: e.target.value })} /></label>
      <label>{t('visits.screen.wishes')}<Input maxLength={500} value={more.wishes} onChange={(e) => b.setMore({ wishes: e.target.value })} /></label>
      <Checkbox checked={more.first_visit} onChange={(e) => b.setMore({ first_visit: e.target.checked })}>{t('visits.screen.first_visit')}</Checkbox>
    </section>
  )
}
