import { DownloadOutlined, PlusOutlined, PrinterOutlined, UploadOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Dropdown, Input, Select, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answer } from '@archwire/api'
import { grouped } from '@archwire/domain'
import { api } from '../../app/api'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { useAttempt } from '../../ui/attempt'
import { DataTable } from '../../ui/DataTable'
import { Empty } from '../../ui/Empty'
import { Fault } from '../../ui/Fault'
import { Money } from '../../ui/Money'
import { Page } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { paperAt, showPaper } from '../../ui/paper'
import { useRun } from '../../ui/run'
import { ImportDrawer } from './ImportDrawer'
import { ItemDrawer } from './ItemDrawer'
import { NewItemDrawer } from './NewItemDrawer'
import { CATALOG, categories, items, keys, offer, type Item } from './queries'
import { useItemWords } from './words'

/** What the clinics do and what it costs: for the group, or as one clinic has it. */
export default function CatalogPage() {
  const { t } = useTranslation()
  const { clinics, mayInGroup, may, clinic } = useDesk()
  const [scope, setScope] = useState('')
  const [all, setAll] = useState(false)
  const [text, setText] = useState('')
  const [open, setOpen] = useState('')
  const [side, setSide] = useState<'' | 'new' | 'import'>('')
  const list = useQuery({ queryKey: keys.items(scope, all), queryFn: () => items(scope, all) })
  useLiveQueries('catalog', CATALOG)
  const typed = text.trim().toLowerCase()
  const shown = (list.data ?? []).filter((i) => !typed || `${i.code} ${i.name_zh} ${i.name_en}`.toLowerCase().includes(typed))
  const edit = mayInGroup('catalog.edit')
  return (
    <Page title={t('settings.page.catalog')} actions={
      <>
        <Input.Search allowClear value={text} onChange={(e) => setText(e.target.value)} placeholder={t('catalog.find')} aria-label={t('catalog.find')} style={{ width: 180 }} />
        <Select value={scope} onChange={setScope} aria-label={t('settings.scope')} popupMatchSelectWidth={false} style={{ minWidth: 120 }} options={[{ value: '', label: t('org.whole_group') }, ...clinics.map((c) => ({ value: c.id, label: c.short_name }))]} />
        <Checkbox checked={all} onChange={(e) => setAll(e.target.checked)}>{t('catalog.with_off')}</Checkbox>
        <Dropdown trigger={['click']} menu={{ items: (['a3', 'a4'] as const).map((format) => ({ key: format, label: t(`catalog.poster.${format}`), onClick: () => showPaper(paperAt('/catalog/poster', { clinic_id: scope || clinic, format })) })) }}>
          <Button icon={<PrinterOutlined />}>{t('catalog.poster.print')}</Button>
        </Dropdown>
        {edit && <Button icon={<DownloadOutlined />} href="/api/v1/catalog/export" download="catalog.csv">{t('catalog.export')}</Button>}
        {edit && <Button icon={<UploadOutlined />} onClick={() => setSide('import')}>{t('catalog.import')}</Button>}
        {edit && <Button type="primary" icon={<PlusOutlined />} onClick={() => setSide('new')}>{t('catalog.new')}</Button>}
      </>
    }>
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 ? <Nothing edit={edit} /> : <Sections rows={shown} scope={scope} editable={may('catalog.price') && (scope === clinic || mayInGroup('catalog.price'))} loading={list.isPending} onOpen={(i) => setOpen(i.id)} />}
      <ItemDrawer id={open} scope={scope} onClose={() => setOpen('')} />
      <NewItemDrawer open={side === 'new'} onClose={() => setSide('')} />
      <ImportDrawer open={side === 'import'} onClose={() => setSide('')} />
    </Page>
  )
}

function Nothing({ edit }: { edit: boolean }) {
  const { t } = useTranslation()
  const run = useRun(CATALOG)
  const { busy, attempt } = useAttempt()
  const install = () => void attempt(async () => { await run(() => answer(api.POST('/api/v1/catalog/install')), (r) => ({ say: t('catalog.installed', { n: r.added }) })) })
  return <Empty text={t('catalog.empty')}>{edit && <Button type="primary" loading={busy} onClick={install}>{t('catalog.install')}</Button>}</Empty>
}

interface SectionsProps {
  rows: Item[]
  scope: string
  editable: boolean
  loading: boolean
  onOpen: (i: Item) => void
}

function Sections({ rows, scope, editable, loading, onOpen }: SectionsProps) {
  const { t } = useTranslation()
  const words = useItemWords()
  const all = useQuery({ queryKey: keys.categories, queryFn: categories, staleTime: 5 * 60_000 })
  const run = useRun(CATALOG)
  const { fault, attempt } = useAttempt()
  const turn = (i: Item, on: boolean) => void attempt(async () => {
    await run(() => offer(i, scope, on), (v) => ({ say: `${words.name(i)} ${on ? t('catalog.offered') : t('catalog.left_out')}`, back: () => offer({ ...i, version: v.version }, scope, !on) }))
  })
  return (
    <>
      {fault && <Fault error={fault} />}
      {grouped(rows, (i) => i.category).map(([code, list], n) => (
        <section key={code}>
          <h2 className="sub">{code} · {words.category(all.data?.find((c) => c.code === code))}</h2>
          <DataTable<Item> rows={list} rowKey="id" head={n === 0} loading={loading} onOpen={onOpen} columns={[
            { title: t('catalog.code'), dataIndex: 'code', width: 80 },
            { title: t('catalog.name'), render: (_, i) => <><b>{words.name(i)}</b> {!i.active && <StatusTag tone="plain">{t('catalog.off')}</StatusTag>} {i.insured && <StatusTag tone="good">{t('catalog.insured')}</StatusTag>}</> },
            { title: t('catalog.unit'), width: 90, render: (_, i) => t(`catalog.unit.${i.unit}`) },
            { title: t('catalog.followup'), width: 170, render: (_, i) => t(`catalog.followup.${i.followup_class}`, { defaultValue: i.followup_class }) },
            { title: t('catalog.price'), width: 130, align: 'right', render: (_, i) => i.has_price ? <Money fen={i.amount} /> : '—' },
            { title: t('catalog.price_of'), width: 150, render: (_, i) => <small>{i.own_price ? t('catalog.own_price') : t('org.whole_group')} · {i.price_from}</small> },
            ...(scope ? [{ title: t('catalog.offer'), width: 80, render: (_: unknown, i: Item) => <span onClick={(e) => e.stopPropagation()}><Switch size="small" checked={i.offered} disabled={!editable || !i.active} aria-label={`${t('catalog.offer')} ${words.name(i)}`} onChange={(on) => turn(i, on)} /></span> }] : []),
          ]} />
        </section>
      ))}
    </>
  )
}
