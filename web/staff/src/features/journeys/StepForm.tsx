import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Clock, DelayInput } from './DelayInput'
import { MessageFields, TaskFields } from './DoFields'
import { Field } from './Field'
import { NOTHING, freshMessage, freshRung, freshTask, type Entry, type Node, type Rung } from './graph'
import { RuleField } from './RuleField'
import { useVocabulary } from './vocabulary'
import { WhenInput, WhenList } from './WhenInput'

interface Props { node: Node; onChange: (n: Node) => void }

/** The fields of one step. */
export function StepForm({ node: n, onChange }: Props) {
  const { t } = useTranslation()
  return (
    <div className="jn-form">
      {n.kind !== 'entry' && <Field label={t('jny.name')}><Input size="small" value={n.name ?? ''} maxLength={60} placeholder={t(`journeys.node.${n.kind}`)} aria-label={t('jny.name')} onChange={(e) => onChange({ ...n, name: e.target.value })} /></Field>}
      <Own node={n} onChange={onChange} />
    </div>
  )
}

function Own({ node: n, onChange }: Props) {
  const { t } = useTranslation()
  const words = useVocabulary()
  switch (n.kind) {
    case 'entry': return <EntryFields value={n.entry ?? { how: 'manual' }} onChange={(entry) => onChange({ ...n, entry })} />
    case 'wait': return <Field label={t('jny.wait.how_long')} help={t('jny.wait.help')}><DelayInput value={n.wait ?? {}} onChange={(wait) => onChange({ ...n, wait })} label={t('jny.wait.how_long')} /></Field>
    case 'wait_for': {
      const w = n.wait_for ?? { any: [{}], timeout: { amount: 3, unit: 'days' as const } }
      return (
        <>
          <Field label={t('jny.wait.what')}><WhenList least={1} value={w.any} onChange={(any) => onChange({ ...n, wait_for: { ...w, any } })} label={t('jny.wait.what')} /></Field>
          <Field label={t('jny.wait.at_most')}><DelayInput value={w.timeout} onChange={(timeout) => onChange({ ...n, wait_for: { ...w, timeout } })} label={t('jny.wait.at_most')} /></Field>
        </>
      )
    }
    case 'branch': return <Field label={t('jny.branch.rule')}><RuleField value={n.branch?.rule ?? NOTHING} onChange={(rule) => onChange({ ...n, branch: { rule } })} label={t('jny.branch.rule')} /></Field>
    case 'split': return <SplitFields node={n} onChange={onChange} />
    case 'holdout': return <Field label={t('jny.holdout.percent')} help={t('jny.holdout.help')}><InputNumber<number> size="small" min={1} max={50} value={n.holdout?.percent ?? 10} suffix="%" aria-label={t('jny.holdout.percent')} onChange={(x) => onChange({ ...n, holdout: { percent: x ?? 10 } })} /></Field>
    case 'ladder': return <LadderFields node={n} onChange={onChange} />
    case 'message': return <MessageFields value={n.message ?? freshMessage()} onChange={(message) => onChange({ ...n, message })} />
    case 'task': return <TaskFields value={n.task ?? freshTask()} onChange={(task) => onChange({ ...n, task })} />
    case 'tag': return (
      <>
        <Field label={t('jny.tag.add')}><Tags value={n.tag?.add ?? []} onChange={(add) => onChange({ ...n, tag: { ...n.tag, add } })} label={t('jny.tag.add')} /></Field>
        <Field label={t('jny.tag.remove')}><Tags value={n.tag?.remove ?? []} onChange={(remove) => onChange({ ...n, tag: { ...n.tag, remove } })} label={t('jny.tag.remove')} /></Field>
      </>
    )
    case 'grant': return <Field label={t('jny.grant.coupon')}><Select<string> size="small" className="jn-grow" {...(n.grant?.coupon ? { value: n.grant.coupon } : {})} aria-label={t('jny.grant.coupon')} placeholder={t('jny.grant.pick')} options={words.coupons} onChange={(coupon) => onChange({ ...n, grant: { coupon } })} /></Field>
    case 'set': return (
      <>
        <Field label={t('jny.set.name')} help={t('jny.set.help')}><Input size="small" value={n.set?.name ?? ''} maxLength={24} aria-label={t('jny.set.name')} onChange={(e) => onChange({ ...n, set: { name: e.target.value, value: n.set?.value ?? '' } })} /></Field>
        <Field label={t('jny.set.value')}><Input size="small" value={n.set?.value ?? ''} maxLength={60} aria-label={t('jny.set.value')} onChange={(e) => onChange({ ...n, set: { name: n.set?.name ?? '', value: e.target.value } })} /></Field>
      </>
    )
    case 'call': return <Field label={t('jny.call.journey')}><Select<string> size="small" className="jn-grow" {...(n.call?.journey ? { value: n.call.journey } : {})} aria-label={t('jny.call.journey')} placeholder={t('jny.call.pick')} options={words.journeys} onChange={(journey) => onChange({ ...n, call: { journey } })} /></Field>
    case 'exit': return <Field label={t('jny.exit.reason')}><Input size="small" value={n.exit?.reason ?? ''} maxLength={60} aria-label={t('jny.exit.reason')} onChange={(e) => onChange({ ...n, exit: e.target.value ? { reason: e.target.value } : {} })} /></Field>
    case 'loop': return <LoopFields node={n} onChange={onChange} />
    case 'goal': return <p className="hint">{t('jny.goal.help')}</p>
  }
}

