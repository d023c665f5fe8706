import { PlusOutlined, UploadOutlined, ApartmentOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useDeferredValue, useRef, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Outlet, useNavigate, useSearchParams } from 'react-router'
import { useDesk } from '../../app/desk'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Page } from '../../ui/Page'
import { useWhen } from '../../ui/when'
import { useStaffName } from '../org/names'
import { ElsewherePanel } from './ElsewherePanel'
import { PeopleList } from './PeopleList'
import { PersonMarks } from './PersonLine'
import { keys, search, type Hit } from './queries'
import { useRecent } from './recent'
import { ROWS, useArrows } from './arrows'
import './patients.css'

const MOST = 50

/** Everybody the clinic sees, found by whatever is known of them. */
export default function PatientsPage() {
  const { t } = useTranslation()
  const go = useNavigate()
  const { may, mayInGroup } = useDesk()
  const [params, setParams] = useSearchParams()
  const text = params.get('q') ?? ''
  const asked = useDeferredValue(text.trim())
  const hits = useQuery({
    queryKey: keys.search(asked), queryFn: ({ signal }) => search(asked, MOST, signal), enabled: asked !== '', placeholderData: keepPreviousData,
  })
  const table = useRef<HTMLDivElement>(null)
  const toRows = (e: KeyboardEvent) => {
    if (e.key !== 'ArrowDown' && e.key !== 'Enter') return
    const first = table.current?.querySelector<HTMLElement>(ROWS)
    if (e.key === 'Enter' && asked && hits.data?.length === 1 && !hits.isFetching) void go(`/patients/${hits.data[0]!.id}`)
    else if (first) { e.preventDefault(); first.focus() }
  }
  return (
    <Page title={t('nav.patients')} actions={
      <>
        {mayInGroup('patients.circles') && <Link to="/patients/circles"><Button icon={<ApartmentOutlined />} tabIndex={-1}>{t('patients.circles')}</Button></Link>}
        {may('patients.import') && <Link to="/patients/import"><Button icon={<UploadOutlined />} tabIndex={-1}>{t('patients.import_title')}</Button></Link>}
        {may('patients.register') && <Button type="primary" icon={<PlusOutlined />} onClick={() => void go('/patients/new')}>{t('patients.new')} (P)</Button>}
      </>
    }>
      <div className="row">
        <Input size="large" allowClear autoFocus value={text} aria-label={t('patients.find')} placeholder={t('shell.search')} maxLength={100} onKeyDown={toRows}
          onChange={(e) => setParams(e.target.value ? { q: e.target.value } : {}, { replace: true })} style={{ flex: '0 1 480px' }} />
        {asked === '' && <RecentLine />}
      </div>
      {hits.isError && <Fault error={hits.error} onRetry={() => void hits.refetch()} />}
      {asked === '' ? <PeopleList table={table} /> : <><Rows rows={hits.data} loading={hits.isFetching && !hits.data} table={table} /><ElsewherePanel number={asked} /></>}
      <Outlet />
    </Page>
  )
}

function Rows({ rows, loading, table }: { rows: Hit[] | undefined; loading: boolean; table: React.RefObject<HTMLDivElement | null> }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const when = useWhen()
  const staff = useStaffName()
  useArrows(table)
  return (
    <div ref={table} className="pt-rows">
      <DataTable<Hit> rows={rows} rowKey="id" loading={loading} empty={t('patients.none_found')} onOpen={(h) => void go(`/patients/${h.id}`)} columns={[
        { title: t('patients.name'), render: (_, h) => <span className="pt-name"><b>{h.name}</b> <PersonMarks hit={h} /></span> },
        { title: t('patients.phone'), dataIndex: 'phone', width: 120 },
        { title: t('patients.record_no'), dataIndex: 'record_no', width: 120, responsive: ['sm'] },
        { title: t('patients.part.doctor'), width: 100, responsive: ['sm'], render: (_, h) => staff(h.doctor_id) },
        { title: t('patients.household'), responsive: ['lg'], render: (_, h) => h.household.join(t('app.comma')) },
        { title: t('patients.last_visit'), width: 110, responsive: ['md'], render: (_, h) => when.day(h.last_visit_at) },
        { title: t('patients.next_visit'), width: 145, responsive: ['md'], render: (_, h) => when.full(h.next_visit_at) },
      ]} />
      {rows?.length === MOST && <p className="hint">{t('patients.more_letters', { n: MOST })}</p>}
    </div>
  )
}

/** The records opened last, to go back to one of them. */
function RecentLine() {
  const { t } = useTranslation()
  const recent = useRecent()
  if (recent.length === 0) return null
  return (
    <nav className="pt-recent" aria-label={t('patients.recent')}>
      <span className="hint">{t('patients.recent')}</span>
      {recent.map((r) => <Link key={r.id} to={`/patients/${r.id}`} title={r.record_no}>{r.name}</Link>)}
    </nav>
  )
}
