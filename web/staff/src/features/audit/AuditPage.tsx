import { SafetyCertificateOutlined } from '@ant-design/icons'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Alert, Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { answer, type Schemas } from '@archwire/api'
import { addDays, dayStart } from '@archwire/domain'
import { api } from '../../app/api'
import { useDesk } from '../../app/desk'
import { useAttempt } from '../../ui/attempt'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Page } from '../../ui/Page'
import { useWhen } from '../../ui/when'
import { StaffSelect } from '../org/StaffSelect'
import { PersonSelect } from '../patients/PersonSelect'
import { Diff } from './Diff'
import { DayInput } from '../../ui/DayInput'

export type Line = Schemas['AuditLineView']
type Report = Schemas['AuditReportView']

const MODULES = ['auth', 'org', 'patients', 'visits', 'tasks', 'catalog', 'settings', 'audit'] as const
/** What an owner asks for by itself; the words come from the modules. */
const NOTABLE = ['audit.auth.glass_broken', 'audit.patients.opened_urgently', 'audit.patients.phone_seen', 'audit.patients.exported', 'audit.patients.erased', 'audit.patients.merged', 'audit.auth.login_refused'] as const
const FILTERS = ['from', 'to', 'kind', 'action', 'actor', 'patient', 'clinic'] as const
type Filter = Record<(typeof FILTERS)[number], string>

/** Who did or opened what. The filters stand in the address, so that a finding can be handed on. */
export default function AuditPage() {
  const { t, i18n } = useTranslation()
  const { mayInGroup, clinics } = useDesk()
  const when = useWhen()
  const [params, setParams] = useSearchParams()
  const f = Object.fromEntries(FILTERS.map((k) => [k, params.get(k) ?? ''])) as Filter
  const set = (k: keyof Filter, v: string | undefined) => setParams((old) => { if (v) old.set(k, v); else old.delete(k); return old }, { replace: true })
  const pages = useInfiniteQuery({
    queryKey: ['audit', i18n.language, f], initialPageParam: '',
    queryFn: ({ pageParam }) => answer(api.GET('/api/v1/audit', { params: { query: {
      limit: 100, ...(pageParam ? { cursor: pageParam } : {}), ...(f.from ? { from: dayStart(f.from, when.zone) } : {}), ...(f.to ? { to: dayStart(addDays(f.to, 1), when.zone) } : {}),
      ...(f.kind ? { kind: f.kind as 'change' | 'read' } : {}), ...(f.action ? { action: f.action.includes('.') ? f.action : `${f.action}.` } : {}), ...(f.actor ? { actor_id: f.actor } : {}), ...(f.patient ? { patient_id: f.patient } : {}), ...(f.clinic ? { clinic_id: f.clinic } : {}),
    } } })),
    getNextPageParam: (last) => last.next || undefined,
  })
  return (
    <Page title={t('settings.page.audit')} lead={t('audit.help')} actions={mayInGroup('audit.read') && <Verify />}>
      <div className="fl">
        <DayInput value={f.from} onChange={(v) => set('from', v)} aria-label={t('audit.from')} placeholder={t('audit.from')} width={130} />
        <span>–</span>
        <DayInput value={f.to} onChange={(v) => set('to', v)} aria-label={t('audit.to')} placeholder={t('audit.to')} width={130} />
        <Select allowClear value={f.kind || undefined} onChange={(v) => set('kind', v)} placeholder={t('audit.any_kind')} aria-label={t('audit.kind')} style={{ width: 120 }} options={[{ value: 'change', label: t('audit.kind.change') }, { value: 'read', label: t('audit.kind.read') }]} />
        <Select allowClear value={f.action || undefined} onChange={(v) => set('action', v)} placeholder={t('audit.any_area')} aria-label={t('audit.area')} style={{ width: 170 }} popupMatchSelectWidth={false} options={[
          { label: t('audit.notable'), options: NOTABLE.map((key) => ({ value: key.replace('audit.', ''), label: t(key) })) },
          { label: t('audit.area'), options: MODULES.map((m) => ({ value: m as string, label: t(`settings.module.${m}`) })) },
        ]} />
        <div style={{ width: 190 }}><StaffSelect label={t('audit.who')} {...(f.actor ? { value: f.actor } : {})} onChange={(v) => set('actor', v)} /></div>
        <div style={{ width: 230 }}><PersonSelect label={t('audit.subject.patient')} {...(f.patient ? { value: f.patient } : {})} onChange={(v) => set('patient', v)} /></div>
        <Select allowClear value={f.clinic || undefined} onChange={(v) => set('clinic', v)} placeholder={t('org.any_clinic')} aria-label={t('org.clinic')} style={{ width: 130 }} options={clinics.map((c) => ({ value: c.id, label: c.short_name }))} />
      </div>
      {pages.isError && <Fault error={pages.error} onRetry={() => void pages.refetch()} />}
      <DataTable<Line> rows={pages.data?.pages.flatMap((p) => p.items)} rowKey="id" loading={pages.isPending} empty={t('audit.none')} expand={(l) => (l.before ?? l.after ?? l.reason) ? <Diff line={l} /> : null} columns={[
        { title: t('audit.at'), width: 160, render: (_, l) => when.full(l.at) },
        { title: t('audit.who'), width: 120, render: (_, l) => l.actor || t('audit.program') },
        { title: t('audit.what'), render: (_, l) => <><b>{l.title}</b> {l.kind === 'read' && <small>({t('audit.kind.read')})</small>}</> },
        { title: t('audit.about'), width: 190, render: (_, l) => l.patient_id ? <Link to={`/patients/${l.patient_id}`}>{t('audit.to_patient')}</Link> : t(`audit.subject.${l.subject_kind}`, { defaultValue: l.subject_kind }) },
        { title: t('org.clinic'), width: 110, render: (_, l) => l.clinic_id ? clinics.find((c) => c.id === l.clinic_id)?.short_name : t('org.whole_group') },
        { title: t('audit.reason'), width: 180, dataIndex: 'reason' },
        { title: t('audit.seq'), width: 80, align: 'right', render: (_, l) => l.seq || '…' },
      ]} />
      {pages.hasNextPage && <div><Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>{t('table.more')}</Button></div>}
    </Page>
  )
}

/** Walks the whole chain and says whether anything was changed behind the program's back. */
function Verify() {
  const { t } = useTranslation()
  const { busy, fault, attempt } = useAttempt()
  const [report, setReport] = useState<Report | null>(null)
  const verify = () => void attempt(async () => setReport(await answer(api.GET('/api/v1/audit/verify'))))
  return (
    <>
      <Button icon={<SafetyCertificateOutlined />} loading={busy} onClick={verify}>{t('audit.verify')}</Button>
      {fault && <Fault error={fault} />}
      {report && (report.whole
        ? <Alert type="success" showIcon closable title={t('audit.whole', { rows: report.rows, open: report.open })} />
        : <Alert type="error" showIcon title={t('audit.broken', { seq: report.broken?.seq ?? 0, why: t(`audit.why.${report.broken?.why ?? 'changed'}`) })} />)}
    </>
  )
}