const HOWS = ['event', 'segment', 'schedule', 'manual', 'api'] as const

function EntryFields({ value: e, onChange }: { value: Entry; onChange: (e: Entry) => void }) {
  const { t } = useTranslation()
  const turn = (how: Entry['how']) => onChange({ how, ...(e.only ? { only: e.only } : {}), ...(how === 'event' ? { when: {} } : how === 'segment' ? { when: { segment: '' } } : how === 'schedule' ? { at: { at: '09:00' } } : {}) })
  return (
    <>
      <Field label={t('jny.entry.how')}><Select<Entry['how']> size="small" value={e.how} aria-label={t('jny.entry.how')} style={{ minWidth: 200 }} onChange={turn} options={HOWS.map((h) => ({ value: h, label: t(`journeys.how.${h}`) }))} /></Field>
      {e.how === 'event' && <Field label={t('jny.entry.event')}><WhenInput sorts={['event']} value={e.when ?? {}} onChange={(when) => onChange({ ...e, when })} label={t('jny.entry.event')} /></Field>}
      {e.how === 'segment' && <Field label={t('jny.entry.segment')}><WhenInput sorts={['segment', 'leaves']} value={e.when ?? { segment: '' }} onChange={(when) => onChange({ ...e, when })} label={t('jny.entry.segment')} /></Field>}
      {e.how === 'schedule' && <Field label={t('jny.entry.at')}><DelayInput calendar value={e.at ?? {}} onChange={(at) => onChange({ ...e, at })} label={t('jny.entry.at')} /></Field>}
      <Field label={t('jny.entry.who')}>
        {e.only ? <RuleField value={e.only} onChange={(only) => onChange({ ...e, only })} label={t('jny.entry.who')} onDrop={() => { const { only: _, ...rest } = e; onChange(rest) }} />
          : <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => onChange({ ...e, only: NOTHING })}>{t('jny.entry.add_rule')}</Button>}
      </Field>
    </>
  )
}

function Tags({ value, onChange, label }: { value: string[]; onChange: (t: string[]) => void; label: string }) {
  const { t } = useTranslation()
  return <Select<string[]> size="small" mode="multiple" className="jn-grow" value={value} aria-label={label} placeholder={t('jny.tag.pick')} showSearch={{ optionFilterProp: 'label' }} options={useVocabulary().tags} onChange={onChange} />
}

function SplitFields({ node: n, onChange }: Props) {
  const { t } = useTranslation()
  const ways = n.split?.ways ?? []
  const set = (next: typeof ways) => onChange({ ...n, split: { ways: next } })
  const free = 'abcdefgh'.split('').find((k) => !ways.some((w) => w.key === k)) ?? ''
  return (
    <Field label={t('jny.split.ways')} help={t('jny.split.help')}>
      <div className="jn-list">
        {ways.map((w, i) => (
          <span className="row" key={w.key}>
            <b>{w.key.toUpperCase()}</b>
            <InputNumber<number> size="small" min={1} max={1000} value={w.weight} aria-label={t('jny.split.weight', { way: w.key.toUpperCase() })} onChange={(x) => set(ways.map((y, k) => (k === i ? { ...y, weight: x ?? 1 } : y)))} />
            {ways.length > 2 && <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('jny.drop', { what: w.key.toUpperCase() })} onClick={() => set(ways.filter((_, k) => k !== i))} />}
          </span>
        ))}
        {ways.length < 8 && <div><Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => set([...ways, { key: free, weight: 50 }])}>{t('jny.split.add')}</Button></div>}
      </div>
    </Field>
  )
}

