import { DeleteOutlined, PlusOutlined, UndoOutlined } from '@ant-design/icons'
import { Button, Segmented } from 'antd'
import { useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Waiting } from '../../app/Waiting'
import { Fault } from '../../ui/Fault'
import { LeafEditor, NotSwitch } from './LeafEditor'
import { useDictionary } from './queries'
import { bare, barePath, childPath, faultAt, isGroup, negated, type Dictionary, type Rule, type RuleFaults } from './rules'
import './audience.css'

export interface RuleEditorProps {
  value: Rule
  onChange: (r: Rule) => void
  /** What is wrong, by the path of its node. */
  faults?: RuleFaults
}

/** A rule as nested groups of conditions; each step can be taken back with Ctrl+Z. */
export function RuleEditor({ value, onChange, faults = {} }: RuleEditorProps) {
  const { t } = useTranslation()
  const dict = useDictionary()
  const past = useRef<Rule[]>([])
  const [back, setBack] = useState(0)
  if (dict.isPending) return <Waiting />
  if (dict.isError) return <Fault error={dict.error} onRetry={() => void dict.refetch()} />
  const change = (r: Rule) => {
    past.current = [...past.current.slice(-49), value]
    setBack(past.current.length)
    onChange(r)
  }
  const undo = () => {
    const last = past.current.pop()
    setBack(past.current.length)
    if (last) onChange(last)
  }
  const keys = (e: KeyboardEvent) => {
    if (e.key.toLowerCase() !== 'z' || !(e.ctrlKey || e.metaKey) || e.shiftKey || (e.target as HTMLElement).tagName === 'INPUT') return
    e.preventDefault()
    undo()
  }
  const top = isGroup(bare(value).rule) ? value : { op: 'and' as const, rules: value.op ? [value] : [] }
  return (
    <div className="au-editor" onKeyDown={keys}>
      <GroupEditor rule={top} path="" depth={0} dict={dict.data} faults={faults} onChange={change} />
      {back > 0 && <Button type="link" size="small" icon={<UndoOutlined />} onClick={undo}>{t('segments.step_back')}</Button>}
    </div>
  )
}

interface NodeProps {
  rule: Rule
  path: string
  depth: number
  dict: Dictionary
  faults: RuleFaults
  onChange: (r: Rule) => void
  onRemove?: () => void
}

const NEW: Rule = { op: 'attr', attr: '' }

function GroupEditor({ rule, path, depth, dict, faults, onChange, onRemove }: NodeProps) {
  const { t } = useTranslation()
  const { rule: group, not } = bare(rule)
  const [fresh, setFresh] = useState(-1)
  const list = group.rules ?? []
  const at = barePath(rule, path)
  const set = (rules: Rule[], op = group.op) => onChange(negated({ op, rules }, not))
  const fault = faultAt(faults, at)
  return (
    <section className={`au-group au-${group.op}`} aria-label={t(`segments.join.${not ? 'not_' : ''}${group.op}`)}>
      <header>
        <Segmented size="small" value={group.op} aria-label={t('segments.joined')} onChange={(op) => set(list, op as 'and' | 'or')} options={['and', 'or'].map((o) => ({ value: o, label: t(`segments.join.${o}`) }))} />
        {depth > 0 && <NotSwitch on={not} onChange={(on) => onChange(negated(group, on))} />}
        {onRemove && <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t('segments.remove_group')} onClick={onRemove} />}
      </header>
      {fault && <p className="au-fault" role="alert">{fault}</p>}
      {list.map((r, i) => {
        const props = {
          rule: r, path: childPath(at, i), depth: depth + 1, dict, faults,
          onChange: (x: Rule) => { setFresh(-1); set(list.map((y, j) => (j === i ? x : y))) },
          onRemove: () => set(list.filter((_, j) => j !== i)),
        }
        return isGroup(bare(r).rule) ? <GroupEditor key={i} {...props} /> : <LeafRow key={i} {...props} fresh={i === fresh} />
      })}
      <div className="row">
        <Button size="small" icon={<PlusOutlined />} onClick={() => { setFresh(list.length); set([...list, NEW]) }}>{t('segments.add')}</Button>
        {depth < 5 && <Button size="small" type="text" icon={<PlusOutlined />} onClick={() => set([...list, { op: group.op === 'and' ? 'or' : 'and', rules: [NEW] }])}>{t('segments.add_group')}</Button>}
      </div>
    </section>
  )
}

function LeafRow({ rule, path, dict, faults, onChange, onRemove, fresh }: NodeProps & { fresh: boolean }) {
  const { t } = useTranslation()
  const { rule: leaf, not } = bare(rule)
  const fault = faultAt(faults, barePath(rule, path))
  return (
    <div className={fault ? 'au-row au-wrong' : 'au-row'}>
      <NotSwitch on={not} onChange={(on) => onChange(negated(leaf, on))} />
      <div className="au-grow">
        <LeafEditor rule={leaf} dict={dict} autoFocus={fresh} onChange={(r) => onChange(negated(r, not))} />
        {fault && <p className="au-fault" role="alert">{fault}</p>}
      </div>
      <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t('segments.remove')} onClick={onRemove} />
    </div>
  )
}
