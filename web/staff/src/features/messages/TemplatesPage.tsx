import { CheckOutlined, MinusOutlined, WarningFilled } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Grid, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { grouped } from '@archwire/domain'
import { Waiting } from '../../app/Waiting'
import { DataTable } from '../../ui/DataTable'
import { Empty } from '../../ui/Empty'
import { Fault } from '../../ui/Fault'
import { Page, Panel } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { TemplateDrawer } from './TemplateDrawer'
import { Ways } from './Ways'
import { cellsOf, type Cell } from './cells'
import { fill } from './template'
import { usePurposeName } from './words'
import { keys, purposes, type Purpose } from './queries'
import './messages.css'

/** What messages are for, by which ladder they go, and how they read on each channel. */
export default function TemplatesPage() {
  const { t } = useTranslation()
  const list = useQuery({ queryKey: keys.purposes, queryFn: purposes })
  const name = usePurposeName()
  const [text, setText] = useState('')
  const [open, setOpen] = useState<{ purpose: Purpose; cell: Cell } | null>(null)
  const [nth, setNth] = useState(0) // a fresh form each time, however soon after the last
  const typed = text.trim().toLowerCase()
  const shown = (list.data?.purposes ?? []).filter((p) => !typed || `${name(p.key)} ${p.key}`.toLowerCase().includes(typed))
  return (
    <Page title={t('msg.templates')} lead={t('msg.templates_help')} actions={<><Ways /><Input.Search allowClear value={text} onChange={(e) => setText(e.target.value)} placeholder={t('msg.find_purpose')} aria-label={t('msg.find_purpose')} style={{ width: 180 }} /></>}>
      {list.isPending && <Waiting />}
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && shown.length === 0 && <Empty text={t('msg.no_purposes')} />}
      {grouped(shown, (p) => p.key.split('.')[0]!).map(([module, rows]) => (
        <section key={module} className="mg">
          <h2 className="sub">{t(`msg.module.${module}`, { defaultValue: module })}</h2>
          {rows.map((p) => <PurposePanel key={p.key} purpose={p} cells={cellsOf(p, list.data?.accounts ?? [])} onOpen={(cell) => { setNth(nth + 1); setOpen({ purpose: p, cell }) }} />)}
        </section>
      ))}
      <TemplateDrawer key={nth} of={open} onStale={() => list.refetch()} onClose={() => setOpen(null)} />
    </Page>
  )
}

function PurposePanel({ purpose: p, cells, onOpen }: { purpose: Purpose; cells: Cell[]; onOpen: (c: Cell) => void }) {
  const { t } = useTranslation()
  const name = usePurposeName()
  const wide = Grid.useBreakpoint().md
  return (
    <Panel title={name(p.key)} actions={<span className="row">{p.urgent && <StatusTag tone="bad">{t('msg.urgent')}</StatusTag>}<StatusTag tone="plain">{t(`messages.class.${p.class}`)}</StatusTag></span>}>
      <ol className="ms-ladder" aria-label={t('msg.ladder')}>{p.channels.map((c) => <li key={c}>{t(`messages.channel.${c as Cell['channel']}`)}</li>)}</ol>
      <DataTable<Cell> rows={cells} rowKey="key" empty={t('msg.no_accounts_for')} onOpen={onOpen} columns={[
        { title: t('msg.channel'), width: wide ? 200 : 110, render: (_, c) => <>{t(`messages.channel.${c.channel}`)}<span className="ms-narrow"><CellTag cell={c} /></span></> },
        { title: t('msg.account'), width: 170, responsive: ['md'], render: (_, c) => (c.account ? <>{c.account.name} <small className="hint">{t(`messages.account.${c.account.kind}`)}{!c.account.enabled && ` · ${t('msg.off')}`}</small></> : '–') },
        { title: t('msg.provider_id'), width: 190, responsive: ['lg'], render: (_, c) => (c.template?.provider ? <code>{c.template.provider}</code> : '–') },
        { title: t('msg.reads'), render: (_, c) => <span className="hint">{c.template ? reads(p, c) : t('msg.not_there')}</span> },
        { title: t('msg.state'), width: 110, responsive: ['md'], render: (_, c) => <CellTag cell={c} /> },
      ]} />
    </Panel>
  )
}

/** The template with the samples of its purpose. */
function reads(p: Purpose, c: Cell): string {
  const samples = Object.fromEntries(p.fields.map((f) => [f.key, f.sample]))
  const texts = c.template?.text ? [c.template.text] : c.template?.slots.map((s) => s.text) ?? []
  return texts.map((x) => fill(x, samples).text).join(' · ')
}

function CellTag({ cell: c }: { cell: Cell }) {
  const { t } = useTranslation()
  if (!c.template) return <StatusTag tone="warn" mark={<WarningFilled aria-hidden />}>{t('msg.missing')}</StatusTag>
  return c.template.enabled ? <StatusTag tone="good" mark={<CheckOutlined aria-hidden />}>{t('msg.in_use')}</StatusTag> : <StatusTag tone="plain" mark={<MinusOutlined aria-hidden />}>{t('msg.off')}</StatusTag>
}
