import { Button, Dropdown } from 'antd'
import { MoreOutlined } from '@ant-design/icons'
import { Suspense, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { Desk, useDesk } from '../../app/desk'
import { Waiting } from '../../app/Waiting'
import { Fault } from '../../ui/Fault'
import { patientTabs } from '../patientTabs'
import { AlertBanner } from './AlertBanner'
import { Consents } from './Consents'
import { EraseDrawer } from './EraseDrawer'
import { ExportDrawer } from './ExportDrawer'
import { Header } from './Header'
import { MergeTab } from './MergeTab'
import { Overview } from './Overview'
import { RecordDrawer } from './RecordDrawer'
import { Referrals } from './Referrals'
import { Timeline } from './Timeline'
import { UrgentBanner } from './UrgentBanner'
import { usePage, type PatientPage as Value } from './queries'
import { useRemember } from './recent'
import './patients.css'

const TABS = ['overview', 'timeline', 'consents', 'referrals', 'merge'] as const

/** One person: who they are, what must not be overlooked, and all that belongs to them. */
export default function PatientPage() {
  const { id = '', tab = 'overview' } = useParams()
  const page = usePage(id)
  if (page.isPending) return <Waiting />
  if (page.isError) return <div className="pg"><Fault error={page.error} onRetry={() => void page.refetch()} /></div>
  return page.data.urgent_until > 0 ? <ReadOnly page={page.data} tab={tab} /> : <Whole key={page.data.patient.id} page={page.data} tab={tab} />
}

/** A record that was opened urgently: to read and to telephone, nothing more. */
function ReadOnly(p: { page: Value; tab: string }) {
  const desk = useDesk()
  return <Desk value={{ ...desk, may: (right) => right === 'patients.see_phone' && desk.may(right) }}><Whole key={p.page.patient.id} {...p} /></Desk>
}

function Whole({ page, tab }: { page: Value; tab: string }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const [open, setOpen] = useState<'' | 'edit' | 'export' | 'erase'>('')
  const p = page.patient
  const urgent = page.urgent_until > 0
  useRemember(p)
  const own: Record<(typeof TABS)[number], ReactNode> = {
    overview: <Overview page={page} />, timeline: <Timeline id={p.id} />, consents: <Consents page={page} />,
    referrals: <Referrals id={p.id} />, merge: <MergeTab page={page} />,
  }
  const mine = (urgent ? TABS.slice(0, 3) : TABS).map((k) => ({ key: k as string, label: t(`patients.tab.${k}`), content: own[k] }))
  const others = patientTabs.filter((x) => !urgent && may(x.permission)).map((x) => ({
    key: x.key, label: t(x.label), content: <Suspense fallback={<Waiting />}><x.content patient={p.id} /></Suspense>,
  }))
  const tabs = [...mine.slice(0, 1), ...others, ...mine.slice(1)]
  const here = tabs.find((x) => x.key === tab) ?? tabs[0]!
  const more = [
    ...(may('patients.export') ? [{ key: 'export', label: t('patients.export') }] : []),
    ...(may('patients.erase') && p.state === 'active' ? [{ key: 'erase', label: t('patients.erase'), danger: true }] : []),
  ]
  return (
    <div className="pg pt">
      <Header page={page} actions={
        <>
          {!urgent && <Link to={`/board?book=${p.id}`}><Button type="primary" tabIndex={-1} disabled={p.state !== 'active'}>{t('found.book')}</Button></Link>}
          {may('patients.change') && p.state === 'active' && <Button onClick={() => setOpen('edit')}>{t('patients.edit')}</Button>}
          {more.length > 0 && <Dropdown trigger={['click']} menu={{ items: more, onClick: ({ key }) => setOpen(key as 'export' | 'erase') }}><Button icon={<MoreOutlined />} aria-label={t('patients.more')} /></Dropdown>}
        </>
      } />
      {urgent && <UrgentBanner until={page.urgent_until} />}
      <AlertBanner page={page} />
      <nav className="pt-tabs" aria-label={t('patients.tabs')}>
        {tabs.map((x) => <Link key={x.key} to={`/patients/${p.id}/${x.key}`} replace aria-current={x === here ? 'page' : undefined}>{x.label}</Link>)}
      </nav>
      <section key={here.key} aria-label={here.label}>{here.content}</section>
      <RecordDrawer open={open === 'edit'} page={page} onClose={() => setOpen('')} />
      <ExportDrawer open={open === 'export'} patient={p} onClose={() => setOpen('')} />
      <EraseDrawer open={open === 'erase'} patient={p} onClose={() => setOpen('')} />
    </div>
  )
}
