import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Drawer, Form, Input, Select, Space } from 'antd'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { Waiting } from '../../app/Waiting'
import { useAttempt } from '../../ui/attempt'
import { Fault } from '../../ui/Fault'
import { FilePick } from '../../ui/FilePick'
import { FormDrawer } from '../../ui/FormDrawer'
import { Panel } from '../../ui/Page'
import { useRun } from '../../ui/run'
import { FindingCount, Findings } from './Findings'
import { Past } from './TextDrawer'
import { BLOCKS, CLASSES, CONTENT, addFile, fileUrl, judgeArticle, keys, retireArticle, saveArticle, useArticle, type Article, type ArticleFields, type Block, type Revision, type Use } from './queries'

type Values = Omit<ArticleFields, 'blocks'> & { blocks?: (Block | undefined)[]; key?: string; note?: string }

/** One article: its blocks, how it reads on a telephone, and what is held against it. */
export function ArticleDrawer({ open, onClose }: { open: string; onClose: () => void }) {
  const { t } = useTranslation()
  const { mayInGroup } = useDesk()
  const fresh = open === 'new'
  const one = useArticle(fresh ? '' : open)
  if (!open) return null
  if (!fresh && !one.data) {
    return <Drawer open title={t('content.kind.article')} size="min(1060px, 100vw)" onClose={onClose}>{one.isError ? <Fault error={one.error} onRetry={() => void one.refetch()} /> : <Waiting />}</Drawer>
  }
  return <Editor key={one.data?.article.version ?? 'new'} of={one.data?.article} revisions={one.data?.revisions ?? []} used={one.data?.used ?? []} may={mayInGroup('content.write')} onStale={() => one.refetch()} onClose={onClose} />
}

interface EditorProps { of: Article | undefined; revisions: Revision[]; used: Use[]; may: boolean; onStale: () => unknown; onClose: () => void }

function Editor({ of: x, revisions, used, may, onStale, onClose }: EditorProps) {
  const { t } = useTranslation()
  const run = useRun(CONTENT)
  const [form] = Form.useForm<Values>()
  const typed = Form.useWatch([], form) as Values | undefined
  const [english, setEnglish] = useState(false)
  const fields = fieldsOf(typed)
  const asked = useDeferredValue(fields)
  const judged = useQuery({ queryKey: [...keys.articles, 'judge', asked], queryFn: () => judgeArticle(asked!), enabled: asked !== null, placeholderData: keepPreviousData, staleTime: 60_000 })
  const save = async (v: Values) => {
    const body = fieldsOf(v) ?? { class: v.class, title_zh: v.title_zh, blocks: [] }
    await run(() => saveArticle(x?.key ?? v.key ?? '', x?.version ?? 0, { ...body, ...(v.note ? { note: v.note } : {}) }), () => ({ say: t('ct.saved') }))
    onClose()
  }
  const retire = async (gone: boolean) => {
    await run(() => retireArticle(x!.key, x!.version, gone), (after) => ({ say: t(gone ? 'ct.retired' : 'ct.returned'), back: () => retireArticle(after.key, after.version, !gone) }))
    onClose()
  }
  const list = judged.data?.findings ?? []
  const required = [{ required: true, whitespace: true, message: t('form.required') }]
  return (
    <FormDrawer<Values> open form={form} width={1060} title={x ? x.title_zh : t('ct.new.articles')} initial={x ? { class: x.class, title_zh: x.title_zh, title_en: x.title_en ?? '', lead_zh: x.lead_zh ?? '', lead_en: x.lead_en ?? '', blocks: x.blocks ?? [] } : { class: 'care', blocks: [{ kind: 'text', zh: '' }] }} onSave={save} onStale={onStale} onClose={onClose}>
      <div className="ct-split">
        <div>
          {!x && <Form.Item name="key" label={t('ct.key')} extra={t('ct.key_help')} rules={required}><Input maxLength={60} autoComplete="off" autoFocus /></Form.Item>}
          <div className="two">
            <Form.Item name="title_zh" label={t('ct.title_zh')} rules={required}><Input maxLength={40} autoComplete="off" disabled={!may} /></Form.Item>
            <Form.Item name="class" label={t('ct.class')}><Select disabled={!may} options={CLASSES.map((c) => ({ value: c, label: t(`messages.class.${c}`) }))} /></Form.Item>
          </div>
          <Form.Item name="lead_zh" label={t('ct.lead_zh')}><Input maxLength={120} autoComplete="off" disabled={!may} /></Form.Item>
          <div className="two">
            <Form.Item name="title_en" label={t('ct.title_en')}><Input maxLength={80} autoComplete="off" disabled={!may} /></Form.Item>
            <Form.Item name="lead_en" label={t('ct.lead_en')}><Input maxLength={240} autoComplete="off" disabled={!may} /></Form.Item>
          </div>
          <Blocks may={may} />
          {may && <Form.Item name="note" label={t('ct.note')}><Input maxLength={200} autoComplete="off" /></Form.Item>}
        </div>
        <aside>
          <Preview of={fields} english={english} onEnglish={setEnglish} />
          <Panel title={t('ct.findings')} actions={<FindingCount list={list} />}><Findings list={list} pending={judged.isPending && asked !== null} /></Panel>
          <Past revisions={revisions} used={used} />
          {x && may && <div><Button onClick={() => void retire(!x.retired_at)}>{t(x.retired_at ? 'ct.return' : 'ct.retire')}</Button></div>}
        </aside>
      </div>
    </FormDrawer>
  )
}

