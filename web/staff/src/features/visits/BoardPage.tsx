import { Suspense, lazy, useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { seatOf, stays, type Board as BoardValue, type BoardDoctor, type BoardWaiter } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { Waiting } from '../../app/Waiting'
import { faultText } from '@archwire/i18n'
import { Board, type OnChange } from '../../board/Board'
import { asProblem } from '../../ui/attempt'
import { draftFrom, draftParams, type Draft } from './booking/draft'
import { DayBar } from './DayBar'
import { useVisitDoor } from './door'
import { useBoardKeys } from './keys'
import { useLiveVisits } from './live'
import { find } from './patch'
import { NOWHERE } from './patch'
import { useBoard } from './queries'
import { useViews } from './views'
import { serve, useWaiters, type Listed } from './waitlist/waiters'
import './visits.css'

const VisitPanel = lazy(() => import('./panel/VisitPanel'))
const BookingDrawer = lazy(() => import('./booking/BookingDrawer'))
const BoardMoney = lazy(() => import('../billing/BoardMoney'))
const Asking = lazy(() => import('./panel/Asking'))

/** A question that a step raises before it can be done. */
export type Ask =
  | { kind: 'cancel' | 'leave'; visit: string }
  | { kind: 'presence'; doctor: string }

/** The day of the clinic: the board, the visit that is open beside it, and what is being booked. */
export default function BoardPage() {
  const { clinic, me, may } = useDesk()
  const [params, setParams] = useSearchParams()
  const day = params.get('day') ?? ''
  const query = useBoard(clinic, day)
  useLiveVisits()
  const board = useNamed(query.data)
  const door = useVisitDoor(board)
  const views = useViews(me.id, clinic)
  const [ask, setAsk] = useState<Ask | null>(null)
  const [money, setMoney] = useState<{ lay: (b: BoardValue) => BoardValue }>()
  const selected = params.get('visit') ?? ''
  const draft = useMemo(() => draftFrom(params), [params])

  const set = useCallback((change: Record<string, string>) => setParams((old) => {
    const next = new URLSearchParams(old)
    for (const [k, v] of Object.entries(change)) if (v) next.set(k, v); else next.delete(k)
    return next
  }, { replace: true }), [setParams])
  const open = useCallback((id: string) => set({ visit: id }), [set])
  const setDraft = useCallback((d: Draft | null) => set(draftParams(d)), [set])
  const setDay = useCallback((d: string) => set({ day: d }), [set])

  const waiters = useWaiters(clinic, may('visits.book'))
  const onChange = useSteps({ board, waiters, change: door.change, ask: setAsk, draft: setDraft })
  const onWaiter = useCallback((w: BoardWaiter) => setDraft(serve(waiters, w.id)), [setDraft, waiters])
  const onFits = useCallback((id: string) => setDraft({ move: id }), [setDraft])
  const onNew = useCallback((place: string, start: number) => setDraft({ place: place === NOWHERE ? '' : place, start }), [setDraft])
  const onDoctor = useCallback((d: BoardDoctor) => setAsk({ kind: 'presence', doctor: d.id }), [])
  useBoardKeys({ board, asked: day, setDay, onNew: () => setDraft({}), pick: views.pick, close: () => set({ visit: '' }) })

  if (query.isPending) return <Waiting />
  if (!board) return <Unread error={query.error} onRetry={() => void query.refetch()} />
  const shown = views.shown(money ? money.lay(board) : board)
  return (
    <div className="vp">
      <div className="vp-board">
        <Board board={shown} view={views.view} zoom={views.zoom} selected={selected} me={me.id} readOnly={!may('visits.book') || query.isPlaceholderData} own={door.own}
          lead={<DayBar board={board} asked={day} views={views} onDay={setDay} {...(may('visits.book') ? { onNew: () => setDraft({}) } : {})} />}
          onView={views.setView} onZoom={views.setZoom} onOpen={open} onChange={onChange} onNew={onNew} onFits={onFits} onDoctor={onDoctor} {...(waiters ? { waiters, onWaiter } : {})} />
      </div>
      <Suspense fallback={null}>
        {may('billing.view') && <BoardMoney clinic={board.clinic_id} day={board.day} onReady={setMoney} />}
        {selected && <VisitPanel key={selected} id={selected} board={board} door={door} onChange={onChange} onAsk={setAsk} onDraft={setDraft} onClose={() => set({ visit: '' })} />}
        {draft && <BookingDrawer draft={draft} board={board} door={door} onClose={() => setDraft(null)} onBooked={(p) => set({ ...draftParams(null), visit: p.id, ...(p.day === board.day ? {} : { day: p.day }) })} />}
        {ask && <Asking ask={ask} board={board} door={door} onDraft={setDraft} onClose={() => setAsk(null)} />}
      </Suspense>
    </div>
  )
}

/** Why there is no board. It is drawn by hand: the box that other pages use would weigh as much as a third of this one. */
function Unread({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation()
  const p = useMemo(() => asProblem(error), [error])
  return <p className="pg bd-closed" role="alert">{faultText(p.code, p.args)} <button type="button" className="bd-btn" onClick={onRetry}>{t('app.retry')}</button></p>
}

/** The column of what takes no place has a name in the screen's language. */
function useNamed(board: BoardValue | undefined): BoardValue | undefined {
  const { t } = useTranslation()
  const name = t('visits.screen.nowhere')
  return useMemo(() => board && (board.places.some((p) => p.id === NOWHERE)
    ? { ...board, places: board.places.map((p) => (p.id === NOWHERE ? { ...p, name } : p)) } : board), [board, name])
}

interface Steps {
  board: BoardValue | undefined
  waiters: readonly Listed[] | undefined
  change: OnChange
  ask: (a: Ask) => void
  draft: (d: Draft) => void
}

/** Steps that need an answer first ask for it; a new time is booked in the drawer. */
function useSteps({ board, waiters, change, ask, draft }: Steps): OnChange {
  return useCallback<OnChange>(async (c, soft) => {
    const v = board && 'id' in c ? find(board, c.id) : undefined
    if (c.kind === 'create' && !c.copy_of) {
      draft({ ...serve(waiters, c.wait), start: c.start, end: c.end, place: c.place_id === NOWHERE ? '' : c.place_id, ...(c.doctor_id ? { doctor: c.doctor_id } : {}) })
      return undefined
    }
    if (!board || c.kind !== 'step' || !v) return change(c, soft)
    if (c.step === 'cancel' || (c.step === 'leave' && v.needs_next_step)) {
      ask({ kind: c.step, visit: v.id })
      return undefined
    }
    const refused = await change(c.step === 'seat' && !c.place_id ? { ...c, place_id: planSeat(board, v.id) } : c, soft)
    if (refused?.code === 'visits.next_step_missing') {
      ask({ kind: 'leave', visit: v.id })
      return undefined
    }
    return refused
  }, [board, waiters, change, ask, draft])
}

function planSeat(board: BoardValue, id: string): string {
  const v = find(board, id)!
  const seat = seatOf(v, board.now)
  return seat === NOWHERE ? '' : seat || stays(v.segments)[0] || ''
}
