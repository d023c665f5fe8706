import { Button, Checkbox, Drawer, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Waiting } from '../../app/Waiting'
import { useAttempt } from '../../ui/attempt'
import { Fault } from '../../ui/Fault'
import { Facts, Panel } from '../../ui/Page'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { useReason } from '../messages/words'
import { PersonSelect } from '../patients/PersonSelect'
import { nodeOf } from './edit'
import type { Graph } from './graph'
import { dryRun, live, rehearse, useRehearsals, type DryRun, type Rehearsed } from './queries'
import { sentence } from './sentence'
import { useVocabulary } from './vocabulary'

interface Props { id: string; graph: Graph; open: boolean; onClose: () => void }

/** The draft is played before anybody is spoken to: over what happened, over what will, and for one patient. */
export function RehearseDrawer(props: Props) {
  const { t } = useTranslation()
  return <Drawer open={props.open} size="min(760px, 100vw)" title={t('jny.rehearse')} onClose={props.onClose} destroyOnHidden><Content {...props} /></Drawer>
}

const TABS = ['replay', 'forecast', 'one'] as const

function Content({ id, graph }: Props) {
  const { t } = useTranslation()
  const [tab, setTab] = useState<(typeof TABS)[number]>('replay')
  return (
    <div className="mg">
      <Segmented value={tab} aria-label={t('jny.rehearse')} onChange={(v) => setTab(v as typeof tab)} options={TABS.map((x) => ({ value: x, label: t(`jny.rehearse_tab.${x}`) }))} />
      <p className="hint">{t(`jny.rehearse_help.${tab}`)}</p>
      {tab === 'one' ? <OnePerson id={id} graph={graph} /> : <Played key={tab} id={id} graph={graph} kind={tab} />}
    </div>
  )
}

function Played({ id, graph, kind }: { id: string; graph: Graph; kind: 'replay' | 'forecast' }) {
  const { t } = useTranslation()
  const when = useWhen()
  const run = useRun(live.rehearsals(id), ['journeys-preview', id])
  const before = useRehearsals(id)
  const { busy, fault, attempt } = useAttempt()
  const [now, setNow] = useState<Rehearsed | null>(null)
  const last = now ?? before.data?.find((x) => x.kind === kind) ?? null
  return (
    <>
      <div><Button type="primary" loading={busy} onClick={() => void attempt(async () => { setNow(await run(() => rehearse(id, kind, graph))) })}>{t(`jny.play.${kind}`)}</Button></div>
      {fault && <Fault error={fault} />}
      {before.isPending && <Waiting />}
      {last && !now && <p className="hint">{t('jny.played_at', { at: when.full(last.at), by: last.by })}</p>}
      {last && <Sums played={last} graph={graph} />}
    </>
  )
}

/** What would have gone, and what is worth a look. */
function Sums({ played: x, graph }: { played: Rehearsed; graph: Graph }) {
  const { t } = useTranslation()
  const words = useVocabulary()
  const reason = useReason()
  const r = x.result
  const nodes = Object.entries(r.nodes ?? {}).map(([id, n]) => ({ id, n, node: nodeOf(graph, id) }))
  return (
    <div className="mg" role="region" aria-label={t('jny.played')}>
      <Facts rows={[
        [t('jny.sum.people'), t('jny.sum.people_of', { entered: r.entered, people: r.people, refused: r.refused })],
        [t('jny.sum.messages'), t('jny.sum.messages_of', { n: r.messages, parts: r.parts })], [t('jny.sum.tasks'), t('jny.sum.tasks_of', { n: r.tasks, peak: r.task_peak })],
        [t('jny.sum.peak'), r.peak.n ? t('jny.sum.peak_of', { day: r.peak.day, hour: r.peak.hour, n: r.peak.n }) : ''],
        [t('jny.sum.collisions'), r.collisions ? t('jny.sum.collisions_of', { n: r.collisions }) : t('jny.sum.no_collisions')],
        [t('jny.sum.wecom'), r.over_wecom ? t('jny.sum.wecom_of', { n: r.over_wecom }) : ''], [t('jny.sum.inside'), t('jny.people_n', { n: r.inside })],
      ]} />
      {x.contrast && <Panel title={t('jny.contrast')}><Facts rows={[
        [t('jny.sum.people'), t('jny.contrast_of', { draft: x.contrast.entered[0] ?? 0, live: x.contrast.entered[1] ?? 0 })], [t('jny.sum.messages'), t('jny.contrast_of', { draft: x.contrast.messages[0] ?? 0, live: x.contrast.messages[1] ?? 0 })],
        [t('jny.sum.tasks'), t('jny.contrast_of', { draft: x.contrast.tasks[0] ?? 0, live: x.contrast.tasks[1] ?? 0 })], [t('jny.contrast_more'), t('jny.people_n', { n: x.contrast.more })], [t('jny.contrast_fewer'), t('jny.people_n', { n: x.contrast.fewer })],
      ]} /></Panel>}
      <Calendar days={r.days ?? []} />
      {nodes.length > 0 && <Panel title={t('jny.by_step')}><ul className="ls">{nodes.map((n) => <li key={n.id}><b>{n.n}</b> <span>{n.node ? n.node.name || sentence(n.node, words) : n.id}</span></li>)}</ul></Panel>}
      {(r.withheld ?? []).length > 0 && <Panel title={t('jny.withheld')}><ul className="ls">{r.withheld.map((w) => <li key={w.key}><b>{w.n}</b> <span>{reason(w.key)}</span></li>)}</ul></Panel>}
      {x.many.length > 0 && <Panel title={t('jny.many', { n: r.many_all })}><People list={x.many} /></Panel>}
      {x.collided.length > 0 && <Panel title={t('jny.collided')}><People list={x.collided} /></Panel>}
    </div>
  )
}

