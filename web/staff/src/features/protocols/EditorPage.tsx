import { Button, Checkbox, Input, InputNumber, Select, Switch } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { useDesk } from '../../app/desk'
import { Waiting } from '../../app/Waiting'
import { useAttempt } from '../../ui/attempt'
import { Fault } from '../../ui/Fault'
import { useAskBeforeLeaving } from '../../ui/leaving'
import { Page, Panel } from '../../ui/Page'
import { useRun } from '../../ui/run'
import { Bar } from './Bar'
import { PublishDrawer } from './PublishDrawer'
import { Rehearsal } from './Rehearsal'
import { Rules } from './Rules'
import { Field, Steps } from './Steps'
import { State } from './ProtocolsPage'
import { Versions } from './Versions'
import { PROTOCOLS, dropDraft, switchTo, useProtocol, useVocabulary, whole, writeDraft, type Edited, type Protocol, type Vocabulary } from './queries'
import { questionOf, say } from './sentence'

/** One protocol: as it is written, beside what somebody would get by it. */
export default function EditorPage() {
  const { key = '' } = useParams()
  const one = useProtocol(key)
  const words = useVocabulary()
  if (one.isError || words.isError) return <Page title=""><Fault error={one.error ?? words.error} onRetry={() => { void one.refetch(); void words.refetch() }} /></Page>
  if (!one.data || !words.data) return <Waiting />
  return <Editor key={key} edited={one.data} words={words.data} />
}

function Editor({ edited: e, words }: { edited: Edited; words: Vocabulary }) {
  const { t } = useTranslation()
  const { mayInGroup } = useDesk()
  const writes = mayInGroup('followup.edit')
  const run = useRun(PROTOCOLS)
  const { busy, fault, attempt } = useAttempt()
  const base = whole(e.draft ?? e.protocol)
  const [own, setOwn] = useState<Protocol | null>(null)
  const [publishing, setPublishing] = useState(false)
  const p = own ?? base
  const dirty = own !== null && JSON.stringify(own) !== JSON.stringify(base)
  const set = (x: Partial<Protocol>) => setOwn({ ...p, ...x })
  useAskBeforeLeaving(dirty)
  useEffect(() => { if (!dirty) setOwn(null) }, [e.version, dirty])

  const save = () => run(() => writeDraft(e, p), () => ({ say: t('protocols.draft_kept') })).then(() => setOwn(null))
  const drop = () => attempt(async () => {
    const was = p
    setOwn(null)
    if (!e.draft) return
    const now = await run(() => dropDraft(e), (after) => ({ say: t('protocols.draft_dropped'), back: () => writeDraft(after, was) }))
    void now
  })
  const toggle = (active: boolean) => attempt(async () => {
    await run(() => switchTo(e, active), (after) => ({ say: t(active ? 'protocols.switched_on' : 'protocols.switched_off'), back: () => switchTo(after, !active) }))
  })
  const toPublish = () => attempt(async () => { if (dirty) await save(); setPublishing(true) })
  return (
    <Page title={<><Link to="/followup/protocols">{t('protocols.title')}</Link> › {say(p.name)}</>} lead={t('protocols.editor_lead', { from: say(p.from), n: e.running })} actions={
      <>
        <State edited={e} />
        {writes && <label className="row">{t('protocols.in_use')}<Switch checked={e.active} loading={busy} aria-label={t('protocols.in_use')} onChange={toggle} /></label>}
        {writes && (dirty || e.draft) && <Button onClick={() => void drop()}>{t('protocols.drop_draft')}</Button>}
        {writes && <Button disabled={!dirty} loading={busy} onClick={() => void attempt(async () => { await save() })}>{t('protocols.keep_draft')}</Button>}
        {writes && <Button type="primary" disabled={!dirty && !e.draft} onClick={() => void toPublish()}>{t('protocols.to_publish')}</Button>}
      </>
    }>
      <Bar />
      {fault && <Fault error={fault} />}
      <div className="pt-two">
        <div className="pt-main">
          <Panel title={t('protocols.steps')}><Steps protocol={p} words={words} writes={writes} onChange={(steps) => set({ steps })} /></Panel>
          <Panel title={t('protocols.thresholds')}>
            <p className="hint">{t('protocols.general', { list: (words.general ?? []).map((g) => say(g.words)).join(t('app.comma')) })}</p>
            <Rules level="red" rules={p.red} words={words} writes={writes} onChange={(red) => set({ red })} />
            <Rules level="amber" rules={p.amber} words={words} writes={writes} onChange={(amber) => set({ amber })} />
          </Panel>
          <Panel title={t('protocols.questions')}>
            <p className="hint">{t('protocols.order_help')}</p>
            {!writes && <ul className="pt-told">{p.asks.map((a) => <li key={a.question}>{say(questionOf(words, a.question)?.words) || a.question}</li>)}</ul>}
            {writes && <Select mode="multiple" className="pt-wide" value={p.asks.map((a) => a.question)} aria-label={t('protocols.questions')} showSearch={{ optionFilterProp: 'label' }} options={words.questions.map((q) => ({ value: q.key, label: say(q.words) }))}
              onChange={(list: string[]) => set({ asks: list.map((question) => p.asks.find((a) => a.question === question) ?? { question }) })} />}
          </Panel>
          {writes && <Panel title={t('protocols.more')}><More protocol={p} onChange={set} /></Panel>}
          <Panel title={t('protocols.versions')}><Versions edited={e} words={words} {...(writes ? { onTake: (old: Protocol) => setOwn(old) } : {})} /></Panel>
        </div>
        <Rehearsal protocol={p} />
      </div>
      {writes && <PublishDrawer edited={e} words={words} open={publishing && !!e.draft} onClose={() => setPublishing(false)} />}
    </Page>
  )
}

