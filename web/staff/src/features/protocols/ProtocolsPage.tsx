import { Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Page } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import { Bar } from './Bar'
import { useProtocols, type Edited } from './queries'
import { after, how, say, sorted } from './sentence'

const LAYERS = ['clinical', 'relation', 'recall', 'selling'] as const

/** All protocols by what they are for, with how they stand. */
export default function ProtocolsPage() {
  const { t } = useTranslation()
  const go = useNavigate()
  const list = useProtocols()
  const [text, setText] = useState('')
  const shown = (list.data ?? []).filter((e) => !text || `${e.protocol.name.zh} ${e.protocol.name.en} ${e.protocol.from.zh} ${e.protocol.key}`.toLowerCase().includes(text.trim().toLowerCase()))
  return (
    <Page title={t('protocols.title')} lead={t('protocols.lead')} actions={<Input allowClear value={text} placeholder={t('protocols.find')} aria-label={t('protocols.find')} style={{ width: 200 }} onChange={(e) => setText(e.target.value)} />}>
      <Bar />
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      {LAYERS.map((layer) => {
        const rows = shown.filter((e) => e.protocol.layer === layer)
        if (!list.isPending && rows.length === 0) return null
        return (
          <section key={layer}>
            <h2 className="sub">{t(`followup.layer.${layer}`)} {rows.length > 0 && <small className="hint">{rows.length}</small>}</h2>
            <DataTable<Row> rows={rows.map((e) => ({ id: e.protocol.key, e }))} rowKey="id" loading={list.isPending} onOpen={(r) => void go(`/followup/protocols/${r.id}`)} columns={[
              { title: t('protocols.name'), width: 200, render: (_, { e }) => <Link to={`/followup/protocols/${e.protocol.key}`} tabIndex={-1}>{say(e.protocol.name)}</Link> },
              { title: t('protocols.family'), width: 80, responsive: ['md'], render: (_, { e }) => t(`followup.family.${e.protocol.family}`) },
              { title: t('protocols.starts'), width: 220, responsive: ['lg'], render: (_, { e }) => say(e.protocol.from) },
              { title: t('protocols.steps'), responsive: ['md'], render: (_, { e }) => <span className="pt-short">{sorted(e.protocol.steps ?? []).map((s) => `${after(s)} ${how(s)}`).join(' → ')}</span> },
              { title: t('protocols.state'), width: 170, render: (_, { e }) => <State edited={e} /> },
            ]} />
          </section>
        )
      })}
    </Page>
  )
}

interface Row { id: string; e: Edited }

/** How a protocol stands: as it came, changed, being written, off. */
export function State({ edited: e }: { edited: Edited }) {
  const { t } = useTranslation()
  const when = useWhen()
  return (
    <span className="pt-tags">
      {!e.active ? <StatusTag tone="bad">{t('protocols.is_off')}</StatusTag> : e.number > 1 ? <StatusTag tone="good">{t('protocols.changed', { n: e.number })}</StatusTag> : <StatusTag tone="plain">{t('protocols.as_came')}</StatusTag>}
      {e.draft && <span title={when.full(e.draft_at)}><StatusTag tone="warn">{t('protocols.has_draft')}</StatusTag></span>}
    </span>
  )
}
