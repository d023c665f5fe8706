import { WarningOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Alert, Button, DatePicker, Drawer, Radio, Select } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addDays } from '@archwire/domain'
import { Waiting } from '../../app/Waiting'
import { useAttempt } from '../../ui/attempt'
import { Fault } from '../../ui/Fault'
import { instantOf } from '../../ui/localTime'
import { Facts, Panel } from '../../ui/Page'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { isLine, lines, nodeOf } from './edit'
import type { Graph } from './graph'
import { JOURNEYS, foresee, live, publish, type Preview, type Publishing, type Shown } from './queries'
import { sentence } from './sentence'
import { useVocabulary } from './vocabulary'

const MODES = ['new_only', 'migrate', 'drain'] as const
const OVERDUE = ['smear', 'skip', 'send'] as const

interface Props { shown: Shown; version: number; graph: Graph; open: boolean; onClose: () => void; onRehearse: () => void }

/** Before a draft goes live: what stands against it, and what becomes of each who is on the way. */
export function PublishDrawer(props: Props) {
  const { t } = useTranslation()
  return <Drawer open={props.open} size="min(680px, 100vw)" title={t(props.shown.number ? 'jny.publish_change' : 'jny.publish_first')} onClose={props.onClose} destroyOnHidden><Content {...props} /></Drawer>
}

function Content({ shown: s, version, graph, onClose, onRehearse }: Props) {
  const { t } = useTranslation()
  const when = useWhen()
  const run = useRun(JOURNEYS)
  const { busy, fault, attempt } = useAttempt()
  const [mode, setMode] = useState<Publishing['mode']>('new_only')
  const [day, setDay] = useState(addDays(when.today(), 14))
  const [overdue, setOverdue] = useState<NonNullable<Publishing['overdue']>>('smear')
  const [map, setMap] = useState<Record<string, string>>(() => sameNodes(s, graph))
  const body: Publishing = { mode, ...(mode === 'migrate' ? { map, overdue } : {}), ...(mode === 'drain' ? { until: instantOf(`${day}T23:59`, when.zone) } : {}) }
  const ahead = useQuery({ queryKey: live.preview(s.id, body, version), queryFn: () => foresee(s.id, body), placeholderData: keepPreviousData, gcTime: 0 })
  const v = ahead.data
  const go = () => void attempt(async () => {
    await run(() => publish({ id: s.id, version }, { ...body, ...(v?.mark ? { seen: v.mark } : {}) }), () => ({ say: t('jny.published') }))
    onClose()
  })
  const stops = v ? v.flaws.filter((f) => !f.warns) : []
  return (
    <div className="mg">
      {ahead.isPending && <Waiting />}
      {ahead.isError && <Fault error={ahead.error} onRetry={() => void ahead.refetch()} />}
      {fault && <Fault error={fault} onRetry={() => void ahead.refetch()} />}
      {stops.length > 0 && <Alert type="error" showIcon role="alert" title={t('jny.flaws_n', { n: stops.length })} description={<ul className="ls">{stops.map((f, i) => <li key={i}>{t(`journeys.flaw.${f.code}`, (f.args ?? {}) as Record<string, string>)}</li>)}</ul>} />}
      {v && !v.rehearsed && stops.length === 0 && <Alert type="warning" showIcon title={t('jny.not_rehearsed')} action={<Button size="small" onClick={onRehearse}>{t('jny.rehearse')}</Button>} />}
      {s.number > 0 && (
        <Panel title={t('jny.what_of_those')}>
          <Radio.Group className="jn-radios" value={mode} onChange={(e) => setMode(e.target.value as Publishing['mode'])} options={MODES.map((m) => ({ value: m, label: <>{t(`journeys.mode.${m}`)} <small className="hint">{t(`jny.mode_help.${m}`)}</small></> }))} />
          {mode === 'drain' && <label className="row">{t('jny.until_day')}<DatePicker value={dayjs(day)} allowClear={false} aria-label={t('jny.until_day')} onChange={(x) => { if (x) setDay(x.format('YYYY-MM-DD')) }} /></label>}
          {mode === 'migrate' && v && <MapOf shown={s} graph={graph} preview={v} map={map} onMap={setMap} />}
          {mode === 'migrate' && <label className="row">{t('jny.overdue')}<Select value={overdue} aria-label={t('jny.overdue')} style={{ minWidth: 200 }} onChange={setOverdue} options={OVERDUE.map((o) => ({ value: o, label: t(`journeys.overdue.${o}`) }))} /></label>}
        </Panel>
      )}
      {v && s.number > 0 && <Foreseen preview={v} mode={mode} />}
      <div className="row"><Button type="primary" loading={busy} disabled={!v || stops.length > 0 || (mode === 'migrate' && v.unmapped.length > 0)} onClick={go}>{t('jny.go_live')}</Button><Button onClick={onClose}>{t('form.cancel')}</Button></div>
    </div>
  )
}

