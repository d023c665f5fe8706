import { LeftOutlined, PlusOutlined, RightOutlined } from '@ant-design/icons'
import { Button, Segmented, Select } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { addDays } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Page } from '../../ui/Page'
import { useWhen } from '../../ui/when'
import { JoinDrawer } from './JoinDrawer'
import { NoteDrawer } from './NoteDrawer'
import { Programmes } from './Programmes'
import { DayTag, TallyWords, useWords } from './words'
import { CHECKIN, STATES, useDay, type Line } from './queries'
import './checkin.css'

const SHOWN = ['open', 'all', 'programmes'] as const
const rank = (s: string) => (STATES as readonly string[]).indexOf(s)

/** Who was due on a day, who did and who did not, those first whom somebody should speak with. */
export default function CheckinPage() {
  const { t } = useTranslation()
  const { may } = useDesk()
  const [params, setParams] = useSearchParams()
  const [adding, setAdding] = useState(false)
  const shown = SHOWN.find((s) => s === params.get('show')) ?? 'open'
  const day = params.get('day') ?? ''
  useLiveQueries('checkin', CHECKIN)
  const set = (over: Record<string, string>) => setParams({ ...Object.fromEntries(params), ...over }, { replace: true })
  return (
    <Page title={t('checkin.title')} actions={
      <>
        <Segmented value={shown} aria-label={t('checkin.title')} onChange={(show) => set({ show })} options={SHOWN.map((value) => ({ value, label: t(`checkin.show.${value}`) }))} />
        {may('checkin.work') && <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>{t('checkin.join')}</Button>}
      </>
    }>
      {shown === 'programmes' ? <Programmes /> : <Lines open={shown === 'open'} day={day} onDay={(d) => set({ day: d })} />}
      <JoinDrawer open={adding} onClose={() => setAdding(false)} />
    </Page>
  )
}

function Lines({ open, day, onDay }: { open: boolean; day: string; onDay: (day: string) => void }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const words = useWords()
  const when = useWhen()
  const { clinic, may } = useDesk()
  const list = useDay(clinic, day)
  const [programme, setProgramme] = useState('')
  const [doctor, setDoctor] = useState('')
  const [noting, setNoting] = useState('')
  const all = useMemo(() => list.data?.items ?? [], [list.data])
  const today = list.data?.day ?? (day || when.today())
  const rows = useMemo(() => all.filter((l) => (!programme || l.member.programme === programme) && (!doctor || l.member.doctor_id === doctor) && (!open || asks(l)))
    .sort((a, b) => b.tally.misses - a.tally.misses || rank(a.state) - rank(b.state))
    .map((l) => ({ ...l, id: l.member.id })), [all, programme, doctor, open])
  const count = (...s: string[]) => all.filter((l) => s.includes(l.state)).length
  const choices = <K extends string>(of: (l: Line) => [K, string]) => [...new Map(all.map(of).filter(([k]) => k)).entries()].map(([value, label]) => ({ value, label }))
  return (
    <>
      <div className="ci-bar">
        <Button icon={<LeftOutlined />} aria-label={t('checkin.day_before')} onClick={() => onDay(addDays(today, -1))} />
        <b>{today}</b>
        <Button icon={<RightOutlined />} aria-label={t('checkin.day_after')} disabled={!day || day >= when.today()} onClick={() => onDay(addDays(today, 1))} />
        <span className="ci-counts">{t('checkin.counts', { done: count('done', 'made_up'), missed: count('missed'), due: count('due'), wait: all.filter((l) => l.state === '' && l.member.next_day === today).length })}</span>
        <Select allowClear {...(programme ? { value: programme } : {})} onChange={(v) => setProgramme(v ?? '')} placeholder={t('checkin.any_programme')} aria-label={t('checkin.any_programme')} className="ci-pick" options={choices((l) => [l.member.programme, words(l.member.programme_name)])} />
        <Select allowClear {...(doctor ? { value: doctor } : {})} onChange={(v) => setDoctor(v ?? '')} placeholder={t('checkin.any_doctor')} aria-label={t('checkin.any_doctor')} className="ci-pick" options={choices((l) => [l.member.doctor_id, l.member.doctor_name])} />
      </div>
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      <DataTable rows={list.data && rows} rowKey="id" loading={list.isPending} empty={t(open ? 'checkin.none_open' : 'checkin.none')} onOpen={(l) => void go(`/patients/${l.member.patient_id}/checkin`)} columns={[
        { title: t('checkin.patient'), width: 190, render: (_, l) => l.member.patient ? <>{l.member.patient.name} <small className="hint">{l.member.patient.record_no}</small></> : '' },
        { title: t('checkin.of_day'), width: 150, render: (_, l) => <DayTag state={l.state} member={l.member} day={today} /> },
        { title: t('checkin.latest'), render: (_, l) => <TallyWords tally={l.tally} /> },
        { title: t('checkin.programme'), width: 220, responsive: ['md'], render: (_, l) => <>{words(l.member.programme_name)}<br /><small className="hint">{words(l.member.variant_name)}</small></> },
        { title: t('checkin.doctor'), width: 110, responsive: ['md'], render: (_, l) => l.member.doctor_name },
        { title: t('checkin.hours'), width: 90, responsive: ['lg'], render: (_, l) => (l.hours ? t('checkin.n_hours', { n: l.hours }) : '') },
        ...(may('checkin.work') ? [{ title: '', width: 90, render: (_: unknown, l: Line) => noteable(l, today) && <Button size="small" onClick={(e) => { e.stopPropagation(); setNoting(l.member.patient_id) }}>{t('checkin.note')}</Button> }] : []),
      ]} />
      <NoteDrawer patient={noting} onClose={() => setNoting('')} />
    </>
  )
}

/** Whether somebody should look at it: due, missed, or the ladder has come to a person. */
const asks = (l: Line) => l.state === 'due' || l.state === 'missed' || l.tally.rung !== ''
const noteable = (l: Line, day: string) => l.member.state === 'active' && (l.state === 'due' || l.state === 'missed' || (l.state === '' && l.member.next_day === day))
