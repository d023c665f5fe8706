import { Button } from 'antd'
import { Suspense, lazy, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { answer } from '@archwire/api'
import type { BoardVisit } from '@archwire/domain'
import { api } from '../../app/api'
import { Empty } from '../../ui/Empty'
import { Panel } from '../../ui/Page'
import { bookingPath } from '../visits/booking/draft'
import { keys, setNextStep } from '../visits/queries'
import { dayText, templateName } from '../visits/words'

const NextStepForm = lazy(async () => ({ default: (await import('../visits/panel/NextStepForm')).NextStepForm }))

/** Rows of a list before somebody asks for all: the three lists stand below each other on one screen. */
const SHOWN = 6

/** Visits that are over and that nothing follows: the assistants' morning work. */
export function OpenList({ clinic }: { clinic: string }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const client = useQueryClient()
  const [open, setOpen] = useState('')
  const [all, setAll] = useState(false)
  const list = useQuery({
    queryKey: [...keys.lists(clinic), 'open'], enabled: !!clinic,
    queryFn: async () => (await answer(api.GET('/api/v1/visits/without-next-step', { params: { query: { clinic_id: clinic } } }))).items as BoardVisit[],
  })
  const rows = list.data ?? []
  return (
    <Panel title={<>{t('today.open')} <small>{rows.length}</small></>}>
      {list.data && rows.length === 0 && <Empty text={t('today.no_open')} />}
      <ul className="td-list">
        {rows.slice(0, all ? rows.length : SHOWN).map((v) => (
          <li key={v.id}>
            <Link to={`/board?day=${v.day}&visit=${v.id}`}><b>{v.patient.name}</b> <span>{dayText(v.day)} {templateName(v.template)}</span></Link>
            <Button size="small" aria-expanded={open === v.id} onClick={() => setOpen(open === v.id ? '' : v.id)}>{t('visits.screen.settle_next')}</Button>
            {open === v.id && (
              <Suspense fallback={null}>
                <NextStepForm visit={v} onCancel={() => setOpen('')} onBook={() => void go(bookingPath({ patient: v.patient.id, doctor: v.doctor_id, next: v.id }))}
                  onSave={async (n) => {
                    await setNextStep(v.id, n)
                    setOpen('')
                    await client.invalidateQueries({ queryKey: keys.lists(clinic) })
                  }} />
              </Suspense>
            )}
          </li>
        ))}
      </ul>
      {rows.length > SHOWN && !all && <Button size="small" type="link" onClick={() => setAll(true)}>{t('today.show_all', { n: rows.length })}</Button>}
    </Panel>
  )
}

/** Whose recall has come and who has no visit booked (该复诊未约). */
export function DueList({ clinic }: { clinic: string }) {
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  const list = useQuery({
    queryKey: [...keys.lists(clinic), 'due'], enabled: !!clinic,
    queryFn: async () => (await answer(api.GET('/api/v1/visits/due-not-booked', { params: { query: { clinic_id: clinic } } }))).items,
  })
  const rows = list.data ?? []
  return (
    <Panel title={<>{t('today.due_not_booked')} <small>{rows.length}</small></>}>
      {list.data && rows.length === 0 && <Empty text={t('today.no_due')} />}
      <ul className="td-list">
        {rows.slice(0, all ? rows.length : SHOWN).map(({ visit: v, recall_day }) => (
          <li key={v.id}>
            <Link to={`/patients/${v.patient.id}`}><b>{v.patient.name}</b> <span>{v.patient.phone_masked} · {t('today.recall', { day: dayText(recall_day) })}</span></Link>
            <Link to={bookingPath({ patient: v.patient.id, doctor: v.doctor_id, next: v.id, from: recall_day })}><Button size="small" tabIndex={-1}>{t('visits.screen.book')}</Button></Link>
          </li>
        ))}
      </ul>
      {rows.length > SHOWN && !all && <Button size="small" type="link" onClick={() => setAll(true)}>{t('today.show_all', { n: rows.length })}</Button>}
    </Panel>
  )
}
