import { CloseOutlined, CopyOutlined, DeleteOutlined, PlusOutlined, WarningOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { isLine, lead, lines, type Place } from './edit'
import { ports, type Graph, type Node } from './graph'
import { KindIcon } from './icons'
import { portName, sentence } from './sentence'
import { StepForm } from './StepForm'
import { useVocabulary } from './vocabulary'

interface Props {
  graph: Graph
  node: Node
  writes: boolean
  faults: readonly string[]
  onChange: (n: Node) => void
  onGraph: (g: Graph) => void
  onAdd: (at: Place) => void
  onCopy: () => void
  onRemove: () => void
  onClose: () => void
}

/** One step at the side of the picture: its fields, where its ways lead, what is wrong with it. */
export function StepPanel({ graph, node: n, writes, faults, onChange, onGraph, onAdd, onCopy, onRemove, onClose }: Props) {
  const { t } = useTranslation()
  const words = useVocabulary()
  const head = useRef<HTMLHeadingElement>(null)
  useEffect(() => { head.current?.focus() }, [n.id])
  return (
    <section className="jn-panel" aria-label={t('jny.step_fields')} onKeyDown={(e) => { if (e.key === 'Escape' && !e.defaultPrevented) { e.stopPropagation(); onClose() } }}>
      <header>
        <h2 ref={head} tabIndex={-1}><KindIcon kind={n.kind} /> {t(`journeys.node.${n.kind}`)}</h2>
        <span className="row">
          {writes && n.kind !== 'entry' && <Button size="small" type="text" icon={<CopyOutlined />} aria-label={t('jny.copy')} title={t('jny.copy')} onClick={onCopy} />}
          {writes && n.kind !== 'entry' && <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('jny.remove')} title={t('jny.remove')} onClick={onRemove} />}
          <Button size="small" type="text" icon={<CloseOutlined />} aria-label={t('jny.close')} title={t('jny.close')} onClick={onClose} />
        </span>
      </header>
      <p className="jn-preview">{sentence(n, words)}</p>
      {faults.map((f) => <p key={f} className="jn-fault" role="alert"><WarningOutlined aria-hidden />{f}</p>)}
      {writes && <StepForm node={n} onChange={onChange} />}
      {writes && ports(n).length > 0 && <Ways graph={graph} node={n} onGraph={onGraph} onAdd={onAdd} />}
    </section>
  )
}

/** Where each way out leads: to a step that is there, to a new one, or to the end. */
function Ways({ graph, node: n, onGraph, onAdd }: { graph: Graph; node: Node; onGraph: (g: Graph) => void; onAdd: (at: Place) => void }) {
  const { t } = useTranslation()
  const words = useVocabulary()
  const all = lines(graph).filter(isLine).filter((l) => l.node.kind !== 'entry' && (l.node.id !== n.id || n.kind === 'loop'))
  const options = [{ value: '', label: t('jny.ends') }, ...all.map((l) => ({ value: l.node.id, label: `${l.number} ${l.node.name || sentence(l.node, words)}` }))]
  return (
    <div className="jn-ways">
      <h3>{t('jny.ways')}</h3>
      {ports(n).map((port) => {
        const name = portName(n, port) || t('jny.then')
        return (
          <div key={port} className="row">
            <span className="jn-label">{name}</span>
            <Select<string> size="small" className="jn-grow" value={n.to?.[port] ?? ''} aria-label={t('jny.leads_to', { way: name })} popupMatchSelectWidth={320} showSearch={{ optionFilterProp: 'label' }} options={options} onChange={(to) => onGraph(lead(graph, { from: n.id, port }, to))} />
            <Button size="small" type="text" icon={<PlusOutlined />} aria-label={t('jny.add_after', { where: name })} title={t('jny.add_step')} onClick={() => onAdd({ from: n.id, port })} />
          </div>
        )
      })}
    </div>
  )
}
