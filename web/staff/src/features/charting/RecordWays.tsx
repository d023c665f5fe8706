import { Button } from 'antd'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useDesk } from '../../app/desk'
import { useDeskKeys } from '../billing/useDeskKeys'
import { LazyReferDrawer } from './LazyReferDrawer'
import type { Record } from './recordQueries'

/** Where one goes on from a record: tab of the patient, key, name, permission. */
const WAYS = [
  ['chart', 'c', 'charting.tab.chart', 'charting.view'], ['cards', 'v', 'charting.tab.cards', 'charting.view'],
  ['plans', 'l', 'plans.title', 'plans.view'], ['money', 'm', 'billing.tab', 'billing.view'],
] as const

/** From the record on to the patient's chart, card, plan and money, each by one key, and to a colleague. */
export function RecordWays({ r }: { r: Record }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const go = useNavigate()
  const [referring, setReferring] = useState(false)
  const ways = WAYS.filter(([, , , permission]) => may(permission))
  const to = (tab: string) => `/patients/${r.patient.id}/${tab}`
  useDeskKeys((key) => {
    const way = ways.find(([, k]) => k === key)
    if (way) void go(to(way[0]))
    return way !== undefined
  })
  const why = r.state === 'draft' ? '' : (r.parts.find((s) => s.part === 'diagnosis')?.lines ?? []).map((l) => l.text).join(t('app.semicolon'))
  return (
    <div className="row rc-noprint">
      <nav className="rc-ways" aria-label={t('record.ways')}>{ways.map(([tab, key, label]) => <Link key={tab} to={to(tab)} aria-keyshortcuts={key}>{t(label)} <kbd>{key.toUpperCase()}</kbd></Link>)}</nav>
      {may('charting.refer') && <Button size="small" onClick={() => setReferring(true)}>{t('record.refer')}</Button>}
      {referring && <Suspense fallback={null}><LazyReferDrawer open patient={r.patient.id} origin={{ kind: 'record', id: r.id }} why={why} onClose={() => setReferring(false)} /></Suspense>}
    </div>
  )
}
