import { PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { FormDrawer } from '../../ui/FormDrawer'
import { Page } from '../../ui/Page'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { Gallery } from './Gallery'
import { fresh } from './graph'
import { JOURNEYS, make, useJourneys, type Journey } from './queries'
import { StateTag } from './StateTag'
import './journeys.css'

/** The journeys of the group: what is live, who enters, and what came of it. */
export default function JourneysPage() {
  const { t } = useTranslation()
  const go = useNavigate()
  const when = useWhen()
  const { mayInGroup } = useDesk()
  const all = useJourneys()
  const [adding, setAdding] = useState(false)
  const [shelf, setShelf] = useState(false)
  useLiveQueries('journeys', JOURNEYS)
  return (
    <Page title={t('jny.title')} lead={t('jny.lead')} actions={mayInGroup('journeys.edit') && <><Button onClick={() => setShelf(true)}>{t('jny.gallery')}</Button><Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>{t('jny.new')}</Button></>}>
      {all.isError && <Fault error={all.error} onRetry={() => void all.refetch()} />}
      <DataTable<Journey> rows={all.data} rowKey="id" loading={all.isPending} onOpen={(j) => void go(`/journeys/${j.id}`)} empty={t('jny.none')} columns={[
        { title: t('jny.col_name'), render: (_, j) => <><b>{j.name}</b>{j.note && <><br /><small className="hint">{j.note}</small></>}</> },
        { title: t('jny.col_state'), width: 160, render: (_, j) => <span className="row"><StateTag journey={j} /></span> },
        { title: t('jny.col_open'), width: 80, align: 'right', render: (_, j) => (j.number ? j.open : '') },
        { title: t('jny.col_entered'), width: 110, align: 'right', responsive: ['md'], render: (_, j) => (j.number ? j.entered : '') },
        { title: t('jny.col_goal'), width: 110, align: 'right', responsive: ['md'], render: (_, j) => (!j.aims && j.entered > 0 ? <small className="hint">{t('jny.no_goal')}</small> : j.entered > 0 ? <>{j.goal} <small className="hint">{Math.round((100 * j.goal) / j.entered)}%</small></> : '') },
        { title: t('jny.col_owner'), width: 110, responsive: ['md'], render: (_, j) => j.owner_name },
        { title: t('jny.col_draft'), width: 170, responsive: ['lg'], render: (_, j) => (j.draft_at ? <>{when.full(j.draft_at)} <small className="hint">{j.draft_by}</small></> : '') },
      ]} />
      <Gallery open={shelf} onClose={() => setShelf(false)} />
      <NewJourney open={adding} onClose={() => setAdding(false)} />
    </Page>
  )
}

/** A journey from nothing. */
function NewJourney({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const run = useRun(JOURNEYS)
  return (
    <FormDrawer<{ name: string; note?: string }> open={open} title={t('jny.new')} save={t('jny.begin')} onClose={onClose}
      onSave={async (v) => { const j = await run(() => make(v.name.trim(), { nodes: [fresh('entry', 'entry1')] }, '', v.note?.trim() ?? '')); onClose(); void go(`/journeys/${j.id}`) }}>
      <Form.Item name="name" label={t('jny.col_name')} rules={[{ required: true, whitespace: true, message: t('form.required') }]}><Input maxLength={60} autoFocus /></Form.Item>
      <Form.Item name="note" label={t('jny.note')}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
    </FormDrawer>
  )
}
