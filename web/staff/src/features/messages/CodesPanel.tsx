import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, Popconfirm, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { useAttempt } from '../../ui/attempt'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { FormDrawer } from '../../ui/FormDrawer'
import { StatusTag, type Tone } from '../../ui/StatusTag'
import { useRun } from '../../ui/run'
import { useStaffName } from '../org/names'
import { useSources } from '../patients/queries'
import { useSourceName } from '../patients/words'
import { CodePoster } from './CodePoster'
import { addCode, changeCode, codeKeys, codeOwners, codes, endCode, makeAnew, type Code } from './codes'

const TONES: Record<Code['state'], Tone> = { asked: 'now', making: 'now', made: 'good', unknown: 'bad', failed: 'bad', ended: 'plain' }

/** Codes by which people add colleagues: where each hangs, and who came by it as far as to a visit. */
export function CodesPanel({ clinic }: { clinic: string }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const staff = useStaffName()
  const source = useSourceName()
  const [search, setSearch] = useSearchParams()
  const found = useQuery({ queryKey: codeKeys.list(clinic), queryFn: () => codes(clinic), enabled: clinic !== '', refetchInterval: (q) => (q.state.data?.some((c) => c.state === 'asked' || c.state === 'making' || c.untold) ? 2000 : false) })
  useLiveQueries('messages_reach', codeKeys.list(clinic))
  const [editing, setEditing] = useState<Code | 'new' | null>(null)
  const shown = found.data?.find((c) => c.id === search.get('code'))
  if (shown?.picture) return <CodePoster code={shown} onClose={() => setSearch({ view: 'codes' }, { replace: true })} />
  return (
    <>
      <p className="hint">{t('msg.codes_help')}</p>
      {may('messages.codes') && <div><Button type="primary" onClick={() => setEditing('new')}>{t('msg.code_new')}</Button></div>}
      {found.isError && <Fault error={found.error} onRetry={() => void found.refetch()} />}
      <DataTable<Code> rows={found.data} rowKey="id" loading={found.isPending} empty={t('msg.codes_none')} columns={[
        { title: t('msg.code_picture'), width: 84, render: (_, c) => (c.picture && c.state === 'made' ? <img className="ms-code" src={c.picture} alt={t('msg.code_of', { name: c.name })} width={64} height={64} /> : null) },
        { title: t('msg.code_name'), render: (_, c) => <><b>{c.name}</b> <CodeState code={c} /><br /><small className="hint">{c.owners.map((o) => staff(o)).filter(Boolean).join(t('app.comma'))}{c.source && ` · ${source(c.source)}`}</small></> },
        { title: t('msg.code_added'), width: 80, align: 'right', dataIndex: 'added' },
        { title: t('msg.code_friends'), width: 90, align: 'right', responsive: ['md'], dataIndex: 'friends' },
        { title: t('msg.code_bound'), width: 90, align: 'right', responsive: ['md'], dataIndex: 'bound' },
        { title: t('msg.code_came'), width: 80, align: 'right', dataIndex: 'came' },
        { title: '', width: 190, render: (_, c) => <Acts code={c} clinic={clinic} onEdit={() => setEditing(c)} onShow={() => setSearch({ view: 'codes', code: c.id })} /> },
      ]} />
      {editing !== null && <CodeDrawer code={editing === 'new' ? null : editing} clinic={clinic} onClose={() => setEditing(null)} />}
    </>
  )
}

/** How far a code came, and why not further. */
function CodeState({ code: c }: { code: Code }) {
  const { t } = useTranslation()
  return (
    <>
      <StatusTag tone={TONES[c.state]}>{t(`messages.code.${c.state}`)}</StatusTag>
      {c.state === 'unknown' && <><br /><small className="hint">{t('msg.code_unknown_help')}</small></>}
      {c.reason !== '' && c.state !== 'unknown' && <> <small className="hint">{t(`msg.code_why.${c.reason}`, { defaultValue: c.reason })}</small></>}
      {c.untold && c.state === 'made' && <> <small className="hint">{t('msg.code_untold')}</small></>}
    </>
  )
}

