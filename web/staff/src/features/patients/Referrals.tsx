import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useDesk } from '../../app/desk'
import { Waiting } from '../../app/Waiting'
import { Fault } from '../../ui/Fault'
import { keys, referrals, type Branch } from './queries'
import { NODE, layout, openAtFirst, type Node } from './tree'

/** Everybody who came through a person, as a picture. */
export function Referrals({ id }: { id: string }) {
  const tree = useQuery({ queryKey: keys.referrals(id), queryFn: () => referrals(id) })
  if (tree.isPending) return <Waiting />
  if (tree.isError) return <Fault error={tree.error} onRetry={() => void tree.refetch()} />
  return <Tree branches={tree.data} />
}

function Tree({ branches }: { branches: Branch[] }) {
  const { t } = useTranslation()
  const { clinics } = useDesk()
  const [open, setOpen] = useState(() => openAtFirst(branches))
  useEffect(() => setOpen(openAtFirst(branches)), [branches])
  const picture = useMemo(() => layout(branches, (b) => open.has(b.id)), [branches, open])
  const root = branches[0]
  const toggle = (id: string) => setOpen((old) => { const next = new Set(old); if (!next.delete(id)) next.add(id); return next })
  if (!root) return null
  const far = [...new Set(branches.map((b) => b.home_clinic_id))].length > 1
  const label = (b: Branch) => [b.hidden ? t('patients.out_of_sight') : b.name, far && clinics.find((c) => c.id === b.home_clinic_id)?.short_name].filter(Boolean).join(' · ')
  return (
    <section className="pn">
      <p className="hint">{root.total === 0 ? t('patients.brought_nobody') : t('patients.brought_all', { direct: root.direct, total: root.total })}</p>
      <div className="tr" tabIndex={0} role="group" aria-label={t('patients.tab.referrals')}>
        <svg width={picture.width} height={picture.height}>
          {picture.lines.map((l) => <path key={l.id} d={l.d} className="tr-line" />)}
          {picture.nodes.map((n) => <Person key={n.branch.id} node={n} label={label(n.branch)} onToggle={() => toggle(n.branch.id)} open={open.has(n.branch.id)} />)}
        </svg>
      </div>
    </section>
  )
}

const onKeys = (act: () => void) => (e: KeyboardEvent) => { if (e.key === 'Enter' || e.key === ' ') { e.preventDefault(); act() } }

function Person({ node: { branch: b, x, y }, label, open, onToggle }: { node: Node; label: string; open: boolean; onToggle: () => void }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const visit = () => void go(`/patients/${b.id}`)
  const counts = b.total > b.direct ? `${b.direct} / ${b.total}` : String(b.direct)
  return (
    <g transform={`translate(${x} ${y})`}>
      <g {...(b.hidden ? {} : { role: 'link', tabIndex: 0, onClick: visit, onKeyDown: onKeys(visit), 'aria-label': label })} className={b.hidden ? 'tr-one tr-hidden' : b.parent_id ? 'tr-one' : 'tr-one tr-root'}>
        <title>{`${label} ${b.record_no}`}</title>
        <rect width={NODE.width} height={NODE.height} rx={7} />
        <text x={10} y={22}>{label.length > 11 ? `${label.slice(0, 10)}…` : label}</text>
      </g>
      {b.direct > 0 && (
        <g className="tr-fold" role="button" tabIndex={0} aria-expanded={open} aria-label={t('patients.brought_toggle', { name: label, n: b.direct })} onClick={onToggle} onKeyDown={onKeys(onToggle)}
          transform={`translate(${NODE.width - 8} ${NODE.height / 2 - 10})`}>
          <rect width={counts.length * 6 + 14} height={20} rx={10} /><text x={7} y={14}>{counts}</text>
        </g>
      )}
    </g>
  )
}
