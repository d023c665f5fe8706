import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Steps } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { useDesk } from '../../app/desk'
import { useAttempt } from '../../ui/attempt'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { FilePick } from '../../ui/FilePick'
import { Page, Panel } from '../../ui/Page'
import { StatusTag, type Tone } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import { useStaffName } from '../org/names'
import { ImportSteps } from './ImportSteps'
import { atWork, imports, keys, oneImport, upload, type Import } from './imports'
import './patients.css'

const TONE: Record<Import['state'], Tone> = { uploaded: 'plain', checking: 'now', checked: 'warn', running: 'now', done: 'good', undoing: 'now', undone: 'plain', failed: 'bad' }
/** How far the wizard is in each state. */
const STEP: Record<Import['state'], number> = { uploaded: 1, failed: 1, checking: 2, checked: 2, running: 3, done: 3, undoing: 3, undone: 3 }

/** People from a file: upload, say what the columns are, look, enter, and take it back where it was wrong. */
export default function ImportPage() {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const one = useQuery({ queryKey: keys.one(id), queryFn: () => oneImport(id), enabled: id !== '', refetchInterval: (q) => (q.state.data && atWork(q.state.data) ? 700 : false) })
  return (
    <Page title={<><Link to="/patients">{t('nav.patients')}</Link> / {t('patients.import_title')}</>} wide={false}>
      <Steps size="small" current={one.data ? STEP[one.data.state] : 0} items={(['file', 'columns', 'look', 'enter'] as const).map((s) => ({ title: t(`import.step.${s}`) }))} />
      {one.isError && <Fault error={one.error} />}
      {id && one.data ? <ImportSteps key={one.data.id} value={one.data} /> : <Upload />}
      <Panel title={t('import.before')}><Before /></Panel>
    </Page>
  )
}

function Upload() {
  const { t } = useTranslation()
  const go = useNavigate()
  const client = useQueryClient()
  const { clinic, clinics } = useDesk()
  const { busy, fault, attempt } = useAttempt()
  const take = (file: File) => void attempt(async () => {
    const made = await upload(clinic, file)
    client.setQueryData(keys.one(made.id), made)
    await client.invalidateQueries({ queryKey: keys.all, exact: true })
    void go(`/patients/import/${made.id}`)
  })
  return (
    <Panel title={t('import.step.file')}>
      <p className="hint">{t('import.help', { clinic: clinics.find((c) => c.id === clinic)?.name ?? '' })}</p>
      {fault && <Fault error={fault} />}
      <FilePick accept=".xlsx,.csv" label={t('import.pick')} busy={busy} onPick={take} />
    </Panel>
  )
}

function Before() {
  const { t } = useTranslation()
  const go = useNavigate()
  const when = useWhen()
  const staff = useStaffName()
  const list = useQuery({ queryKey: keys.all, queryFn: imports, refetchInterval: (q) => (q.state.data?.some(atWork) ? 1500 : false) })
  return (
    <>
      {list.isError && <Fault error={list.error} />}
      <DataTable<Import> rows={list.data} rowKey="id" loading={list.isPending} empty={t('import.none')} onOpen={(i) => void go(`/patients/import/${i.id}`)} columns={[
        { title: t('import.file'), dataIndex: 'file_name' },
        { title: t('patients.when'), width: 150, render: (_, i) => when.full(i.created_at) },
        { title: t('import.by'), width: 100, render: (_, i) => staff(i.created_by) },
        { title: t('import.rows'), width: 90, align: 'right', render: (_, i) => i.rows_total || '' },
        { title: t('import.made'), width: 90, align: 'right', render: (_, i) => i.made || '' },
        { title: '', width: 110, render: (_, i) => <StatusTag tone={TONE[i.state]}>{t(`patients.import.${i.state}`)}</StatusTag> },
      ]} />
    </>
  )
}
