import { PlusOutlined } from '@ant-design/icons'
import { Button, Input, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { yuan } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Page } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import { Ways } from '../messages/Ways'
import { ArticleDrawer } from './ArticleDrawer'
import { FaceDrawer } from './FaceDrawer'
import { TextDrawer } from './TextDrawer'
import { CLASSES, CONTENT, useArticles, useFaces, useTexts, type Article, type Face, type Text } from './queries'
import './content.css'

const PARTS = ['texts', 'articles', 'faces'] as const
type Part = (typeof PARTS)[number]

/** What patients are given to read and to hold: texts, articles, coupons. */
export default function ContentPage() {
  const { t } = useTranslation()
  const go = useNavigate()
  const { part = 'texts', key = '' } = useParams()
  const { mayInGroup } = useDesk()
  const [find, setFind] = useState('')
  const [kind, setKind] = useState<string>()
  const shown: Part = PARTS.find((p) => p === part) ?? 'texts'
  const to = (next = '') => void go(`/content/${shown}${next ? `/${next}` : ''}`)
  useLiveQueries('content', CONTENT)
  const may = mayInGroup(shown === 'faces' ? 'content.offer' : 'content.write')
  return (
    <Page title={t('content.title')} lead={t(`ct.lead.${shown}`)} actions={
      <>
        <Ways />
        <Input.Search allowClear value={find} onChange={(e) => setFind(e.target.value)} placeholder={t('ct.find')} aria-label={t('ct.find')} style={{ width: 160 }} />
        {shown !== 'faces' && <Select allowClear value={kind ?? null} onChange={(v) => setKind(v ?? undefined)} placeholder={t('ct.class')} aria-label={t('ct.class')} style={{ width: 110 }} options={CLASSES.map((c) => ({ value: c, label: t(`messages.class.${c}`) }))} />}
        {may && <Button type="primary" icon={<PlusOutlined />} onClick={() => to('new')}>{t(`ct.new.${shown}`)}</Button>}
      </>
    }>
      <div><Segmented<Part> value={shown} aria-label={t('content.title')} onChange={(v) => void go(`/content/${v}`)} options={PARTS.map((p) => ({ value: p, label: t(`ct.part.${p}`) }))} /></div>
      {shown === 'texts' && <Texts find={find} kind={kind} open={key} onOpen={to} />}
      {shown === 'articles' && <Articles find={find} kind={kind} open={key} onOpen={to} />}
      {shown === 'faces' && <Faces find={find} open={key} onOpen={to} />}
    </Page>
  )
}

interface Rows { find: string; kind?: string | undefined; open: string; onOpen: (key?: string) => void }

const has = (find: string, ...words: string[]) => words.some((w) => w.toLowerCase().includes(find.trim().toLowerCase()))

function Texts({ find, kind, open, onOpen }: Rows) {
  const { t } = useTranslation()
  const list = useTexts()
  const rows = (list.data?.items ?? []).filter((x) => (!kind || x.class === kind) && has(find, x.key, x.name, x.words))
  return (
    <>
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      <DataTable<Text> rows={rows} rowKey="key" loading={list.isPending} onOpen={(x) => onOpen(x.key)} empty={t('ct.none.texts')} columns={[
        { title: t('ct.name'), width: 210, render: (_, x) => <><b>{x.name}</b><br /><code className="hint">{x.key}</code></> },
        { title: t('ct.class'), width: 90, responsive: ['md'], render: (_, x) => <StatusTag tone={x.class === 'marketing' ? 'warn' : 'plain'}>{t(`messages.class.${x.class}`)}</StatusTag> },
        { title: t('ct.words'), render: (_, x) => <span className="ct-cut">{x.words}</span> },
        { title: t('ct.sms_parts'), width: 90, align: 'right', responsive: ['lg'], render: (_, x) => (x.lengths.sms_parts ? t('ct.parts', { n: x.lengths.sms_parts }) : '–') },
        { title: t('ct.state'), width: 150, responsive: ['md'], render: (_, x) => <Standing of={x} /> },
      ]} />
      <TextDrawer key={open} open={open} placeholders={list.data?.placeholders ?? []} onClose={() => onOpen()} />
    </>
  )
}