function Acts({ code: c, clinic, onEdit, onShow }: { code: Code; clinic: string; onEdit: () => void; onShow: () => void }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const run = useRun(codeKeys.list(clinic))
  const { busy, fault, attempt } = useAttempt()
  const mine = may('messages.codes')
  const step = (do_: (id: string) => Promise<unknown>, say: string) => void attempt(async () => { await run(() => do_(c.id), () => ({ say })) })
  return (
    <div className="row">
      {fault && <Fault error={fault} />}
      {c.state === 'made' && c.picture && <Button size="small" aria-label={t('msg.code_print_of', { name: c.name })} onClick={onShow}>{t('msg.code_show')}</Button>}
      {mine && (c.state === 'unknown' || c.state === 'failed') && <Button size="small" type="primary" disabled={busy} onClick={() => step(makeAnew, t('msg.code_asked'))}>{t('msg.code_anew')}</Button>}
      {mine && c.state !== 'ended' && c.state !== 'making' && <>
        <Button size="small" onClick={onEdit}>{t('msg.code_edit')}</Button>
        <Popconfirm title={t('msg.code_end_sure', { name: c.name })} okText={t('msg.code_end')} onConfirm={() => step(endCode, t('msg.code_ended'))}><Button size="small" type="text" danger disabled={busy}>{t('msg.code_end')}</Button></Popconfirm>
      </>}
    </div>
  )
}

interface Values { name: string; account: string; owners: string[]; source: string }

function CodeDrawer({ code: c, clinic, onClose }: { code: Code | null; clinic: string; onClose: () => void }) {
  const { t } = useTranslation()
  const staff = useStaffName()
  const source = useSourceName()
  const sources = useSources()
  const run = useRun(codeKeys.list(clinic))
  const places = useQuery({ queryKey: codeKeys.owners(clinic), queryFn: () => codeOwners(clinic) })
  const [form] = Form.useForm<Values>()
  const typed = Form.useWatch('account', form)
  if (places.isError) return <Fault error={places.error} onRetry={() => void places.refetch()} />
  if (!places.data) return null
  const account = places.data.find((a) => a.id === (typed ?? c?.account_id)) ?? places.data[0]
  const owners = (account?.staff_ids ?? []).map((id) => ({ value: id, label: staff(id) })).filter((o) => o.label !== '')
  const offered = (sources.data ?? []).filter((s) => !s.archived || s.key === c?.source).map((s) => ({ value: s.key, label: source(s.key) }))
  const save = async (v: Values) => {
    const body = { name: v.name, owners: v.owners, source: v.source }
    await run(() => (c ? changeCode(c, body) : addCode({ clinic_id: clinic, account_id: v.account, ...body })), () => ({ say: t(c ? 'msg.code_changed' : 'msg.code_asked') }))
    onClose()
  }
  return (
    <FormDrawer<Values> open form={form} title={c ? t('msg.code_of', { name: c.name }) : t('msg.code_new')} initial={c ? { name: c.name, account: c.account_id, owners: c.owners, source: c.source } : { name: '', account: account?.id ?? '', owners: [], source: '' }} onSave={save} onClose={onClose}>
      <Form.Item name="name" label={t('msg.code_name')} extra={t('msg.code_name_help')} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={30} autoComplete="off" /></Form.Item>
      <Form.Item name="account" label={t('msg.code_account')} hidden={c !== null || places.data.length < 2}><Select options={places.data.map((a) => ({ value: a.id, label: a.name }))} /></Form.Item>
      <Form.Item name="owners" label={t('msg.code_owners')} extra={t('msg.code_owners_help')} rules={[{ required: true, message: t('form.required') }]}><Select mode="multiple" optionFilterProp="label" options={owners} /></Form.Item>
      <Form.Item name="source" label={t('msg.code_source')} extra={t('msg.code_source_help')}><Select options={[{ value: '', label: t('msg.code_no_source') }, ...offered]} /></Form.Item>
    </FormDrawer>
  )
}
