import { PlusOutlined, UploadOutlined, ApartmentOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useDeferredValue, useEffect, useRef, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Outlet, useNavigate, useSearchParams } from 'react-router'
import { useDesk } from '../../app/desk'
import { DataTable } from '../../ui/DataTable'
import { Empty } from '../../ui/Empty'
import { Fault } from '../../ui/Fault'
import { Page } from '../../ui/Page'
import { useWhen } from '../../ui/when'
import { PersonMarks } from './PersonLine'
import { keys, search, type Hit } from './queries'
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
    const first = table.current?.querySelector<HTMLElement>('tbody tr[tabindex]')
    if (e.key === 'Enter' && hits.data?.length === 1 && !hits.isFetching) void go(`/patients/${hits.data[0]!.id}`)
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
      <Input size="large" allowClear autoFocus value={text} aria-label={t('patients.find')} placeholder={t('shell.search')} maxLength={100} onKeyDown={toRows}
        onChange={(e) => setParams(e.target.value ? { q: e.target.value } : {}, { replace: true })} style={{ maxWidth: 560 }} />
      {hits.isError && <Fault error={hits.error} onRetry={() => void hits.refetch()} />}
      {asked === '' ? <Empty text={t('patients.how_to_find')} /> : <Rows rows={hits.data} loading={hits.isFetching && !hits.data} table={table} />}
      <Outlet />
    </Page>
  )
}

function Rows({ rows, loading, table }: { rows: Hit[] | undefined; loading: boolean; table: React.RefObject<HTMLDivElement | null> }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const when = useWhen()
  useArrows(table)
  return (
    <div ref={table} className="pt-rows">
      <DataTable<Hit> rows={rows} rowKey="id" loading={loading} empty={t('patients.none_found')} onOpen={(h) => void go(`/patients/${h.id}`)} columns={[
        { title: t('patients.name'), render: (_, h) => <span className="pt-name"><b>{h.name}</b> <PersonMarks hit={h} /></span> },
        { title: t('patients.phone'), dataIndex: 'phone', width: 140 },
        { title: t('patients.record_no'), dataIndex: 'record_no', width: 130 },
        { title: t('patients.household'), render: (_, h) => h.household.join(t('app.comma')) },
        { title: t('patients.last_visit'), width: 120, render: (_, h) => when.day(h.last_visit_at) },
        { title: t('patients.next_visit'), width: 150, render: (_, h) => when.full(h.next_visit_at) },
      ]} />
      {rows?.length === MOST && <p className="hint">{t('patients.more_letters', { n: MOST })}</p>}
    </div>
  )
}

/** Arrow keys walk the rows. */
function useArrows(table: React.RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    const box = table.current
    const keys = (e: globalThis.KeyboardEvent) => {
      const step = e.key === 'ArrowDown' ? 1 : e.key === 'ArrowUp' ? -1 : 0
      const all = [...(box?.querySelectorAll<HTMLElement>('tbody tr[tabindex]') ?? [])]
      const at = all.indexOf(document.activeElement as HTMLElement)
      if (!step || at < 0) return
      e.preventDefault()
      all[Math.max(0, Math.min(all.length - 1, at + step))]!.focus()
    }
    box?.addEventListener('keydown', keys)
    return () => box?.removeEventListener('keydown', keys)
  }, [table])
}
