import { Button, Checkbox, Drawer, InputNumber } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { yuan, type BoardVisit } from '@archwire/domain'
import { Waiting } from '../../app/Waiting'
import { asProblem, useAttempt } from '../../ui/attempt'
import { Fault } from '../../ui/Fault'
import { Money } from '../../ui/Money'
import { useRun } from '../../ui/run'
import { DoneFields, useDone } from './DoneFields'
import { Missing, closedOf, type Closed } from './Gates'
import { PLANS, execute, usePlan, type Item, type Plan, type Step } from './queries'
import { useFinish } from './finish'
import './plans.css'

/** Chooses what was done of an accepted plan, step by step, and records it. */
export function ExecuteDrawer({ plan, visit, onClose }: { plan: string; visit?: BoardVisit | undefined; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Drawer open={!!plan} title={visit ? `${t('plans.execute_title')} · ${visit.patient.name}` : t('plans.execute_title')} size={560} onClose={onClose} destroyOnHidden>
      {plan && <Read id={plan} visit={visit} onDone={onClose} />}
    </Drawer>
  )
}

function Read({ id, visit, onDone }: { id: string; visit: BoardVisit | undefined; onDone: () => void }) {
  const plan = usePlan(id)
  if (plan.isError) return <Fault error={plan.error} onRetry={() => void plan.refetch()} />
  if (!plan.data) return <Waiting />
  return <Choice plan={plan.data} visit={visit} onDone={onDone} />
}

const openOf = (i: Item): Step[] => i.steps.filter((s) => !s.execution_id)

/** Where one contract is all that is left, its next step is what is done most often. */
function likely(plan: Plan): ReadonlySet<string> {
  const left = plan.items.filter((i) => openOf(i).length > 0)
  return new Set(left.length === 1 && left[0]!.shares ? [openOf(left[0]!)[0]!.id] : [])
}

function Choice({ plan, visit, onDone }: { plan: Plan; visit: BoardVisit | undefined; onDone: () => void }) {
  const { t } = useTranslation()
  const run = useRun(PLANS, ['billing'])
  const { busy, fault, clear, attempt } = useAttempt()
  const done = useDone(plan.patient_id, visit, plan.doctor_id)
  const finish = useFinish(done.visit)
  const [chosen, setChosen] = useState(() => likely(plan))
  const [anyway, setAnyway] = useState('')
  const [missing, setMissing] = useState<Closed | null>(null)
  // Somebody else may have executed a step since: it cannot be chosen any more.
  useEffect(() => { setChosen((old) => new Set(plan.items.flatMap(openOf).filter((s) => old.has(s.id)).map((s) => s.id))) }, [plan])
  const items = plan.items.map((i) => ({ item_id: i.id, steps: openOf(i).filter((s) => chosen.has(s.id)).map((s) => s.id) })).filter((i) => i.steps.length > 0)
  const sum = plan.items.flatMap(openOf).filter((s) => chosen.has(s.id)).reduce((n, s) => n + s.amount, 0)
  const choose = (of: Item, ids: readonly string[]) => { clear(); setChosen((old) => new Set([...[...old].filter((id) => !of.steps.some((s) => s.id === id)), ...ids])) }
  const save = (treated: boolean) => void attempt(async () => {
    try {
      await run(() => execute(plan, items, { ...done.body, ...(anyway.trim() ? { anyway: anyway.trim() } : {}) }), () => ({ say: `${t('plans.executed')} ¥${yuan(sum)}` }))
      if (treated) await finish?.()
      onDone()
    } catch (e) {
      const p = asProblem(e)
      if (p.code !== 'plans.gate_closes') throw e
      setMissing(closedOf(p))
    }
  })
  const held = items.length === 0 || (missing !== null && (missing.blocks || !anyway.trim()))
  return (
    <div className="tp-choice">
      {plan.items.filter((i) => openOf(i).length > 0).map((i) => <Steps key={i.id} item={i} chosen={chosen} onChoose={(ids) => choose(i, ids)} />)}
      <DoneFields of={done} />
      {missing && <Missing patient={plan.patient_id} closed={missing} anyway={anyway} onAnyway={setAnyway} onGo={onDone} />}
      {fault && <Fault error={fault} />}
      <div className="row">
        <Button type="primary" loading={busy} disabled={held} onClick={() => save(false)}>{t('plans.execute')} ¥{yuan(sum)}</Button>
        {finish && <Button loading={busy} disabled={held} onClick={() => save(true)}>{t('planning.execute_and_finish')}</Button>}
      </div>
    </div>
  )
}

/** How many steps of an item are shown one by one; more are said as a number. */
const SHOWN = 12

/** The next steps of an item: each on its own, or how many of those that come next. */
function Steps({ item: i, chosen, onChoose }: { item: Item; chosen: ReadonlySet<string>; onChoose: (ids: string[]) => void }) {
  const { t, i18n } = useTranslation()
  const open = openOf(i)
  const shown = open.slice(0, i.shares ? 3 : SHOWN)
  const picked = open.filter((s) => chosen.has(s.id)).map((s) => s.id)
  const label = (s: Step) => <>{t(`plans.step.${s.kind}`)} {(s.kind === 'session' || s.kind === 'review') && `${s.number}/${i.steps.length}`} {s.site && <small className="tp-site">{s.site}</small>}</>
  return (
    <fieldset className="tp-steps">
      <legend>{i18n.language === 'en' ? i.name_en : i.name_zh} <small className="hint">{t('plans.done_of', { done: i.done, all: i.steps.length })}</small></legend>
      {shown.map((s) => <Checkbox key={s.id} checked={chosen.has(s.id)} onChange={(e) => onChoose(e.target.checked ? [...picked, s.id] : picked.filter((id) => id !== s.id))}><span>{label(s)}</span> <Money fen={s.amount} /></Checkbox>)}
      {open.length > 1 && (
        <label className="row"><small className="hint">{t('planning.next_n', { all: open.length })}</small>
          <InputNumber size="small" min={0} max={open.length} value={picked.length} aria-label={t('planning.how_many', { item: i18n.language === 'en' ? i.name_en : i.name_zh })} onChange={(n) => onChoose(open.slice(0, n ?? 0).map((s) => s.id))} /></label>
      )}
    </fieldset>
  )
}
