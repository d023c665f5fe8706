import { PrinterOutlined, RedoOutlined, SettingOutlined, UndoOutlined, WarningOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Alert, Button, Segmented } from 'antd'
import { Suspense, lazy, useDeferredValue, useMemo, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { Waiting } from '../../app/Waiting'
import { useAttempt } from '../../ui/attempt'
import { Fault } from '../../ui/Fault'
import { Page } from '../../ui/Page'
import { useRun } from '../../ui/run'
import { useUndo } from '../../ui/Undo'
import { AddStep } from './AddStep'
import { LiveActions } from './LiveActions'
import { Bar } from './Bar'
import { Canvas } from './Canvas'
import { copied, freeKey, insert, nodeOf, remove, replace, type Place } from './edit'
import { fresh, type Graph, type Kind, type Node } from './graph'
import { JOURNEYS, check, dropDraft, keys, make, useJourney, useStanding, type Flaw, type Shown } from './queries'
import { Sentences } from './Sentences'
import { portName, sentence } from './sentence'
import { StateTag } from './StateTag'
import { StepPanel } from './StepPanel'
import { graphOf, useDraft, type Draft } from './useDraft'
import { useLoadedVocabulary } from './useLoadedVocabulary'
import { VocabularyContext, useVocabulary } from './vocabulary'
import { WholePanel } from './WholePanel'
import { useNarrow } from './useNarrow'
import './journeys.css'

const PublishDrawer = lazy(async () => ({ default: (await import('./PublishDrawer')).PublishDrawer }))
const RehearseDrawer = lazy(async () => ({ default: (await import('./RehearseDrawer')).RehearseDrawer }))

/** One journey as it is written: a picture, the same in sentences, and what stands against it. */
export default function EditorPage() {
  const { id = '' } = useParams()
  const one = useJourney(id)
  const words = useLoadedVocabulary()
  useLiveQueries('journeys', JOURNEYS)
  if (one.isError || words.error) return <Page title=""><Fault error={one.error ?? words.error} onRetry={() => { void one.refetch(); words.again() }} /></Page>
  if (!one.data || !words.words) return <Waiting />
  return <VocabularyContext value={words.words}><Editor key={id} shown={one.data} /></VocabularyContext>
}

const WHOLE = '*'

function Editor({ shown: s }: { shown: Shown }) {
  const { t } = useTranslation()
  const { mayInGroup } = useDesk()
  const narrow = useNarrow()
  const writes = mayInGroup('journeys.edit') && s.state !== 'ended' && !narrow
  const start = useMemo(() => graphOf(s), [s])
  const d = useDraft(s, start, writes)
  const faults = useFaults(s.id, d.graph, mayInGroup('journeys.edit'))
  const edit = useEditing(d)
  const [params, setParams] = useSearchParams()
  const list = narrow || params.get('view') === 'list'
  const node = nodeOf(d.graph, edit.selected)
  const waiting = useWaiting(s)
  const keysDown = (e: KeyboardEvent) => {
    if (!(e.ctrlKey || e.metaKey) || (e.target as HTMLElement).matches('input,textarea,[contenteditable]')) return
    const key = e.key.toLowerCase()
    if (key === 'z' && !e.shiftKey && d.canUndo) d.undo()
    else if ((key === 'z' && e.shiftKey || key === 'y') && d.canRedo) d.redo()
    else return
    e.preventDefault()
    e.stopPropagation()
  }
  const shared = { graph: d.graph, writes, selected: edit.selected, faults: faults.byNode, waiting, onSelect: edit.select, onAdd: edit.ask, onRemove: edit.remove }
  return (
    <Page title={<><Link to="/journeys">{t('jny.title')}</Link> › {s.name}</>} {...(s.note ? { lead: s.note } : {})} actions={<Actions shown={s} draft={d} writes={writes} />}>
      <div className="jn-page" onKeyDown={keysDown}>
        <Bar id={s.id}>
          {!narrow && <Segmented size="small" value={list ? 'list' : 'canvas'} aria-label={t('jny.view')} onChange={(v) => setParams(v === 'list' ? { view: 'list' } : {}, { replace: true })} options={[{ value: 'canvas', label: t('jny.view_canvas') }, { value: 'list', label: t('jny.view_list') }]} />}
          {writes && <Button size="small" type="text" icon={<UndoOutlined />} disabled={!d.canUndo} onClick={d.undo} aria-label={t('jny.undo')} title={`${t('jny.undo')} (Ctrl+Z)`} />}
          {writes && <Button size="small" type="text" icon={<RedoOutlined />} disabled={!d.canRedo} onClick={d.redo} aria-label={t('jny.redo')} title={`${t('jny.redo')} (Ctrl+Y)`} />}
          <Button size="small" type="text" icon={<SettingOutlined />} aria-pressed={edit.selected === WHOLE} onClick={() => edit.select(edit.selected === WHOLE ? '' : WHOLE)}>{t('jny.rules')}</Button>
          {list && <Button size="small" type="text" icon={<PrinterOutlined />} onClick={() => window.print()}>{t('jny.print')}</Button>}
          {writes && <small className="hint" role="status">{t(`jny.draft.${d.state}`)}</small>}
        </Bar>
        {d.fault && <Fault error={d.fault} />}
        {d.theirs && <Conflict draft={d} />}
        <FlawLine faults={faults} onOpen={(f) => edit.select(f.node || WHOLE)} />
        <div className={`jn-work${node || edit.selected === WHOLE ? ' jn-two' : ''}`}>
          {list ? <Sentences {...shared} onGraph={(g) => d.change(g)} /> : <CanvasHere {...shared} edit={edit} />}
          {node && <StepPanel key={node.id} graph={d.graph} node={node} writes={writes} faults={faults.byNode.get(node.id) ?? []} onChange={(n) => d.change(replace(d.graph, n), n.id)} onGraph={(g) => d.change(g)} onAdd={edit.ask} onCopy={() => edit.copy(node.id)} onRemove={() => edit.remove(node.id)} onClose={() => edit.close()} />}
          {edit.selected === WHOLE && <section className="jn-panel" aria-label={t('jny.rules')}><header><h2>{t('jny.rules')}</h2><Button size="small" type="text" onClick={() => edit.close()}>{t('jny.close')}</Button></header>{(faults.byNode.get('') ?? []).map((f) => <p key={f} className="jn-fault" role="alert"><WarningOutlined aria-hidden />{f}</p>)}<WholePanel graph={d.graph} writes={writes} onChange={(g) => d.change(g, WHOLE)} /></section>}
        </div>
        <AddStep open={edit.asking !== null} onPick={edit.add} onClose={() => edit.ask(null)} {...(edit.copiedNode ? { paste: () => edit.asking && edit.paste(edit.asking) } : {})} />
      </div>
    </Page>
  )
}

type Editing = ReturnType<typeof useEditing>

/** What is done to the draft with hands: choosing, adding, taking out, copying. */
function useEditing(d: Draft) {
  const { t } = useTranslation()
  const say = useUndo().say
  const [selected, select] = useState('')
  const [asking, ask] = useState<Place | null>(null)
  const [copiedNode, setCopied] = useState<Node | null>(null)
  const put = (at: Place, n: Node) => { d.change(insert(d.graph, at, n)); ask(null); select(n.id) }
  return {
    selected, select, asking, ask, copiedNode,
    add: (kind: Kind) => { if (asking) put(asking, fresh(kind, freeKey(d.graph, kind))) },
    paste: (at: Place) => { if (copiedNode) put(at, copied(d.graph, copiedNode)) },
    copy: (id: string) => { const n = nodeOf(d.graph, id); if (n && n.kind !== 'entry') { setCopied(n); say(t('jny.copied')) } },
    remove: (id: string) => {
      const n = nodeOf(d.graph, id)
      if (!n || n.kind === 'entry') return
      const after = remove(d.graph, id)
      const gone = d.graph.nodes.length - after.nodes.length
      d.change(after)
      select('')
      say(gone > 1 ? t('jny.removed_n', { n: gone }) : t('jny.removed'))
    },
    close: () => { const was = selected; select(''); setTimeout(() => document.querySelector<HTMLElement>(`[data-card="${CSS.escape(was)}"]`)?.focus(), 0) },
  }
}

function CanvasHere({ edit, ...shared }: Parameters<typeof Sentences>[0] extends infer P ? Omit<P, 'onGraph'> & { edit: Editing } : never) {
  const words = useVocabulary()
  return <Canvas {...shared} onCopy={edit.copy} onPaste={edit.paste} sentence={(n) => sentence(n, words)} portName={portName} />
}

export interface Faults { byNode: ReadonlyMap<string, readonly string[]>; flaws: Flaw[]; ready: boolean }

/** What the check says of the graph as it stands; asked a moment after each change. */
function useFaults(id: string, graph: Graph, asks: boolean): Faults {
  const { t } = useTranslation()
  const calm = useDeferredValue(graph)
  const { data } = useQuery({ queryKey: keys.check(id, calm), queryFn: ({ signal }) => check(id, calm, signal), placeholderData: keepPreviousData, gcTime: 0, enabled: asks })
  return useMemo(() => {
    const byNode = new Map<string, string[]>()
    for (const f of data?.flaws ?? []) byNode.set(f.node, [...(byNode.get(f.node) ?? []), t(`journeys.flaw.${f.code}`, (f.args ?? {}) as Record<string, string>)])
    return { byNode, flaws: data?.flaws ?? [], ready: data?.ready ?? false }
  }, [data, t])
}

/** How much is still missing, and a way to it. */
function FlawLine({ faults, onOpen }: { faults: Faults; onOpen: (f: Flaw) => void }) {
  const { t } = useTranslation()
  if (faults.flaws.length === 0) return null
  const stops = faults.flaws.filter((f) => !f.warns).length
  return (
    <div className="jn-flaws" role="status">
      <WarningOutlined aria-hidden /><b>{stops > 0 ? t('jny.flaws_n', { n: stops }) : t('jny.warns_n', { n: faults.flaws.length })}</b>
      {faults.flaws.slice(0, 4).map((f, i) => <Button key={i} size="small" type="link" onClick={() => onOpen(f)}>{t(`journeys.flaw.${f.code}`, (f.args ?? {}) as Record<string, string>)}</Button>)}
      {faults.flaws.length > 4 && <span>{t('jny.and_more', { n: faults.flaws.length - 4 })}</span>}
    </div>
  )
}

/** Two people wrote at once: nothing of either is lost. */
function Conflict({ draft: d }: { draft: Draft }) {
  const { t } = useTranslation()
  return <Alert type="warning" showIcon role="alert" title={t('jny.conflict', { who: d.theirs?.draft_by || t('jny.somebody') })} description={t('jny.conflict_help')}
    action={<span className="row"><Button size="small" onClick={d.takeTheirs}>{t('jny.take_theirs')}</Button><Button size="small" type="primary" onClick={d.keepMine}>{t('jny.keep_mine')}</Button></span>} />
}

/** Who stands where, of a journey that went live. */
function useWaiting(s: Shown): ReadonlyMap<string, number> {
  const { data } = useStanding(s.id, s.number > 0)
  return useMemo(() => new Map(Object.entries(data?.nodes ?? {})), [data])
}

/** What one may do with the journey now. */
function Actions({ shown: s, draft: d, writes }: { shown: Shown; draft: Draft; writes: boolean }) {
  const { t } = useTranslation()
  const { mayInGroup } = useDesk()
  const publishes = mayInGroup('journeys.publish')
  const [open, setOpen] = useState<'' | 'rehearse' | 'publish'>('')
  const [asked, setAsked] = useState(false) // the drawers are fetched when one is first asked for
  const show = (what: 'rehearse' | 'publish') => { setAsked(true); setOpen(what) }
  const [version, setVersion] = useState(s.version)
  const go = useNavigate()
  const run = useRun(JOURNEYS)
  const { busy, fault, attempt } = useAttempt()
  const drop = () => void attempt(async () => {
    const was = d.graph
    const version = await d.flush().catch(() => s.version)
    const never = s.state === 'draft'
    await run(() => dropDraft({ ...s, version }), () => ({ say: t('jny.draft_dropped'), ...(never ? { back: async () => { const j = await make(s.name, was, s.template, s.note); void go(`/journeys/${j.id}`) } } : {}) }))
    if (never) void go('/journeys')
  })
  const toPublish = () => void attempt(async () => { setVersion(await d.flush()); show('publish') })
  return (
    <>
      <StateTag journey={s} />
      {fault && <Fault error={fault} />}
      {publishes && <LiveActions journey={s} />}
      {writes && s.drafted && <Button loading={busy} onClick={drop}>{t('jny.drop_draft')}</Button>}
      {writes && <Button onClick={() => show('rehearse')}>{t('jny.rehearse')}</Button>}
      {writes && publishes && s.state !== 'paused' && <Button type="primary" loading={busy} disabled={!s.drafted && d.state === 'kept'} onClick={toPublish}>{t('jny.to_publish')}</Button>}
      {asked && <Suspense fallback={null}>
        <RehearseDrawer id={s.id} graph={d.graph} open={open === 'rehearse'} onClose={() => setOpen('')} />
        <PublishDrawer shown={s} version={version} graph={d.graph} open={open === 'publish'} onClose={() => setOpen('')} onRehearse={() => show('rehearse')} />
      </Suspense>}
    </>
  )
}