/** Nodes that are in both graphs stay where they are. */
function sameNodes(s: Shown, g: Graph): Record<string, string> {
  const old = (s.versions[0]?.graph ?? { nodes: [] }) as unknown as Graph
  return Object.fromEntries(old.nodes.filter((n) => nodeOf(g, n.id)?.kind === n.kind).map((n) => [n.id, n.id]))
}

/** For each step at which somebody stands: where they go in the new version. */
function MapOf({ shown, graph, preview: v, map, onMap }: { shown: Shown; graph: Graph; preview: Preview; map: Record<string, string>; onMap: (m: Record<string, string>) => void }) {
  const { t } = useTranslation()
  const words = useVocabulary()
  const olds = shown.versions.flatMap((x) => (x.graph as unknown as Graph).nodes)
  const name = (g: { nodes: Graph['nodes'] }, id: string) => { const n = g.nodes.find((x) => x.id === id); return n ? n.name || sentence(n, words) : id }
  const options = [{ value: '', label: t('jny.leaves') }, ...lines(graph).filter(isLine).filter((l) => l.node.kind !== 'entry').map((l) => ({ value: l.node.id, label: `${l.number} ${l.node.name || sentence(l.node, words)}` }))]
  const occupied = Object.entries(v.waiting).sort((a, b) => b[1] - a[1])
  if (occupied.length === 0) return <p className="hint">{t('jny.nobody_waits')}</p>
  return (
    <ul className="jn-map">
      {occupied.map(([id, n]) => (
        <li key={id}>
          <span>{name({ nodes: olds }, id)} <b>{t('jny.here_n', { n })}</b></span>
          <Select<string> {...(id in map ? { value: map[id]! } : {})} status={id in map ? '' : 'error'} placeholder={t('jny.map_pick')} aria-label={t('jny.map_to', { from: name({ nodes: olds }, id) })} options={options} showSearch={{ optionFilterProp: 'label' }} popupMatchSelectWidth={360} onChange={(to) => onMap({ ...map, [id]: to })} />
        </li>
      ))}
    </ul>
  )
}

/** Who moves, what is cancelled and added. */
function Foreseen({ preview: v, mode }: { preview: Preview; mode: string }) {
  const { t } = useTranslation()
  const when = useWhen()
  const all = Object.values(v.waiting).reduce((s, n) => s + n, 0)
  if (mode !== 'migrate') return <p role="status">{mode === 'drain' ? t('jny.stay_until', { n: all }) : t('jny.stay', { n: all })}</p>
  if (v.unmapped.length > 0) return <p role="status" className="jn-fault"><WarningOutlined aria-hidden />{t('jny.unmapped_n', { n: v.unmapped.length })}</p>
  return (
    <Panel title={t('jny.foreseen')}>
      <Facts rows={[[t('jny.moved'), t('jny.people_n', { n: v.moved })], [t('jny.leave'), t('jny.people_n', { n: v.leave })], [t('jny.retimed'), t('jny.people_n', { n: v.retimed })], [t('jny.cancelled'), t('jny.things_n', { n: v.cancelled })], [t('jny.were_overdue'), t('jny.people_n', { n: v.overdue })], [t('jny.busiest'), t('jny.people_n', { n: v.busiest_minute })]]} />
      {v.moves.length > 0 && (
        <details className="jn-moves"><summary>{t('jny.see_who', { n: v.moves.length })}</summary>
          <ul className="ls">{v.moves.map((m) => <li key={m.enrolment_id}><b>{m.patient_name || t('jny.elsewhere')}</b> <span>{m.from} → {m.to} · {when.full(m.was_at)} → {when.full(m.wake_at)}{m.cancelled > 0 ? ` · ${t('jny.cancelled')} ${m.cancelled}` : ''}</span></li>)}</ul>
        </details>
      )}
    </Panel>
  )
}
