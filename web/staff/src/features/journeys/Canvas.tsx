import { Background, Controls, Handle, Position, ReactFlow, ReactFlowProvider, BaseEdge, EdgeLabelRenderer, getSmoothStepPath, useReactFlow, type Edge, type EdgeProps, type Node as FlowNode, type NodeProps } from '@xyflow/react'
import '@xyflow/react/dist/style.css'
import { PlusOutlined, TeamOutlined, WarningOutlined } from '@ant-design/icons'
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { nodeOf, type Place } from './edit'
import { outs, type Graph, type Node } from './graph'
import { KindIcon } from './icons'
import { CARD, OPEN, layout, neighbour, openId } from './layout'
import { tone } from './tone'

export interface CanvasProps {
  graph: Graph
  selected: string
  onSelect: (key: string) => void
  /** Asks what shall stand at a place. */
  onAdd: (at: Place) => void
  onRemove: (key: string) => void
  onCopy: (key: string) => void
  onPaste: (at: Place) => void
  /** What the check says of a node, in words. */
  faults: ReadonlyMap<string, readonly string[]>
  /** How many patients stand at a node. */
  waiting: ReadonlyMap<string, number>
  sentence: (n: Node) => string
  /** What a way out is called: "happened", "35 %"; '' for the only one. */
  portName: (n: Node, port: string) => string
  writes: boolean
}

type Card = FlowNode<{ node: Node }, 'card'>
type Open = FlowNode<{ at: Place }, 'open'>
type Way = Edge<{ at: Place; label: string }, 'way'>

const Props = createContext<CanvasProps | null>(null)
const useProps = (): CanvasProps => useContext(Props)!

/** The journey as a picture: every card can be reached, opened, added to and taken out by keys alone. */
export function Canvas(props: CanvasProps) {
  return <Props value={props}><ReactFlowProvider><Picture /></ReactFlowProvider></Props>
}

const nodeTypes = { card: CardNode, open: OpenNode }
const edgeTypes = { way: WayEdge }