function Standing({ of: x }: { of: Text | Article }) {
  const { t } = useTranslation()
  const when = useWhen()
  if (x.retired_at) return <StatusTag tone="plain">{t('ct.retired')}</StatusTag>
  if (!x.saved_at) return <span className="hint">{t('ct.shipped')}</span>
  return <span className="hint">{t('ct.revision_n', { n: x.revision })} · {when.day(x.saved_at)}<br />{x.saved_by}</span>
}

function Articles({ find, kind, open, onOpen }: Rows) {
  const { t } = useTranslation()
  const list = useArticles()
  const rows = (list.data ?? []).filter((x) => (!kind || x.class === kind) && has(find, x.key, x.title_zh, x.title_en ?? ''))
  return (
    <>
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      <DataTable<Article> rows={rows} rowKey="key" loading={list.isPending} onOpen={(x) => onOpen(x.key)} empty={t('ct.none.articles')} columns={[
        { title: t('ct.title'), render: (_, x) => <><b>{x.title_zh}</b><br /><span className="hint">{x.title_en || t('ct.no_english')}</span></> },
        { title: t('ct.class'), width: 90, responsive: ['md'], render: (_, x) => <StatusTag tone={x.class === 'marketing' ? 'warn' : 'plain'}>{t(`messages.class.${x.class}`)}</StatusTag> },
        { title: t('ct.sent'), width: 110, align: 'right', render: (_, x) => t('ct.sent_n', { sent: x.sent, readers: x.readers }) },
        { title: t('ct.state'), width: 150, responsive: ['md'], render: (_, x) => <Standing of={x} /> },
      ]} />
      <ArticleDrawer key={open} open={open} onClose={() => onOpen()} />
    </>
  )
}

function Faces({ find, open, onOpen }: Rows) {
  const { t, i18n } = useTranslation()
  const list = useFaces()
  const rows = (list.data ?? []).filter((x) => has(find, x.key, x.name_zh, x.name_en ?? ''))
  const one = rows.find((x) => x.id === open)
  return (
    <>
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      <DataTable<Face> rows={rows} rowKey="id" loading={list.isPending} onOpen={(x) => onOpen(x.id)} empty={t('ct.none.faces')} columns={[
        { title: t('ct.coupon'), render: (_, x) => <><b>{i18n.language === 'en' && x.name_en ? x.name_en : x.name_zh}</b><br /><code className="hint">{x.key}</code></> },
        { title: t('ct.worth'), width: 170, render: (_, x) => <><Worth of={x} />{x.min_spend ? <><br /><small className="hint">{t('ct.from', { amount: yuan(x.min_spend) })}</small></> : null}</> },
        { title: t('ct.term'), width: 130, responsive: ['lg'], render: (_, x) => [x.days ? t('ct.days_n', { n: x.days }) : '', x.until ? t('ct.until_day', { day: x.until }) : ''].filter(Boolean).join(' · ') },
        { title: t('ct.given'), width: 150, align: 'right', responsive: ['md'], render: (_, x) => t('ct.given_n', { held: x.held, used: x.used, expired: x.expired }) },
        { title: t('ct.stock'), width: 100, align: 'right', responsive: ['md'], render: (_, x) => (x.stock ? `${x.left} / ${x.stock}` : t('ct.any')) },
        { title: t('ct.state'), width: 90, responsive: ['md'], render: (_, x) => (x.retired ? <StatusTag tone="plain">{t('ct.no_more')}</StatusTag> : <StatusTag tone="good">{t('ct.given_now')}</StatusTag>) },
      ]} />
      {(open === 'new' || one) && <FaceDrawer key={one ? `${one.id} ${one.version}` : 'new'} of={one} onStale={() => list.refetch()} onClose={() => onOpen()} />}
    </>
  )
}

/** What a coupon takes off, in words. */
export function Worth({ of: x }: { of: { worth: Face['worth']; value?: number; item_name?: string } }) {
  const { t } = useTranslation()
  if (x.worth === 'amount') return <>{t('ct.off_amount', { amount: yuan(x.value ?? 0) })}</>
  if (x.worth === 'percent') return <>{t('ct.off_percent', { percent: (x.value ?? 0) / 100 })}</>
  return <>{t('ct.off_item', { item: x.item_name ?? '' })}</>
}