const People = ({ list }: { list: Rehearsed['many'] }) => {
  const { t } = useTranslation()
  return <ul className="ls">{list.slice(0, 20).map((p) => <li key={p.patient_id}><Link to={`/patients/${p.patient_id}`}>{p.name}</Link> <span>{p.record_no} · {t('jny.things_n', { n: p.n })}</span></li>)}</ul>
}

/** Days with what would go on them, by channel and by who does it. */
function Calendar({ days }: { days: Rehearsed['result']['days'] }) {
  const { t } = useTranslation()
  const { role } = useVocabulary()
  const of = (m: Record<string, number> | null | undefined) => Object.entries(m ?? {})
  const most = Math.max(1, ...days.map((d) => of(d.channels).reduce((s, [, n]) => s + n, 0) + of(d.who).reduce((s, [, n]) => s + n, 0)))
  if (days.length === 0) return <p className="hint">{t('jny.nothing_goes')}</p>
  return (
    <Panel title={t('jny.calendar')}>
      <ul className="jn-days">
        {days.map((d) => {
          const messages = of(d.channels).reduce((s, [, n]) => s + n, 0)
          const tasks = of(d.who).reduce((s, [, n]) => s + n, 0)
          const told = [...of(d.channels).map(([c, n]) => `${t(`messages.channel.${c}`)} ${n}`), ...of(d.who).map(([w, n]) => `${w ? role(w) : t('jny.sum.tasks')} ${n}`)].join(t('jny.list'))
          return <li key={d.day}><span>{d.day}</span><span className="jn-track" aria-hidden><i className="jn-msg" style={{ width: `${(100 * messages) / most}%` }} /><i className="jn-task" style={{ width: `${(100 * tasks) / most}%` }} /></span><small>{told}{d.withheld > 0 ? ` · ${t('jny.withheld_n', { n: d.withheld })}` : ''}</small></li>
        })}
      </ul>
    </Panel>
  )
}

function OnePerson({ id, graph }: { id: string; graph: Graph }) {
  const { t } = useTranslation()
  const { busy, fault, attempt } = useAttempt()
  const [patient, setPatient] = useState<string>()
  const [past, setPast] = useState(false)
  const [out, setOut] = useState<DryRun | null>(null)
  return (
    <>
      <div className="row">
        <span className="jn-person"><PersonSelect {...(patient ? { value: patient } : {})} onChange={setPatient} label={t('jny.patient')} /></span>
        <Checkbox checked={past} onChange={(e) => setPast(e.target.checked)}>{t('jny.over_past')}</Checkbox>
        <Button type="primary" loading={busy} disabled={!patient} onClick={() => void attempt(async () => { setOut(await dryRun(id, patient!, past, graph)) })}>{t('jny.play.one')}</Button>
      </div>
      {fault && <Fault error={fault} />}
      {out && <Timeline run={out} graph={graph} />}
    </>
  )
}

/** What one patient would get, in the order of time, and why not where not. */
function Timeline({ run: x, graph }: { run: DryRun; graph: Graph }) {
  const { t } = useTranslation()
  const when = useWhen()
  const words = useVocabulary()
  const reason = useReason()
  const name = (id: string) => { const n = nodeOf(graph, id); return n ? n.name || sentence(n, words) : id }
  const rows = [
    ...x.lines.map((l, i) => ({ key: `l${i}`, at: l.at, head: t(`journeys.heard.${l.heard}`), text: [(l.path ?? []).map((p) => name(p.node)).join(' → '), l.end ? t(`journeys.ending.${l.end}`) : l.wake_at ? t('jny.waits_until', { at: when.full(l.wake_at) }) : ''].filter(Boolean).join(' · '), not: false })),
    ...x.would.map((w, i) => ({ key: `w${i}`, at: w.at, head: t(`journeys.effect.${w.kind}`), text: [w.text ? words.text(w.text) : name(w.node), w.channel ? t(`messages.channel.${w.channel}`) : w.who ? words.role(w.who) : '', w.reason ? reason(w.reason) : ''].filter(Boolean).join(' · '), not: w.reason !== '' })),
  ].sort((a, b) => a.at - b.at)
  if (rows.length === 0) return <p role="status">{t(x.refused ? 'jny.refused_again' : 'jny.never_enters')}</p>
  return <ol className="jn-timeline" aria-label={t('jny.played')}>{rows.map((r) => <li key={r.key} className={r.not ? 'jn-not' : ''}><span>{when.full(r.at)}</span><b>{r.head}</b><span>{r.text}</span></li>)}</ol>
}
