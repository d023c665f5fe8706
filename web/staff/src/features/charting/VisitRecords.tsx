import { useQuery } from '@tanstack/react-query'
import { needTexts } from '@archwire/i18n'
import { Suspense, lazy } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { BoardVisit } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { StatusTag } from '../../ui/StatusTag'
import { BeginButton } from './BeginButton'
import { RECORDS, keys, ofVisit } from './recordQueries'

const CAME: readonly string[] = ['arrived', 'waiting', 'in_place', 'treated', 'left']

const VisitReferrals = lazy(async () => { const [m] = await Promise.all([import('./VisitReferrals'), needTexts('referral'), needTexts('teeth')]); return m })

/** What is written about a visit, beside the board, and what the patient was sent here for. */
export function VisitRecords({ v }: { v: BoardVisit }) {
  const { may } = useDesk()
  if (!may('charting.view')) return null
  return (
    <>
      <Suspense fallback={null}><VisitReferrals patient={v.patient.id} clinic={v.clinic_id} visit={v.id} /></Suspense>
      <Written v={v} />
    </>
  )
}

/** The records of a visit; the first one is begun here. */
function Written({ v }: { v: BoardVisit }) {
  const { t } = useTranslation()
  const { me, may } = useDesk()
  const came = CAME.includes(v.state) && may('charting.view')
  const list = useQuery({ queryKey: keys.ofVisit(v.id), queryFn: () => ofVisit(v.id), enabled: came, retry: false })
  useLiveQueries('records', RECORDS)
  if (!came || !list.data) return null
  const mine = list.data.some((r) => r.author_id === me.id || r.writer_id === me.id)
  return (
    <section className="vd-records">
      {list.data.map((r) => (
        <p key={r.id} className="row">
          {r.state === 'draft' && r.author_id !== me.id && r.writer_id !== me.id ? <b>{t(`charting.kind.${r.kind}`)}</b> : <Link to={`/records/${r.id}`}>{t('charting.tab.records')} · {t(`charting.kind.${r.kind}`)}</Link>}
          <StatusTag tone={r.state === 'signed' ? 'good' : r.state === 'submitted' ? 'warn' : 'plain'}>{t(`charting.state.${r.state}`)}</StatusTag> <small>{r.author_name}</small>
        </p>
      ))}
      {!mine && may('charting.write') && <BeginButton visit={v.id} doctor={v.doctor_id} />}
    </section>
  )
}
