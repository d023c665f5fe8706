import { ArrowRightOutlined, SwapOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useDesk } from '../../app/desk'
import { useAttempt } from '../../ui/attempt'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { FormDrawer } from '../../ui/FormDrawer'
import { Facts, Panel } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { useStaffName } from '../org/names'
import { PersonSelect } from './PersonSelect'
import { keys, merge, merges, previewMerge, undoMerge, type Merge, type PatientPage, type PatientRecord } from './queries'

/** Two records of one person become one; every merge is in the journal and can be undone. */
export function MergeTab({ page }: { page: PatientPage }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  return (
    <div className="mg">
      {may('patients.merge') && page.patient.state === 'active' && <Join page={page} />}
      <Panel title={t('patients.merge_journal')}><Journal id={page.patient.id} /></Panel>
    </div>
  )
}

function Join({ page }: { page: PatientPage }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const id = page.patient.id
  const run = useRun(keys.all)
  const { busy, fault, attempt } = useAttempt()
  const [other, setOther] = useState<string>()
  const [turned, setTurned] = useState(false)
  const [into, from] = turned ? [other ?? '', id] : [id, other ?? '']
  const preview = useQuery({ queryKey: ['patients', 'preview', into, from], queryFn: () => previewMerge(into, from), enabled: !!other, retry: false })
  const join = ({ reason }: { reason: string }) => void attempt(async () => {
    await run(() => merge(into, from, reason), (m) => ({ say: t('patients.merged_now'), ...(m ? { back: () => undoMerge(m.id, t('patients.undo_at_once')) } : {}) }))
    void go(`/patients/${into}`)
  })
  return (
    <Panel title={t('patients.merge_with')}>
      <p className="hint">{t('patients.merge_help')}</p>
      <div style={{ maxWidth: 520 }}><PersonSelect label={t('patients.merge_with')} {...(other ? { value: other } : {})} onChange={setOther} except={id} /></div>
      {preview.isError && <Fault error={preview.error} />}
      {other && preview.data && (
        <>
          <div className="mg-two">
            <Side record={preview.data.from} title={t('patients.merge_goes')} />
            <div><ArrowRightOutlined /><br /><Button size="small" icon={<SwapOutlined />} onClick={() => setTurned(!turned)}>{t('patients.merge_turn')}</Button></div>
            <Side record={preview.data.into} title={t('patients.merge_stays')} />
          </div>
          <Facts rows={[
            [t('patients.merge_moves'), preview.data.moves.filter((m) => m.rows > 0).map((m) => `${t(`patients.table.${m.table}`, { defaultValue: m.table })} ${m.rows}`).join(t('app.comma')) || t('patients.merge_nothing')],
            [t('patients.merge_fills'), preview.data.fill.map((f) => t(`patients.field.${f}`, { defaultValue: f })).join(t('app.comma')) || t('patients.merge_nothing')],
          ]} />
          {preview.data.consents > 0 && <Alert type="info" showIcon title={t('patients.merge_consents', { n: preview.data.consents })} />}
          {fault && <Fault error={fault} />}
          <Form layout="inline" onFinish={join}>
            <Form.Item name="reason" label={t('patients.reason')} rules={[{ required: true, message: t('form.required') }]}><Input style={{ width: 320 }} maxLength={200} /></Form.Item>
            <Button type="primary" danger htmlType="submit" loading={busy}>{t('patients.merge_now')}</Button>
          </Form>
        </>
      )}
    </Panel>
  )
}

function Side({ record: p, title }: { record: PatientRecord; title: string }) {
  const { t } = useTranslation()
  return (
    <div className="mg-side">
      <small>{title}</small>
      <h3>{p.name}</h3>
      <Facts rows={[[t('patients.record_no'), p.record_no], [t('patients.sex'), t(`patients.sex.${p.sex}`)], [t('patients.birth'), p.birth_day], [t('patients.phone'), p.phone], [t('patients.id_number'), p.id_number]]} />
    </div>
  )
}

function Journal({ id }: { id: string }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const when = useWhen()
  const staff = useStaffName()
  const run = useRun(keys.all)
  const list = useQuery({ queryKey: keys.merges(id), queryFn: () => merges(id) })
  const [undoing, setUndoing] = useState<Merge | null>(null)
  return (
    <>
      {list.isError && <Fault error={list.error} />}
      <DataTable<Merge> rows={list.data} rowKey="id" loading={list.isPending} empty={t('patients.no_merges')} columns={[
        { title: t('patients.when'), width: 150, render: (_, m) => when.full(m.merged_at) },
        { title: t('patients.merge_by'), width: 110, render: (_, m) => staff(m.merged_by) },
        { title: t('patients.reason'), dataIndex: 'reason' },
        { title: '', width: 240, render: (_, m) => m.undone_at
          ? <StatusTag tone="plain">{t('patients.merge_undone', { day: when.day(m.undone_at) })}</StatusTag>
          : may('patients.undo_merge') && <Button size="small" onClick={() => setUndoing(m)}>{t('patients.undo_merge')}</Button> },
      ]} />
      <FormDrawer<{ reason: string }> open={undoing !== null} title={t('patients.undo_merge')} onClose={() => setUndoing(null)} onSave={async ({ reason }) => {
        await run(() => undoMerge(undoing!.id, reason), () => ({ say: t('patients.undone_merge') }))
        setUndoing(null)
      }}>
        <Form.Item name="reason" label={t('patients.reason')} rules={[{ required: true, message: t('form.required') }]}><Input autoFocus maxLength={200} /></Form.Item>
      </FormDrawer>
    </>
  )
}
