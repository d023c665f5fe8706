import { Button, Select } from 'antd'
import { Suspense, lazy, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BoardVisit } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { useOfDay } from '../plans/queries'
import { useBoard } from '../visits/queries'
import { chairDay } from './chair'
import { ChairCard, ComingRow, DoneRow } from './ChairCard'
import { DeskNotes } from './DeskNotes'
import { useStep } from './steps'
import type { Today } from './TodayPage'
import './doctor.css'

// What is opened from the day is fetched when it is first opened.
const ExecuteDrawer = lazy(async () => ({ default: (await import('../plans/ExecuteDrawer')).ExecuteDrawer }))
const DirectDrawer = lazy(async () => ({ default: (await import('../plans/DirectDrawer')).DirectDrawer }))

/** What is open beside the page: the execution of a plan, or of items without one. */
type Open = { visit: BoardVisit; plan: string } | null

/** How many of those who come, and of those who are done, are shown before somebody asks for all. */
const COMING = 6
const DONE = 4

/** The day at the chairs: who is where and since when, what is planned for them, what was done, who comes next, what waits for oneself. */
export default function DoctorDay({ today, clinic }: { today: Today; clinic: string }) {
  const { t } = useTranslation()
  const [doctor, setDoctor, doctors] = useDoctor(today)
  const board = useBoard(clinic, '').data
  const plans = useOfDay(clinic).data
  const step = useStep(clinic)
  const [open, setOpen] = useState<Open>(null)
  const [opened, setOpened] = useState(false)
  const execute = (visit: BoardVisit, plan: string) => { setOpened(true); setOpen({ visit, plan }) }
  const [all, setAll] = useState({ coming: false, done: false })
  const day = chairDay(today.visits, doctor)
  const card = (v: BoardVisit, first: boolean) => (
    <ChairCard key={v.id} visit={v} board={board} now={today.now} day={plans?.get(v.id)} first={first} step={step} onExecute={(plan) => execute(v, plan)} />
  )
  const next = day.waiting[0] ?? day.coming[0]
  return (
    <div className="td dd">
      <div className="dd-main">
        <header className="row">
          <Select value={doctor} onChange={setDoctor} aria-label={t('doctor.whose')} style={{ minWidth: 150 }} options={[{ value: '', label: t('doctor.everybody') }, ...doctors]} />
          <span className="dd-sum">{t('doctor.sum', { seated: day.seated.length, waiting: day.waiting.length, coming: day.coming.length, done: day.done.length })}</span>
        </header>
        <Group title={t('doctor.seated')} n={day.seated.length} empty={t('doctor.nobody_seated')}>{day.seated.map((v) => card(v, false))}</Group>
        <Group title={t('doctor.waiting')} n={day.waiting.length} empty={t('doctor.nobody_waits')}>{day.waiting.map((v) => card(v, v === next))}</Group>
        <Group title={t('doctor.coming')} n={day.coming.length} empty={t('doctor.nobody_comes')}>
          <ul className="dd-rows">{day.coming.slice(0, all.coming ? undefined : COMING).map((v) => <ComingRow key={v.id} visit={v} day={plans?.get(v.id)} first={v === next} />)}</ul>
          {day.coming.length > COMING && !all.coming && <Button type="link" onClick={() => setAll({ ...all, coming: true })}>{t('doctor.all', { n: day.coming.length })}</Button>}
        </Group>
        <Group title={t('doctor.done')} n={day.done.length} empty={t('doctor.nothing_done')}>
          <ul className="dd-rows">{day.done.slice(0, all.done ? undefined : DONE).map((v) => <DoneRow key={v.id} visit={v} day={plans?.get(v.id)} onExecute={(plan) => execute(v, plan)} />)}</ul>
          {day.done.length > DONE && !all.done && <Button type="link" onClick={() => setAll({ ...all, done: true })}>{t('doctor.all', { n: day.done.length })}</Button>}
        </Group>
      </div>
      <DeskNotes clinic={clinic} />
      {opened && (
        <Suspense fallback={null}>
          <ExecuteDrawer plan={open?.plan ?? ''} visit={open?.visit} onClose={() => setOpen(null)} />
          <DirectDrawer patient={open && !open.plan ? open.visit.patient.id : ''} visit={open?.visit} onClose={() => setOpen(null)} />
        </Suspense>
      )}
    </div>
  )
}

function Group({ title, n, empty, children }: { title: string; n: number; empty: string; children: React.ReactNode }) {
  return (
    <section className="dd-group">
      <h2>{title} <small>{n}</small></h2>
      {n === 0 ? <p className="hint">{empty}</p> : children}
    </section>
  )
}

/** Whose day is shown: one's own for a doctor; who assists chooses, and the choice stays. */
function useDoctor(today: Today): [string, (d: string) => void, { value: string; label: string }[]] {
  const { me } = useDesk()
  const key = `archwire.today.doctor.${me.id}`
  const names = new Map((today.visits as BoardVisit[]).filter((v) => v.doctor_id).map((v) => [v.doctor_id, v.doctor_name]))
  if (me.staff?.may_do_licensed_acts && !names.has(me.id)) names.set(me.id, me.name)
  const [chosen, setChosen] = useState(() => localStorage.getItem(key))
  const own = names.has(me.id) ? me.id : ''
  const doctor = chosen !== null && (chosen === '' || names.has(chosen)) ? chosen : own
  return [doctor, (d) => { localStorage.setItem(key, d); setChosen(d) }, [...names].map(([value, label]) => ({ value, label })).sort((a, b) => a.label.localeCompare(b.label, 'zh'))]
}
