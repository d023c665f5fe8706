import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Input, Segmented, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { Waiting } from '../../app/Waiting'
import { Empty } from '../../ui/Empty'
import { Fault } from '../../ui/Fault'
import { Page, Panel } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { useAttempt } from '../../ui/attempt'
import { useRun } from '../../ui/run'
import { PagesOfRecords } from './PagesOfRecords'
import TemplateDrawer, { type Writing } from './TemplateDrawer'
import { isMeant, whoseOf } from './parts'
import { KINDS, PARTS, allTemplates, changeTemplate, keys, takeShipped, type Template } from './recordQueries'

type Whose = 'all' | ReturnType<typeof whoseOf>

/** The phrases and templates of the group, of one's clinics and one's own: looked through, written, changed and switched off. */
export default function TemplatesPage() {
  const { t } = useTranslation()
  const { may, mayInGroup } = useDesk()
  const list = useQuery({ queryKey: keys.allTemplates, queryFn: allTemplates })
  useLiveQueries('record_templates', keys.templates)
  const [form, setForm] = useState<Template['form']>('phrase')
  const [whose, setWhose] = useState<Whose>('all')
  const [typed, setTyped] = useState('')
  const [off, setOff] = useState(false)
  const [writing, setWriting] = useState<Writing | null>(null)
  const of = writing?.of
  const now = writing && of ? { ...writing, of: list.data?.find((x) => x.id === of.id) ?? of } : writing
  const shown = (list.data ?? []).filter((x) => x.form === form && (off || x.active) && (whose === 'all' || whoseOf(x) === whose) && isMeant(x, typed))
  const groups: [string, Template[]][] = form === 'phrase'
    ? PARTS.map((p) => [t(`charting.part.${p}`), shown.filter((x) => x.parts[0]?.part === p)])
    : (['', ...KINDS] as const).map((k) => [k ? t(`charting.kind.${k}`) : t('record.any_kind'), shown.filter((x) => x.kind === k)])
  return (
    <Page title={t('record.templates')} lead={t('record.templates_lead')} actions={may('charting.write') && <Button type="primary" icon={<PlusOutlined />} onClick={() => setWriting({ form })}>{t(`record.new.${form}`)}</Button>}>
      <PagesOfRecords />
      <div className="row rt-bar">
        <Segmented<Template['form']> value={form} onChange={setForm} aria-label={t('record.templates')} options={(['phrase', 'template'] as const).map((f) => ({ value: f, label: t(`record.form.${f}`) }))} />
        <Segmented<Whose> value={whose} onChange={setWhose} aria-label={t('record.whose')} options={(['all', 'own', 'clinic', 'group'] as const).map((w) => ({ value: w, label: t(`record.whose.${w}`) }))} />
        <Input className="rt-find" allowClear value={typed} maxLength={60} placeholder={t('record.find_template')} aria-label={t('record.find_template')} onChange={(e) => setTyped(e.target.value)} />
        <label><Switch size="small" checked={off} onChange={setOff} aria-label={t('record.show_off')} /> {t('record.show_off')}</label>
      </div>
      {list.isPending && <Waiting />}
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && shown.length === 0 && <Empty text={t('record.no_templates')}>{list.data.length === 0 && mayInGroup('charting.templates') && <TakeShipped />}</Empty>}
      {groups.map(([name, rows]) => rows.length > 0 && (
        <Panel key={name} title={name}>
          <ul className="rt">{rows.map((x) => <Row key={x.id} x={x} onChange={() => setWriting({ form: x.form, of: x })} />)}</ul>
        </Panel>
      ))}
      {now && <TemplateDrawer key={of?.id ?? ''} writing={now} onClose={() => setWriting(null)} />}
    </Page>
  )
}

/** One phrase or template; what is a clinic's or the group's is changed by those who keep it. */
function Row({ x, onChange }: { x: Template; onChange: () => void }) {
  const { t } = useTranslation()
  const { me, may, mayInGroup, clinics } = useDesk()
  const run = useRun(keys.templates)
  const { busy, fault, attempt } = useAttempt()
  const whose = whoseOf(x)
  const there = me.clinics.find((c) => c.clinic.id === x.clinic_id)?.permissions ?? []
  const keeps = { own: true, clinic: mayInGroup('charting.clinic_templates') || there.includes('charting.clinic_templates'), group: mayInGroup('charting.templates') }[whose]
  const turn = () => void attempt(async () => {
    await run(() => changeTemplate(x, { active: !x.active }), (after) => ({ say: t(x.active ? 'record.switched_off' : 'record.switched_on', { name: x.name }), back: () => changeTemplate(after, { active: x.active }) }))
  })
  return (
    <li className={x.active ? '' : 'rt-off'}>
      <div>
        <p className="row"><b>{x.name}</b><StatusTag tone={x.own ? 'good' : 'plain'}>{clinics.find((c) => c.id === x.clinic_id)?.short_name ?? t(`record.whose.${whose}`)}</StatusTag>{!x.active && <StatusTag tone="warn">{t('record.is_off')}</StatusTag>}</p>
        <p className="rt-text">{x.parts.map((s) => (x.form === 'phrase' ? '' : `${t(`charting.part.${s.part}`)}${t('app.colon')}`) + s.lines.map((l) => l.text).join(t('app.semicolon'))).join(' ')}</p>
        {fault && <Fault error={fault} />}
      </div>
      {keeps && may('charting.write') && <span className="row"><Button size="small" aria-label={`${t('record.change')} ${x.name}`} onClick={onChange}>{t('record.change')}</Button><Button size="small" loading={busy} aria-label={`${t(x.active ? 'record.switch_off' : 'record.switch_on')} ${x.name}`} onClick={turn}>{t(x.active ? 'record.switch_off' : 'record.switch_on')}</Button></span>}
    </li>
  )
}

/** A group that has none yet takes in those that come with the program. */
function TakeShipped() {
  const { t } = useTranslation()
  const run = useRun(keys.templates)
  const { busy, fault, attempt } = useAttempt()
  const take = () => void attempt(async () => { await run(takeShipped, (done) => ({ say: t('record.shipped_taken', { n: done.count }) })) })
  return <>{fault && <Fault error={fault} />}<Button loading={busy} onClick={take}>{t('record.take_shipped')}</Button></>
}