/** The name, the goals of the talk, what is usual, and how it calls. */
function More({ protocol: p, onChange }: { protocol: Protocol; onChange: (x: Partial<Protocol>) => void }) {
  const { t } = useTranslation()
  return (
    <div className="pt-fields">
      <Field label={t('protocols.name')}><Input size="small" value={p.name.zh} maxLength={60} aria-label={t('protocols.name')} onChange={(e) => onChange({ name: { ...p.name, zh: e.target.value } })} />
        <Input size="small" value={p.name.en} maxLength={60} aria-label={t('protocols.name_en')} onChange={(e) => onChange({ name: { ...p.name, en: e.target.value } })} /></Field>
      <Field label={t('protocols.goals')}><Input.TextArea size="small" autoSize={{ minRows: 2 }} aria-label={t('protocols.goals')} value={(p.goals ?? []).map((g) => g.zh).join('\n')}
        onChange={(e) => onChange({ goals: e.target.value.split('\n').map((zh) => p.goals?.find((g) => g.zh === zh) ?? { zh, en: '' }) })} onBlur={() => onChange({ goals: (p.goals ?? []).filter((g) => g.zh.trim()) })} /><small className="hint">{t('protocols.goals_help')}</small></Field>
      {Object.entries(p.plan ?? {}).map(([k, n]) => <Field key={k} label={t(`protocols.plan.${k}`)}><InputNumber size="small" value={n} min={0} max={k === 'wear_hours' ? 24 : 120} aria-label={t(`protocols.plan.${k}`)} onChange={(x) => { if (x !== null) onChange({ plan: { ...p.plan, [k]: x } }) }} /></Field>)}
      <Field label={t('protocols.calls')}>{(['phone', 'early', 'kids', 'tells'] as const).map((k) => <Checkbox key={k} checked={!!p[k]} onChange={(e) => onChange({ [k]: e.target.checked })}>{t(`protocols.flag.${k}`)}</Checkbox>)}</Field>
    </div>
  )
}
