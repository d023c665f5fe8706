import { DownloadOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Progress, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { faultText } from '@archwire/i18n'
import { useAttempt } from '../../ui/attempt'
import { Fault } from '../../ui/Fault'
import { Facts, Panel } from '../../ui/Page'
import { saveFile } from '../../ui/saveFile'
import { COLUMNS, atWork, check, drop, faultsOf, keys, start, takeBack, type Import } from './imports'

/** Where one import stands and what can be done next. */
export function ImportSteps({ value: i }: { value: Import }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const client = useQueryClient()
  const { busy, fault, attempt } = useAttempt()
  const act = (step: () => Promise<Import>) => void attempt(async () => {
    client.setQueryData(keys.one(i.id), await step())
    await client.invalidateQueries({ queryKey: keys.all, exact: true })
  })
  const forget = () => void attempt(async () => {
    await drop(i.id)
    await client.invalidateQueries({ queryKey: keys.all, exact: true })
    void go('/patients/import')
  })
  const download = () => void attempt(async () => saveFile(await faultsOf(i.id), t('import.faults_file')))
  return (
    <>
      {fault && <Fault error={fault} />}
      {i.problem && <Alert type="error" showIcon title={faultText(i.problem)} />}
      {(i.state === 'uploaded' || i.state === 'failed') && <Mapping value={i} busy={busy} onCheck={(columns) => act(() => check(i.id, columns))} />}
      {atWork(i) && <Working value={i} />}
      {i.state === 'checked' && <Checked value={i} busy={busy} onRun={(skip) => act(() => start(i.id, skip))} onFaults={download} onAgain={(columns) => act(() => check(i.id, columns))} />}
      {i.state === 'done' && (
        <Panel title={t('import.done')}>
          <Alert type="success" showIcon title={t('import.made_all', { n: i.made })} />
          {i.rows_wrong > 0 && <p>{t('import.left_out', { n: i.rows_wrong })} <Button size="small" icon={<DownloadOutlined />} loading={busy} onClick={download}>{t('import.faults')}</Button></p>}
          <div className="row"><Button loading={busy} danger onClick={() => act(() => takeBack(i.id))}>{t('import.undo')}</Button><span className="hint">{t('import.undo_help')}</span></div>
        </Panel>
      )}
      {i.state === 'undone' && <Alert type="info" showIcon title={t('import.undone')} />}
      <div className="row">
        {!atWork(i) && <Button onClick={() => void go('/patients/import')}>{t('import.another')}</Button>}
        {(i.state === 'uploaded' || i.state === 'checked' || i.state === 'failed') && <Button type="text" onClick={forget}>{t('import.forget')}</Button>}
      </div>
    </>
  )
}

function Working({ value: i }: { value: Import }) {
  const { t } = useTranslation()
  return (
    <Panel title={t(`patients.import.${i.state}`)}>
      <Progress percent={i.rows_total > 0 ? Math.round((100 * i.rows_done) / i.rows_total) : 0} aria-label={t(`patients.import.${i.state}`)} />
      <p className="hint" role="status">{i.rows_total > 0 ? t('import.rows_of', { done: i.rows_done, total: i.rows_total }) : t('import.rows_read', { done: i.rows_done })}</p>
    </Panel>
  )
}

/** What each column of the file stands for; the usual headings are known. */
function Mapping({ value: i, busy, onCheck }: { value: Import; busy: boolean; onCheck: (columns: string[]) => void }) {
  const { t } = useTranslation()
  const [columns, setColumns] = useState<string[]>(() => i.headers.map((_, n) => i.columns[n] ?? ''))
  const twice = columns.filter((c, n) => c && columns.indexOf(c) !== n)
  return (
    <Panel title={`${t('import.step.columns')} · ${i.file_name}`}>
      <div className="im">
        {i.headers.map((h, n) => (
          <div key={n}>
            <b>{h || t('import.column_no', { n: n + 1 })}</b>
            <Select value={columns[n] ?? ''} aria-label={h} {...(twice.includes(columns[n] ?? '') ? { status: 'error' as const } : {})} onChange={(c) => setColumns(columns.map((old, k) => (k === n ? c : old)))}
              options={[{ value: '', label: t('import.pass_over') }, ...COLUMNS.map((c) => ({ value: c as string, label: t(`patients.column.${c}`) }))]} />
          </div>
        ))}
      </div>
      <div className="row"><Button type="primary" loading={busy} onClick={() => onCheck(columns)}>{t('import.check')}</Button><span className="hint">{t('import.check_help')}</span></div>
    </Panel>
  )
}

interface CheckedProps {
  value: Import
  busy: boolean
  onRun: (skip: boolean) => void
  onFaults: () => void
  onAgain: (columns: string[]) => void
}

function Checked({ value: i, busy, onRun, onFaults, onAgain }: CheckedProps) {
  const { t } = useTranslation()
  const [mapping, setMapping] = useState(false)
  const good = i.rows_total - i.rows_wrong
  if (mapping) return <Mapping value={i} busy={busy} onCheck={onAgain} />
  return (
    <Panel title={`${t('import.step.look')} · ${i.file_name}`}>
      <Facts rows={[[t('import.rows'), i.rows_total], [t('import.good'), good], [t('import.wrong'), i.rows_wrong || ''], [t('import.twice'), i.rows_twice || '']]} />
      {i.rows_wrong > 0 && <Alert type="warning" showIcon title={t('import.has_faults', { n: i.rows_wrong })} action={<Button size="small" icon={<DownloadOutlined />} loading={busy} onClick={onFaults}>{t('import.faults')}</Button>} />}
      <div className="row">
        <Button type="primary" loading={busy} disabled={good === 0} onClick={() => onRun(i.rows_wrong > 0)}>{t('import.run', { n: good })}</Button>
        <Button onClick={() => setMapping(true)}>{t('import.remap')}</Button>
      </div>
    </Panel>
  )
}
