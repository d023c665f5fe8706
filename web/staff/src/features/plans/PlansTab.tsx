import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { Waiting } from '../../app/Waiting'
import { Empty } from '../../ui/Empty'
import { Fault } from '../../ui/Fault'
import { EditDrawer, type Editing } from './EditDrawer'
import { Compare } from './Compare'
import { DirectDrawer } from './DirectDrawer'
import { PlanCard } from './PlanCard'
import { usePlans, type Plan } from './queries'
import { setsOf } from './sets'
import './plans.css'

/** A patient's plans: alternatives stand side by side, the latest set first. */
export default function PlansTab({ patient }: { patient: string }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const plans = usePlans(patient)
  const [editing, setEditing] = useState<Editing | null>(null)
  const [direct, setDirect] = useState(false)
  if (plans.isPending) return <Waiting />
  if (plans.isError) return <Fault error={plans.error} onRetry={() => void plans.refetch()} />
  const sets = setsOf(plans.data)
  const add = <>
    {may('plans.edit') && <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing({ patient, set: '' })}>{t('plans.new')}</Button>}
    {may('plans.execute') && <Button onClick={() => setDirect(true)}>{t('plans.direct')}</Button>}
  </>
  return (
    <div className="tp">
      {sets.length === 0 ? <Empty text={t('plans.none')}>{add}</Empty> : <div className="row">{add}</div>}
      {sets.map((set) => <PlanSet key={set[0]!.set_id} plans={set} onEdit={(plan) => setEditing({ patient, set: plan.set_id, plan })} onAdd={() => setEditing({ patient, set: set[0]!.set_id })} />)}
      <EditDrawer of={editing} onClose={() => setEditing(null)} />
      <DirectDrawer patient={direct ? patient : ''} onClose={() => setDirect(false)} />
    </div>
  )
}

function PlanSet({ plans, onEdit, onAdd }: { plans: Plan[]; onEdit: (p: Plan) => void; onAdd: () => void }) {
  const { t } = useTranslation()
  const { may, clinic } = useDesk()
  const [comparing, setComparing] = useState(false)
  const open = plans.every((p) => p.accepted_at === 0)
  return (
    <section className="tp-set" aria-label={t('plans.alternatives', { n: plans.length })}>
      <div className="tp-row">{plans.map((p) => <PlanCard key={p.id} plan={p} open={open} onEdit={() => onEdit(p)} />)}</div>
      <div className="row">
        {open && may('plans.edit') && plans[0]!.clinic_id === clinic && <Button size="small" icon={<PlusOutlined />} onClick={onAdd}>{t('plans.new_alternative')}</Button>}
        {plans.length > 1 && <Button size="small" onClick={() => setComparing(true)}>{t('planning.compare')}</Button>}
      </div>
      <Compare plans={comparing ? plans : []} onClose={() => setComparing(false)} />
    </section>
  )
}