/** The blocks in their order; each can be moved, taken out, and written in both languages. */
function Blocks({ may }: { may: boolean }) {
  const { t } = useTranslation()
  const form = Form.useFormInstance<Values>()
  const typed = Form.useWatch('blocks', form) as (Block | undefined)[] | undefined
  return (
    <Form.List name="blocks">
      {(rows, { add, remove, move }) => (
        <>
          {rows.map((row, i) => {
            const kind = typed?.[i]?.kind ?? 'text'
            return (
              <div key={row.key} className="ct-block" role="group" aria-label={t('ct.block_n', { n: i + 1 })}>
                <header>
                  <Form.Item name={[row.name, 'kind']} noStyle><Select size="small" disabled={!may} aria-label={t('ct.block')} style={{ width: 110 }} options={BLOCKS.map((b) => ({ value: b, label: t(`content.block.${b}`) }))} /></Form.Item>
                  {may && (
                    <Space.Compact size="small">
                      <Button icon={<ArrowUpOutlined />} aria-label={t('ct.up')} disabled={i === 0} onClick={() => move(i, i - 1)} />
                      <Button icon={<ArrowDownOutlined />} aria-label={t('ct.down')} disabled={i === rows.length - 1} onClick={() => move(i, i + 1)} />
                      <Button icon={<DeleteOutlined />} aria-label={t('ct.take_out')} onClick={() => remove(row.name)} />
                    </Space.Compact>
                  )}
                </header>
                {(kind === 'picture' || kind === 'video') && <Form.Item name={[row.name, 'file_id']} rules={[{ required: true, message: t('ct.file_needed') }]}><FileField kind={kind} may={may} /></Form.Item>}
                <Form.Item name={[row.name, 'zh']}><Input.TextArea autoSize={{ minRows: kind === 'text' ? 3 : 1, maxRows: 12 }} maxLength={1500} disabled={!may} aria-label={t('ct.zh')} placeholder={t(`ct.write.${kind}`)} /></Form.Item>
                <Form.Item name={[row.name, 'en']}><Input.TextArea autoSize={{ minRows: 1, maxRows: 12 }} maxLength={3000} disabled={!may} aria-label={t('ct.en')} placeholder={t('ct.en')} /></Form.Item>
              </div>
            )
          })}
          {may && <div className="ct-add" role="group" aria-label={t('ct.add_block')}>{BLOCKS.map((b) => <Button key={b} size="small" onClick={() => add({ kind: b })}>+ {t(`content.block.${b}`)}</Button>)}</div>}
        </>
      )}
    </Form.List>
  )
}

/** A picture or a video of a block. */
function FileField({ value, onChange, kind, may }: { value?: string; onChange?: (id: string) => void; kind: 'picture' | 'video'; may: boolean }) {
  const { t } = useTranslation()
  const { busy, fault, attempt } = useAttempt()
  const pick = (f: File) => void attempt(async () => { onChange?.((await addFile(f)).id) })
  return (
    <>
      {value && (kind === 'picture' ? <img className="ct-file" src={fileUrl(value, kind)} alt="" /> : <video className="ct-file" src={fileUrl(value, kind)} controls preload="metadata" />)}
      {fault && <Fault error={fault} />}
      {may && <FilePick accept={kind === 'picture' ? 'image/jpeg,image/png,image/webp' : 'video/mp4'} label={t(kind === 'picture' ? 'ct.pick_picture' : 'ct.pick_video')} busy={busy} onPick={pick} />}
    </>
  )
}

/** The page as it looks on a telephone. */
function Preview({ of: a, english, onEnglish }: { of: ArticleFields | null; english: boolean; onEnglish: (v: boolean) => void }) {
  const { t } = useTranslation()
  const words = (zh?: string, en?: string) => (english && en ? en : zh ?? '')
  return (
    <div className="ct-phone ct-page" aria-label={t('ct.preview')}>
      <header><small>{t('ct.preview')}</small>{a?.title_en && <Button size="small" type="link" onClick={() => onEnglish(!english)}>{english ? '中文' : 'English'}</Button>}</header>
      <h3>{words(a?.title_zh, a?.title_en) || '…'}</h3>
      {a?.lead_zh && <p className="hint">{words(a.lead_zh, a.lead_en)}</p>}
      {(a?.blocks ?? []).map((b, i) => {
        const text = words(b.zh, b.en)
        if (b.kind === 'heading') return <h4 key={i}>{text}</h4>
        if (b.kind === 'picture') return b.file_id ? <img key={i} src={fileUrl(b.file_id, 'picture')} alt={text} /> : null
        if (b.kind === 'video') return b.file_id ? <video key={i} src={fileUrl(b.file_id, 'video')} controls preload="metadata" aria-label={text} /> : null
        if (b.kind === 'book') return <span key={i} className="ct-book">{text || t('ct.book')}</span>
        return <p key={i} className="ct-lines">{text}</p>
      })}
    </div>
  )
}

/** What is written, without empty blocks; null while there is no title. */
function fieldsOf(v: Values | undefined): ArticleFields | null {
  if (!v?.title_zh?.trim()) return null
  const blocks = (v.blocks ?? []).flatMap((b): Block[] => {
    if (!b || !(b.zh?.trim() || b.file_id || b.kind === 'book')) return []
    const file = (b.kind === 'picture' || b.kind === 'video') && b.file_id ? { file_id: b.file_id } : {}
    return [{ kind: b.kind, ...(b.zh ? { zh: b.zh } : {}), ...(b.en ? { en: b.en } : {}), ...file }]
  })
  return { class: v.class ?? 'care', title_zh: v.title_zh, ...(v.title_en ? { title_en: v.title_en } : {}), ...(v.lead_zh ? { lead_zh: v.lead_zh } : {}), ...(v.lead_en ? { lead_en: v.lead_en } : {}), blocks }
}
