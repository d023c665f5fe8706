import { Button, Drawer } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answer } from '@archwire/api'
import { faultText } from '@archwire/i18n'
import { api } from '../../app/api'
import { useAttempt } from '../../ui/attempt'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { FilePick } from '../../ui/FilePick'
import { StatusTag, type Tone } from '../../ui/StatusTag'
import { useRun } from '../../ui/run'
import { CATALOG, type ImportRow } from './queries'

const TONE: Record<ImportRow['what'], Tone> = { added: 'good', changed: 'now', same: 'plain', wrong: 'bad' }

const send = (file: File, dry_run: boolean) =>
  answer(api.POST('/api/v1/catalog/import', { params: { query: { dry_run } }, headers: { 'content-type': 'text/csv' }, body: file as unknown as string, bodySerializer: (b) => b as unknown as Blob }))

/** Prices from a file: first what each row would do, then all rows or none. */
export function ImportDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const run = useRun(CATALOG)
  const { busy, fault, clear, attempt } = useAttempt()
  const [file, setFile] = useState<File | null>(null)
  const [rows, setRows] = useState<ImportRow[]>([])
  const close = () => { setFile(null); setRows([]); clear(); onClose() }
  const look = (f: File) => void attempt(async () => { setFile(f); setRows([]); setRows((await send(f, true)).rows) })
  const take = () => void attempt(async () => { await run(() => send(file!, false), () => ({ say: t('catalog.taken') })); close() })
  const wrong = rows.filter((r) => r.what === 'wrong').length
  const doing = rows.filter((r) => r.what !== 'same')
  return (
    <Drawer open={open} size={640} title={t('catalog.import')} onClose={close} destroyOnHidden footer={<div className="row"><Button type="primary" loading={busy} disabled={rows.length === 0 || wrong > 0 || doing.length === 0} onClick={take}>{t('catalog.take', { n: doing.length })}</Button><Button onClick={close}>{t('form.cancel')}</Button></div>}>
      <p className="hint">{t('catalog.import_help')}</p>
      <FilePick accept=".csv,text/csv" label={file?.name ?? t('catalog.pick_file')} busy={busy} onPick={look} />
      {fault && <Fault error={fault} />}
      {rows.length > 0 && (
        <DataTable<ImportRow & { key: string }> rows={doing.map((r) => ({ ...r, key: String(r.line) }))} rowKey="key" empty={t('catalog.all_same')} columns={[
          { title: t('catalog.line'), dataIndex: 'line', width: 70 }, { title: t('catalog.code'), dataIndex: 'code', width: 100 },
          { title: '', width: 90, render: (_, r) => <StatusTag tone={TONE[r.what]}>{t(`catalog.row.${r.what}`)}</StatusTag> },
          { title: t('catalog.wrong'), render: (_, r) => r.wrong.map((w) => `${w.column}${t('app.colon')}${faultText(w.code, w.args)}`).join(t('app.semicolon')) },
        ]} />
      )}
    </Drawer>
  )
}
