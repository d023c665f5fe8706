import { Alert, Button, Checkbox, Drawer, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { yuan } from '@archwire/domain'
import { faultText } from '@archwire/i18n'
import { asProblem, useAttempt } from '../../ui/attempt'
import { DayInput } from '../../ui/DayInput'
import { Fault } from '../../ui/Fault'
import { Money } from '../../ui/Money'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { PLANS, execute, type Item, type Plan } from './queries'

/** Chooses what was done of an accepted plan, step by step, and records it. */
export function ExecuteDrawer({ open, plan, onClose }: { open: boolean; plan: Plan; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Drawer open={open} title={t('plans.execute_title')} size={520} onClose={onClose} destroyOnHidden>
      {open && <Choice plan={plan} onDone={onClose} />}
    </Drawer>
  )
}

function Choice({ plan, onDone }: { plan: Plan; onDone: () => void }) {
  const { t } = useTranslation()
  const when = useWhen()
  const run = useRun(PLANS, ['billing'])
  const { busy, fault, clear, attempt } = useAttempt()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [day, setDay] = useState(when.today())
  const [note, setNote] = useState('')
  const [anyway, setAnyway] = useState('')
  const [missing, setMissing] = useState<string[] | null>(null)
  const items = plan.items.map((i) => ({ item_id: i.id, steps: i.steps.filter((s) => chosen.has(s.id)).map((s) => s.id) })).filter((i) => i.steps.length > 0)
  const sum = plan.items.flatMap((i) => i.steps).filter((s) => chosen.has(s.id)).reduce((n, s) => n + s.amount, 0)
  const toggle = (id: string) => setChosen((old) => { const next = new Set(old); if (!next.delete(id)) next.add(id); return next })
  const save = () => void attempt(async () => {
    try {
      await run(() => execute(plan, items, { day, ...(note.trim() ? { note: note.trim() } : {}), ...(anyway.trim() ? { anyway: anyway.trim() } : {}) }), () => ({ say: `${t('plans.executed')} ¥${yuan(sum)}` }))
      onDone()
    } catch (e) {
      const p = asProblem(e)
      if (p.code !== 'plans.gate_closes') throw e
      setMissing((p.details as { missing?: string[] } | undefined)?.missing ?? [])
    }
  })
  return (
    <div className="tp-choice">
      {plan.items.filter((i) => i.done < i.steps.length).map((i) => <Steps key={i.id} item={i} chosen={chosen} onToggle={(id) => { clear(); toggle(id) }} />)}
      <label>{t('plans.day')} <DayInput value={day} onChange={setDay} aria-label={t('plans.day')} /></label>
      <Input value={note} maxLength={1000} placeholder={t('plans.field.note')} aria-label={t('plans.field.note')} onChange={(e) => setNote(e.target.value)} />
      {missing && (
        <Alert type="warning" showIcon title={faultText('plans.gate_closes', {})} description={
          <><p>{t('plans.gate_missing', { what: missing.map((m) => t(`plans.gate.${m}`)).join(' ') })}</p>
            <Input value={anyway} maxLength={400} placeholder={t('plans.gate_anyway')} aria-label={t('plans.gate_anyway')} onChange={(e) => setAnyway(e.target.value)} /></>} />
      )}
      {fault && <Fault error={fault} />}
      <Button type="primary" loading={busy} disabled={items.length === 0 || (missing !== null && !anyway.trim())} onClick={save}>{t('plans.execute')} ¥{yuan(sum)}</Button>
    </div>
  )
}

/** The next steps of an item; of a long row only those that come next. */
function Steps({ item: i, chosen, onToggle }: { item: Item; chosen: ReadonlySet<string>; onToggle: (id: string) => void }) {
  const { t, i18n } = useTranslation()
  const open = i.steps.filter((s) => !s.execution_id)
  const shown = open.slice(0, i.shares ? 3 : 12)
  const label = (s: Item['steps'][number]) => [t(`plans.step.${s.kind}`), s.kind === 'session' || s.kind === 'review' ? `${s.number}/${i.steps.length}` : '', s.site].filter(Boolean).join(' ')
  return (
    <fieldset className="tp-steps">
      <legend>{i18n.language === 'en' ? i.name_en : i.name_zh} <small className="hint">{t('plans.done_of', { done: i.done, all: i.steps.length })}</small></legend>
      {shown.map((s) => <Checkbox key={s.id} checked={chosen.has(s.id)} onChange={() => onToggle(s.id)}>{label(s)} <Money fen={s.amount} /></Checkbox>)}
    </fieldset>
  )
}
