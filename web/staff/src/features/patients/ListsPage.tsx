import { PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answer, at } from '@archwire/api'
import { api } from '../../app/api'
import { useDesk } from '../../app/desk'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { FormDrawer } from '../../ui/FormDrawer'
import { Page, Panel } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { useRun } from '../../ui/run'
import { MirrorSwitch, useMirrored } from './Mirrored'
import { TagChip } from './TagChip'
import { keys, useSources, useTags, type Source, type Tag } from './queries'
import { useSourceName } from './words'
import './patients.css'

type TagFields = Pick<Tag, 'name' | 'colour' | 'archived'>
const addTag = (body: TagFields) => answer(api.POST('/api/v1/patients/lists/tags', { body }))
const changeTag = (x: Tag, body: TagFields) => answer(api.PUT('/api/v1/patients/lists/tags/{id}', { params: { path: { id: x.id }, header: at(x.version) }, body }))
const setSource = (body: Partial<Source>) => answer(api.PUT('/api/v1/patients/lists/sources', { body }))

/** The group's own lists: tags that are hung by hand, and where people come from. */
export default function ListsPage() {
  const { t } = useTranslation()
  const { mayInGroup } = useDesk()
  const editable = mayInGroup('patients.lists')
  return (
    <Page title={t('settings.page.lists')} wide={false}>
      <Tags editable={editable} />
      <Sources editable={editable} />
    </Page>
  )
}

function Tags({ editable }: { editable: boolean }) {
  const { t } = useTranslation()
  const { mayInGroup } = useDesk()
  const list = useTags()
  const mirrors = mayInGroup('messages.tags')
  const mirrored = useMirrored(mirrors)
  const run = useRun(keys.tags)
  const [open, setOpen] = useState<Tag | 'new' | null>(null)
  const tag = open === 'new' ? null : open
  const turn = (x: Tag) => void run(() => changeTag(x, { ...x, archived: !x.archived }), (after) => ({ say: `${x.name} ${x.archived ? t('lists.taken_out') : t('lists.put_away')}`, back: () => changeTag(after, { ...after, archived: x.archived }) }))
  return (
    <Panel title={t('patients.tags')} actions={editable && <Button size="small" icon={<PlusOutlined />} onClick={() => setOpen('new')}>{t('lists.new_tag')}</Button>}>
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      {mirrored.isError && <Fault error={mirrored.error} onRetry={() => void mirrored.refetch()} />}
      {mirrors && <p className="hint">{t('lists.mirrored_help')}</p>}
      <DataTable<Tag> rows={list.data} rowKey="id" loading={list.isPending} empty={t('lists.no_tags')} {...(editable ? { onOpen: setOpen } : {})} columns={[
        { title: t('lists.tag'), render: (_, x) => <TagChip tag={x} /> },
        ...(mirrors && mirrored.data ? [{ title: t('lists.mirrored'), width: 220, render: (_: unknown, x: Tag) => <MirrorSwitch tag={x} state={mirrored.data.find((m) => m.tag_id === x.id)} /> }] : []),
        { title: '', width: 120, align: 'right', render: (_, x) => editable && <Button size="small" onClick={(e) => { e.stopPropagation(); turn(x) }}>{x.archived ? t('lists.take_out') : t('lists.put')}</Button> },
      ]} />
      <FormDrawer<TagFields> open={open !== null} title={tag?.name ?? t('lists.new_tag')} initial={tag ?? { colour: '#2f6f5e' }} onStale={() => list.refetch()} onClose={() => setOpen(null)} onSave={async (v) => {
        if (tag) await run(() => changeTag(tag, { ...tag, ...v }), (after) => ({ say: t('lists.changed'), back: () => changeTag(after, tag) }))
        else await run(() => addTag({ ...v, archived: false }), (x) => ({ say: t('lists.added', { name: x.name }) }))
        setOpen(null)
      }}>
        <Form.Item name="name" label={t('lists.tag')} rules={[{ required: true, message: t('form.required') }]}><Input autoFocus maxLength={60} /></Form.Item>
        <Form.Item name="colour" label={t('org.colour')}><Input type="color" style={{ width: 90 }} /></Form.Item>
      </FormDrawer>
    </Panel>
  )
}

function Sources({ editable }: { editable: boolean }) {
  const { t } = useTranslation()
  const list = useSources()
  const name = useSourceName()
  const run = useRun(keys.sources)
  const [adding, setAdding] = useState(false)
  const turn = (s: Source) => void run(() => setSource({ key: s.key, ...(s.name ? { name: s.name } : {}), archived: !s.archived }), () => ({
    say: `${name(s.key)} ${s.archived ? t('lists.taken_out') : t('lists.put_away')}`, back: () => setSource({ key: s.key, ...(s.name ? { name: s.name } : {}), archived: s.archived }),
  }))
  return (
    <Panel title={t('patients.source')} actions={editable && <Button size="small" icon={<PlusOutlined />} onClick={() => setAdding(true)}>{t('lists.new_source')}</Button>}>
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      <DataTable<Source> rows={list.data} rowKey="key" loading={list.isPending} columns={[
        { title: t('patients.source'), render: (_, s) => <>{name(s.key)} {s.archived && <StatusTag tone="plain">{t('lists.away')}</StatusTag>}</> },
        { title: '', width: 140, render: (_, s) => <small>{s.name ? t('lists.own') : t('lists.built_in')}</small> },
        { title: '', width: 120, align: 'right', render: (_, s) => editable && <Button size="small" onClick={() => turn(s)}>{s.archived ? t('lists.take_out') : t('lists.put')}</Button> },
      ]} />
      <FormDrawer<{ name: string }> open={adding} title={t('lists.new_source')} onClose={() => setAdding(false)} onSave={async (v) => {
        await run(() => setSource(v), () => ({ say: t('lists.added', { name: v.name }) }))
        setAdding(false)
      }}>
        <Form.Item name="name" label={t('patients.source')} rules={[{ required: true, message: t('form.required') }]}><Input autoFocus maxLength={60} /></Form.Item>
      </FormDrawer>
    </Panel>
  )
}
