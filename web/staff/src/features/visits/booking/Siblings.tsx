import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useQuery } from '@tanstack/react-query'
import { answer } from '@archwire/api'
import { civilDay, clock, type Board } from '@archwire/domain'
import { api } from '../../../app/api'
import { VISITS, findFits, type Template } from '../queries'
import { kindName, placeNames } from '../words'
import { collide, slotOf, type Slot } from './form'
import { KindPicker } from './KindPicker'
import { useEffect } from 'react'

/** A brother or sister who is booked in the same breath. */
export interface Sibling {
  patient: string
  name: string
  kind: Template | null
  slot: Slot | null
}

interface Props {
  board: Board
  patient: string
  slot: Slot
  list: readonly Sibling[]
  onChange: (list: Sibling[]) => void
}

const useHousehold = (patient: string) => useQuery({
  queryKey: ['patients', 'household', patient], staleTime: 60_000,
  queryFn: async () => (await answer(api.GET('/api/v1/patients/{id}', { params: { path: { id: patient } } }))).household,
})

/** The others of the household, to be booked beside this visit: all or none. */
export function Siblings({ board, patient, slot, list, onChange }: Props) {
  const { t } = useTranslation()
  const home = useHousehold(patient).data ?? []
  if (home.length === 0) return null
  const put = (s: Sibling) => onChange(list.some((x) => x.patient === s.patient) ? list.map((x) => (x.patient === s.patient ? s : x)) : [...list, s])
  return (
    <section>
      <h3>{t('visits.screen.together')}</h3>
      {home.filter((h) => !list.some((s) => s.patient === h.id)).map((h) => (
        <Button key={h.id} size="small" onClick={() => put({ patient: h.id, name: h.name, kind: null, slot: null })}>{t('visits.screen.with', { who: h.name })}</Button>
      ))}
      {list.map((s) => <One key={s.patient} board={board} beside={[slot, ...list.flatMap((x) => (x.patient !== s.patient && x.slot ? [x.slot] : []))]} sibling={s} onChange={put}
        onDrop={() => onChange(list.filter((x) => x.patient !== s.patient))} />)}
    </section>
  )
}

interface OneProps {
  board: Board
  /** The times of the others. */
  beside: Slot[]
  sibling: Sibling
  onChange: (s: Sibling) => void
  onDrop: () => void
}

function One({ board, beside, sibling, onChange, onDrop }: OneProps) {
  const { t } = useTranslation()
  const slot = useBeside(board, sibling, beside)
  useEffect(() => {
    if (slot !== undefined && slot?.start !== sibling.slot?.start) onChange({ ...sibling, slot })
    // The slot follows the others' times; the sibling itself is written back.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [slot])
  return (
    <div className="bk-sib">
      <p><b>{sibling.name}</b> {sibling.kind && kindName(sibling.kind)}
        {sibling.slot && ` ${clock(sibling.slot.start, board.zone)}–${clock(sibling.slot.end, board.zone)} ${placeNames(board, sibling.slot.places)}`}
        {sibling.kind && slot === null && <span className="red"> {t('visits.screen.no_beside')}</span>}
        <Button size="small" type="link" onClick={onDrop}>{t('visits.screen.not_together')}</Button></p>
      {!sibling.kind && <KindPicker autoFocus onPick={(kind) => onChange({ ...sibling, kind })} />}
    </div>
  )
}

/** The nearest time on the same day that does not collide with the others; null when there is none, undefined while it is looked for. */
function useBeside(board: Board, s: Sibling, beside: Slot[]): Slot | null | undefined {
  const first = beside[0]!
  const day = civilDay(first.start, board.zone)
  const found = useQuery({
    queryKey: [...VISITS, 'beside', s.patient, s.kind?.id, beside], enabled: s.kind !== null, staleTime: 0,
    queryFn: async () => {
      const fits = await findFits({ clinic_id: board.clinic_id, patient_id: s.patient, template_id: s.kind!.id, from: day, to: day, wished: first.end, limit: 50, apart: 5 })
      const near = fits.map(slotOf).filter((x) => beside.every((o) => !collide(x, o)))
      near.sort((a, b) => Math.abs(a.start - first.start) - Math.abs(b.start - first.start))
      return near[0] ?? null
    },
  })
  return found.data
}
