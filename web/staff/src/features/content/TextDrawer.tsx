import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Drawer, Form, Input, Select } from 'antd'
import { useDeferredValue, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { Waiting } from '../../app/Waiting'
import { Fault } from '../../ui/Fault'
import { FormDrawer } from '../../ui/FormDrawer'
import { Panel } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { FindingCount, Findings } from './Findings'
import { CLASSES, CONTENT, judge, keys, retireText, saveText, useArticles, useFaces, useText, type Lengths, type Revision, type Text, type TextFields, type Use } from './queries'

type Values = TextFields & { key?: string; note?: string }
interface Placeholder { key: string; sample: string }

/** One text: how it reads on each channel and what is held against it, while it is written. */
export function TextDrawer({ open, placeholders, onClose }: { open: string; placeholders: readonly Placeholder[]; onClose: () => void }) {
  const { t } = useTranslation()
  const { mayInGroup } = useDesk()
  const fresh = open === 'new'
  const one = useText(fresh ? '' : open)
  if (!open) return null
  if (!fresh && !one.data) {
    return <Drawer open title={t('content.kind.text')} size="min(980px, 100vw)" onClose={onClose}>{one.isError ? <Fault error={one.error} onRetry={() => void one.refetch()} /> : <Waiting />}</Drawer>
  }
  return <Editor key={one.data?.text.version ?? 'new'} of={one.data?.text} revisions={one.data?.revisions ?? []} used={one.data?.used ?? []} placeholders={placeholders} may={mayInGroup('content.write')} onStale={() => one.refetch()} onClose={onClose} />
}

interface EditorProps { of: Text | undefined; revisions: Revision[]; used: Use[]; placeholders: readonly Placeholder[]; may: boolean; onStale: () => unknown; onClose: () => void }

function Editor({ of: x, revisions, used, placeholders, may, onStale, onClose }: EditorProps) {
  const { t } = useTranslation()
  const run = useRun(CONTENT)
  const [form] = Form.useForm<Values>()
  const typed = Form.useWatch([], form) as Values | undefined
  const articles = useArticles()
  const faces = useFaces()
  const last = useRef<'words' | 'short' | 'sms'>('words')
  const fields = fieldsOf(typed ?? x)
  const asked = useDeferredValue(fields)
  const judged = useQuery({ queryKey: [...keys.texts, 'judge', asked], queryFn: () => judge(asked!), enabled: asked !== null, placeholderData: keepPreviousData, staleTime: 60_000 })
  const save = async (v: Values) => {
    const { key, note, ...rest } = v
    await run(() => saveText(x?.key ?? key ?? '', x?.version ?? 0, { ...clean(rest), ...(note ? { note } : {}) }), () => ({ say: t('ct.saved') }))
    onClose()
  }
  const put = (name: string) => {
    form.setFieldValue(last.current, `${(form.getFieldValue(last.current) as string | undefined) ?? ''}{${name}}`)
    form.getFieldInstance(last.current)?.focus?.()
  }
  const retire = async (gone: boolean) => {
    await run(() => retireText(x!.key, x!.version, gone), (after) => ({ say: t(gone ? 'ct.retired' : 'ct.returned'), back: () => retireText(after.key, after.version, !gone) }))
    onClose()
  }
  const list = judged.data?.findings ?? []
  const required = [{ required: true, whitespace: true, message: t('form.required') }]
  return (
    <FormDrawer<Values> open form={form} width={980} title={x ? x.name : t('ct.new.texts')} initial={x ? { ...clean(x), name: x.name, class: x.class, words: x.words } : { class: 'care' }} onSave={save} onStale={onStale} onClose={onClose}>
      <div className="ct-split">
        <div>
          {!x && <Form.Item name="key" label={t('ct.key')} extra={t('ct.key_help')} rules={required}><Input maxLength={60} autoComplete="off" autoFocus /></Form.Item>}
          <div className="two">
            <Form.Item name="name" label={t('ct.name')} rules={required}><Input maxLength={60} autoComplete="off" disabled={!may} /></Form.Item>
            <Form.Item name="class" label={t('ct.class')}><Select disabled={!may} options={CLASSES.map((c) => ({ value: c, label: t(`messages.class.${c}`) }))} /></Form.Item>
          </div>
          <div className="ct-fields" role="group" aria-label={t('ct.placeholders')}>{placeholders.map((p) => <button key={p.key} type="button" title={p.sample} disabled={!may} onClick={() => put(p.key)}>{t(`content.placeholder.${p.key}`)}</button>)}</div>
          <Form.Item name="words" label={t('ct.words')} extra={judged.data && t('ct.bytes', { n: judged.data.lengths.chat_bytes })} rules={required}><Input.TextArea rows={6} maxLength={4000} disabled={!may} onFocus={() => { last.current = 'words' }} /></Form.Item>
          <Form.Item name="short" label={t('ct.short')} extra={judged.data && t('ct.characters', { n: judged.data.lengths.short_characters })}><Input maxLength={60} disabled={!may} autoComplete="off" onFocus={() => { last.current = 'short' }} /></Form.Item>
          <Form.Item name="sms" label={t('ct.sms')} extra={judged.data && judged.data.lengths.sms_parts > 0 && t('ct.parts', { n: judged.data.lengths.sms_parts })}><Input.TextArea rows={3} maxLength={400} disabled={!may} onFocus={() => { last.current = 'sms' }} /></Form.Item>
          <div className="two">
            <Form.Item name="article" label={t('ct.article')}><Select allowClear showSearch optionFilterProp="label" disabled={!may} options={(articles.data ?? []).map((a) => ({ value: a.key, label: a.title_zh }))} /></Form.Item>
            <Form.Item name="coupon" label={t('ct.coupon')}><Select allowClear disabled={!may} options={(faces.data ?? []).map((f) => ({ value: f.key, label: f.name_zh }))} /></Form.Item>
          </div>
          {may && <Form.Item name="note" label={t('ct.note')}><Input maxLength={200} autoComplete="off" /></Form.Item>}
        </div>
        <aside>
          <Phone chat={judged.data?.chat ?? ''} lengths={judged.data?.lengths} />
          <Panel title={t('ct.findings')} actions={<FindingCount list={list} />}><Findings list={list} pending={judged.isPending && asked !== null} /></Panel>
          <Past revisions={revisions} used={used} />
          {x && may && <div><Button onClick={() => void retire(!x.retired_at)}>{t(x.retired_at ? 'ct.return' : 'ct.retire')}</Button></div>}
        </aside>
      </div>
    </FormDrawer>
  )
}

/** What the form holds, as it is judged; null while there is nothing. */
function fieldsOf(v: Partial<Values> | undefined): TextFields | null {
  if (!v?.words?.trim()) return null
  return { ...clean(v), name: v.name ?? '', class: v.class ?? 'care', words: v.words }
}

/** Without what is empty. */
function clean(v: Partial<TextFields>): TextFields {
  const { name = '', class: of = 'care', words = '' } = v
  return { name, class: of, words, ...(v.short ? { short: v.short } : {}), ...(v.sms ? { sms: v.sms } : {}), ...(v.article ? { article: v.article } : {}), ...(v.coupon ? { coupon: v.coupon } : {}) }
}

/** How it reads on a telephone. */
function Phone({ chat, lengths }: { chat: string; lengths: Lengths | undefined }) {
  const { t } = useTranslation()
  return (
    <div className="ct-phone" aria-label={t('ct.preview')}>
      <small>{t('ct.preview_chat')}</small>
      <p>{chat || '…'}</p>
      {lengths && lengths.sms_parts > 0 && <><small>{t('ct.preview_sms')}</small><p>{lengths.sms_text}</p></>}
    </div>
  )
}

/** The revisions, and where it is named. */
export function Past({ revisions, used }: { revisions: readonly Revision[]; used: readonly Use[] }) {
  const { t } = useTranslation()
  const when = useWhen()
  if (revisions.length === 0) return null
  return (
    <>
      <Panel title={t('ct.used')}>
        {used.length === 0 ? <p className="hint">{t('ct.not_used')}</p> : <ul className="ct-list">{used.map((u) => <li key={`${u.kind} ${u.id}`}><StatusTag tone="plain">{t(`ct.use.${u.kind}`, { defaultValue: u.kind })}</StatusTag> {u.name}</li>)}</ul>}
      </Panel>
      <Panel title={t('ct.revisions')}>
        <ul className="ct-list">{revisions.map((r) => <li key={r.number}>{t('ct.revision_n', { n: r.number })} <small className="hint">{r.at ? `${when.full(r.at)} · ${r.by}` : t('ct.shipped')}{r.note && ` · ${r.note}`}</small></li>)}</ul>
      </Panel>
    </>
  )
}