function LadderFields({ node: n, onChange }: Props) {
  const { t } = useTranslation()
  const l = n.ladder ?? { success: [{}], rungs: [], last: { amount: 1, unit: 'days' as const } }
  const set = (x: Partial<typeof l>) => onChange({ ...n, ladder: { ...l, ...x } })
  const put = (i: number, r: Rung) => set({ rungs: l.rungs.map((y, k) => (k === i ? r : y)) })
  return (
    <>
      <Field label={t('jny.ladder.success')} help={t('jny.ladder.success_help')}><WhenList least={1} value={l.success} onChange={(success) => set({ success })} label={t('jny.ladder.success')} /></Field>
      <ol className="jn-rungs">
        {l.rungs.map((r, i) => (
          <li key={i}>
            <RungFields value={r} number={i + 1} onChange={(x) => put(i, x)} {...(l.rungs.length > 1 ? { onDrop: () => set({ rungs: l.rungs.filter((_, k) => k !== i) }) } : {})} />
          </li>
        ))}
      </ol>
      {l.rungs.length < 12 && <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => set({ rungs: [...l.rungs, freshRung(l.rungs.length === 0)] })}>{t('jny.ladder.add')}</Button>}
      <Field label={t('jny.ladder.last')} help={t('jny.ladder.last_help')}><DelayInput value={l.last} onChange={(last) => set({ last })} label={t('jny.ladder.last')} /></Field>
    </>
  )
}

/** One try of a ladder: when, what, and under which condition. */
function RungFields({ value: r, number, onChange, onDrop }: { value: Rung; number: number; onChange: (r: Rung) => void; onDrop?: () => void }) {
  const { t } = useTranslation()
  const what = r.message ? 'message' : 'task'
  const turn = (to: string) => {
    const { message: _, task: __, next_on_failure: ___, ...rest } = r
    onChange(to === 'message' ? { ...rest, message: freshMessage() } : { ...rest, task: freshTask('one_to_one') })
  }
  return (
    <section role="group" aria-label={t('jny.ladder.rung', { n: number })}>
      <header className="row"><b>{t('jny.ladder.rung', { n: number })}</b>
        <Select<string> size="small" value={what} aria-label={t('jny.ladder.what')} onChange={turn} options={['message', 'task'].map((k) => ({ value: k, label: t(`journeys.node.${k}`) }))} />
        {onDrop && <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('jny.drop', { what: t('jny.ladder.rung', { n: number }) })} onClick={onDrop} />}
      </header>
      <Field label={t('jny.ladder.after')}><DelayInput value={r.after} onChange={(after) => onChange({ ...r, after })} label={t('jny.ladder.after')} /></Field>
      {r.message ? <MessageFields value={r.message} onChange={(message) => onChange({ ...r, message })} /> : <TaskFields answered={false} value={r.task ?? freshTask('one_to_one')} onChange={(task) => onChange({ ...r, task })} />}
      <Field label={t('jny.ladder.until')} help={t('jny.ladder.until_help')}><Clock value={r.until ?? ''} onChange={(until) => { const { until: _, ...rest } = r; onChange(until ? { ...rest, until } : rest) }} label={t('jny.ladder.until')} /></Field>
      {r.message && <Field label={t('jny.ladder.fails')}><Checkbox checked={!!r.next_on_failure} onChange={(e) => onChange({ ...r, next_on_failure: e.target.checked })}>{t('jny.ladder.fails_help')}</Checkbox></Field>}
      <Field label={t('jny.ladder.only')}>
        {r.only ? <RuleField value={r.only} onChange={(only) => onChange({ ...r, only })} label={t('jny.ladder.only')} onDrop={() => { const { only: _, ...rest } = r; onChange(rest) }} />
          : <Button size="small" type="link" icon={<PlusOutlined />} onClick={() => onChange({ ...r, only: NOTHING })}>{t('jny.entry.add_rule')}</Button>}
      </Field>
    </section>
  )
}

function LoopFields({ node: n, onChange }: Props) {
  const { t } = useTranslation()
  const l = n.loop ?? { every: { amount: 1, unit: 'weeks' as const }, max: 10 }
  const set = (x: Partial<typeof l>) => onChange({ ...n, loop: { ...l, ...x } })
  return (
    <>
      <Field label={t('jny.loop.every')}><DelayInput value={l.every} onChange={(every) => set({ every })} label={t('jny.loop.every')} /></Field>
      <Field label={t('jny.loop.max')}><InputNumber<number> size="small" min={1} max={400} value={l.max} aria-label={t('jny.loop.max')} onChange={(max) => set({ max: max ?? 1 })} /></Field>
      <Field label={t('jny.loop.until')}>
        {l.until ? <span className="jn-item"><WhenInput value={l.until} onChange={(until) => set({ until })} label={t('jny.loop.until')} /><Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('jny.drop', { what: t('jny.loop.until') })} onClick={() => { const { until: _, ...rest } = l; onChange({ ...n, loop: rest }) }} /></span>
          : <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => set({ until: {} })}>{t('jny.when.add')}</Button>}
      </Field>
    </>
  )
}