function Picture() {
  const { t } = useTranslation()
  const { graph, selected, onSelect, onAdd, onRemove, onCopy, onPaste, portName, writes } = useProps()
  const box = useRef<HTMLDivElement>(null)
  const flow = useReactFlow()
  const places = useMemo(() => layout(graph), [graph])
  const cards = useMemo(() => drawn(graph, places), [graph, places])
  const ways = useMemo(() => edges(graph, portName), [graph, portName])
  const count = graph.nodes.length
  // The whole journey is in sight when it is opened and whenever a card came or went.
  useEffect(() => { const id = setTimeout(() => void flow.fitView({ padding: 0.08, maxZoom: 1, duration: 0 }), 30); return () => clearTimeout(id) }, [flow, count])
  const keys = (e: KeyboardEvent) => {
    const key = (e.target as HTMLElement).closest<HTMLElement>('[data-card]')?.dataset.card
    if (!key || e.nativeEvent.isComposing) return
    const way = ({ ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' } as const)[e.key]
    const n = nodeOf(graph, key)
    const first = n && outs(n)[0]
    const at = first && { from: key, port: first.port }
    const mod = e.ctrlKey || e.metaKey
    if (way) { focus(neighbour(places, key, way)) }
    else if (writes && (e.key === 'Delete' || e.key === 'Backspace')) onRemove(key)
    else if (writes && mod && e.key === 'c') onCopy(key)
    else if (writes && mod && e.key === 'v' && at) onPaste(at)
    else if (writes && !mod && (e.key === 'a' || e.key === '+') && at) onAdd(at)
    else return
    e.preventDefault()
    e.stopPropagation()
  }
  const focus = useCallback((id: string) => {
    box.current?.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`)?.focus()
    const p = places.get(id)
    if (p) void flow.setCenter(p.x + p.width / 2, p.y + p.height / 2, { zoom: Math.max(flow.getZoom(), 0.7), duration: 120 })
  }, [flow, places])
  return (
    <div ref={box} className="jn-canvas" role="group" aria-label={t('jny.canvas')} aria-describedby="jn-keys" onKeyDown={keys}>
      <ReactFlow<Card | Open, Way> nodes={cards} edges={ways} nodeTypes={nodeTypes} edgeTypes={edgeTypes} minZoom={0.1} maxZoom={1.5} fitView fitViewOptions={{ padding: 0.08, maxZoom: 1 }}
        nodesDraggable={false} nodesConnectable={false} nodesFocusable={false} edgesFocusable={false} elementsSelectable={false} disableKeyboardA11y deleteKeyCode={null} onPaneClick={() => selected && onSelect('')} attributionPosition="top-right">
        <Background gap={20} color="#d9e0e7" />
        <Controls showInteractive={false} position="bottom-right" aria-label={t('jny.zoom')} />
      </ReactFlow>
      <p id="jn-keys" className="jn-keys">{t(writes ? 'jny.canvas_keys' : 'jny.canvas_keys_read')}</p>
    </div>
  )
}

function drawn(g: Graph, places: ReturnType<typeof layout>): (Card | Open)[] {
  const at = (id: string) => ({ x: places.get(id)?.x ?? 0, y: places.get(id)?.y ?? 0 })
  return g.nodes.flatMap((node): (Card | Open)[] => [
    { id: node.id, type: 'card', position: at(node.id), data: { node }, width: CARD.width, height: CARD.height },
    ...outs(node).filter((o) => !nodeOf(g, o.to)).map((o): Open => ({ id: openId(node.id, o.port), type: 'open', position: at(openId(node.id, o.port)), data: { at: { from: node.id, port: o.port } }, width: OPEN.width, height: OPEN.height })),
  ])
}

function edges(g: Graph, name: CanvasProps['portName']): Way[] {
  return g.nodes.flatMap((n) => outs(n).map((o): Way => {
    const target = nodeOf(g, o.to) ? o.to : openId(n.id, o.port)
    return { id: `${n.id}/${o.port}>`, source: n.id, target, type: 'way', data: { at: { from: n.id, port: o.port }, label: name(n, o.port) } }
  }))
}

/** One step: what it is, what it says, who stands there, what is wrong with it. */
function CardNode({ data: { node: n } }: NodeProps<Card>) {
  const { t } = useTranslation()
  const { selected, onSelect, faults, waiting, sentence } = useProps()
  const wrong = faults.get(n.id) ?? []
  const here = waiting.get(n.id) ?? 0
  const says = sentence(n)
  const kind = t(`journeys.node.${n.kind}`)
  const label = [kind, says, here > 0 && t('jny.here_n', { n: here }), ...wrong].filter(Boolean).join('，')
  return (
    <>
      <Handle type="target" position={Position.Left} className="jn-handle" />
      <button type="button" data-card={n.id} className={`jn-card jn-${tone(n.kind)}${selected === n.id ? ' jn-on' : ''}${wrong.length ? ' jn-wrong' : ''} nodrag nopan`} aria-label={label} aria-pressed={selected === n.id} onClick={() => onSelect(n.id)}>
        <span className="jn-kind"><KindIcon kind={n.kind} />{n.name || kind}{here > 0 && <span className="jn-here"><TeamOutlined aria-hidden />{here}</span>}</span>
        <span className="jn-says">{says}</span>
        {wrong.length > 0 && <span className="jn-fault"><WarningOutlined aria-hidden />{wrong[0]}</span>}
      </button>
      <Handle type="source" position={Position.Right} className="jn-handle" />
    </>
  )
}

/** The end of a way that leads to nothing yet. */
function OpenNode({ data: { at } }: NodeProps<Open>) {
  const { t } = useTranslation()
  const { graph, onAdd, portName, writes } = useProps()
  const n = nodeOf(graph, at.from)
  const where = n ? [t(`journeys.node.${n.kind}`), portName(n, at.port)].filter(Boolean).join(' ') : ''
  return (
    <>
      <Handle type="target" position={Position.Left} className="jn-handle" />
      {writes ? <button type="button" data-card={openId(at.from, at.port)} className="jn-plus jn-last nodrag nopan" aria-label={t('jny.add_after', { where })} title={t('jny.add_step')} onClick={() => onAdd(at)}><PlusOutlined /></button> : <span className="jn-stop" title={t('jny.ends')} />}
    </>
  )
}

/** A way from card to card, with its name and a place to put something in. */
function WayEdge({ sourceX, sourceY, targetX, targetY, data, markerEnd, target }: EdgeProps<Way>) {
  const { t } = useTranslation()
  const { graph, onAdd, writes } = useProps()
  const [path, x, y] = getSmoothStepPath({ sourceX, sourceY, targetX, targetY, sourcePosition: Position.Right, targetPosition: Position.Left, borderRadius: 10 })
  if (!data) return null
  const from = nodeOf(graph, data.at.from)
  const open = !nodeOf(graph, target)
  const where = from ? [t(`journeys.node.${from.kind}`), data.label].filter(Boolean).join(' ') : ''
  return (
    <>
      <BaseEdge path={path} className="jn-way" {...(markerEnd ? { markerEnd } : {})} />
      <EdgeLabelRenderer>
        <div className="jn-on-way nodrag nopan" style={{ transform: `translate(-50%, -50%) translate(${data.label ? targetX - 36 : x}px, ${data.label ? targetY : y}px)` }}>
          {data.label && <span className="jn-port">{data.label}</span>}
          {writes && !open && <button type="button" className="jn-plus" aria-label={t('jny.add_after', { where })} title={t('jny.add_step')} onClick={() => onAdd(data.at)}><PlusOutlined /></button>}
        </div>
      </EdgeLabelRenderer>
    </>
  )
}
