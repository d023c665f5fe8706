import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined, TeamOutlined, WarningOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { earlier, isLine, later, lines, nodeOf, type Line, type Place, type Turn } from './edit'
import { outs, type Graph } from './graph'
import { KindIcon } from './icons'
import { portName, rulesOf, rung, sentence } from './sentence'
import { tone } from './tone'
import { useVocabulary } from './vocabulary'

interface Props {
  graph: Graph
  writes: boolean
  selected: string
  faults: ReadonlyMap<string, readonly string[]>
  waiting: ReadonlyMap<string, number>
  onSelect: (key: string) => void
  onAdd: (at: Place) => void
  onRemove: (key: string) => void
  onGraph: (g: Graph) => void
}

/** The same journey as sentences, in the order of reading; what the picture can do, the list can as well. */
export function Sentences(props: Props) {
  const { t } = useTranslation()
  const words = useVocabulary()
  const { graph } = props
  const all = useMemo(() => lines(graph), [graph])
  const numbers = useMemo(() => new Map(all.filter(isLine).map((l) => [l.node.id, l.number])), [all])
  return (
    <div className="jn-sentences">
      <ol aria-label={t('jny.sentences')}>
        {all.map((l) => (isLine(l) ? <OneLine key={l.node.id} line={l} {...props} /> : <OneTurn key={`${l.of}/${l.port}`} turn={l} numbers={numbers} {...props} />))}
      </ol>
      <ul className="jn-rules" aria-label={t('jny.rules')}>{rulesOf(graph, words).map((r) => <li key={r}>{r}</li>)}</ul>
    </div>
  )
}

/** The way by which one came, where there was more than one. */
function Port({ graph, of, port }: { graph: Graph; of: string; port: string }) {
  const n = nodeOf(graph, of)
  const name = n && port ? portName(n, port) : ''
  return name ? <span className="jn-port">{name}</span> : null
}

function OneLine({ line: l, graph, writes, selected, faults, waiting, onSelect, onAdd, onRemove, onGraph }: Props & { line: Line }) {
  const { t } = useTranslation()
  const words = useVocabulary()
  const n = l.node
  const wrong = faults.get(n.id) ?? []
  const here = waiting.get(n.id) ?? 0
  const first = outs(n)[0]
  const [up, down] = writes ? [earlier(graph, n.id), later(graph, n.id)] : [null, null]
  const what = t('jny.step_n', { n: l.number })
  return (
    <li className={`jn-line jn-${tone(n.kind)}${selected === n.id ? ' jn-on' : ''}`} style={{ marginInlineStart: 22 * l.depth }}>
      <Port graph={graph} of={l.of} port={l.port} />
      <button type="button" className="jn-read" aria-pressed={selected === n.id} onClick={() => onSelect(n.id)}>
        <b className="jn-number">{l.number}</b><KindIcon kind={n.kind} /><span>{n.name && <b>{n.name}：</b>}{sentence(n, words)}</span>
      </button>
      {here > 0 && <span className="jn-here"><TeamOutlined aria-hidden />{t('jny.here_n', { n: here })}</span>}
      {writes && (
        <span className="jn-do">
          <Button size="small" type="text" icon={<ArrowUpOutlined />} disabled={!up} aria-label={t('jny.earlier', { what })} title={t('jny.earlier', { what })} onClick={() => up && onGraph(up)} />
          <Button size="small" type="text" icon={<ArrowDownOutlined />} disabled={!down} aria-label={t('jny.later', { what })} title={t('jny.later', { what })} onClick={() => down && onGraph(down)} />
          {first && <Button size="small" type="text" icon={<PlusOutlined />} aria-label={t('jny.add_after', { where: what })} title={t('jny.add_step')} onClick={() => onAdd({ from: n.id, port: first.port })} />}
          {n.kind !== 'entry' && <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('jny.drop', { what })} title={t('jny.drop', { what })} onClick={() => onRemove(n.id)} />}
        </span>
      )}
      {n.kind === 'ladder' && <ol className="jn-sub">{(n.ladder?.rungs ?? []).map((r, i) => <li key={i}>{rung(r, words)}</li>)}</ol>}
      {n.kind === 'task' && (n.task?.list?.length ?? 0) > 0 && <ol className="jn-sub">{n.task!.list!.map((x, i) => <li key={i}>{x}</li>)}</ol>}
      {wrong.map((w) => <span key={w} className="jn-fault"><WarningOutlined aria-hidden />{w}</span>)}
    </li>
  )
}

/** Where a way goes on at a step that was read already, or ends. */
function OneTurn({ turn, numbers, graph, writes, onAdd }: Props & { turn: Turn; numbers: ReadonlyMap<string, number> }) {
  const { t } = useTranslation()
  const to = numbers.get(turn.to)
  const n = nodeOf(graph, turn.of)
  const name = n ? portName(n, turn.port) : ''
  return (
    <li className="jn-line jn-turn" style={{ marginInlineStart: 22 * turn.depth }}>
      <Port graph={graph} of={turn.of} port={turn.port} />
      <span>{to ? t('jny.goes_on', { n: to }) : t('jny.ends')}</span>
      {writes && !to && <Button size="small" type="text" icon={<PlusOutlined />} aria-label={t('jny.add_after', { where: [t('jny.step_n', { n: numbers.get(turn.of) ?? 0 }), name].filter(Boolean).join(' ') })} title={t('jny.add_step')} onClick={() => onAdd({ from: turn.of, port: turn.port })} />}
    </li>
  )
}
