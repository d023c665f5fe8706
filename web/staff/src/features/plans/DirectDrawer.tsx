import { Button, Drawer } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { yuan, type BoardVisit } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { useAttempt } from '../../ui/attempt'
import { Fault } from '../../ui/Fault'
import { useRun } from '../../ui/run'
import { DoneFields, useDone } from './DoneFields'
import { contentOf, emptyDraft, type Draft } from './draft'
import { Sum, useQuote } from './EditDrawer'
import { useFinish } from './finish'
import { Missing, closedOf } from './Gates'
import { Lines } from './Lines'
import { PLANS, executeDirect } from './queries'
import './plans.css'

/** What was done in a visit without an agreed plan: items and teeth, done and billed in one act. */
export function DirectDrawer({ patient, visit, onClose }: { patient: string; visit?: BoardVisit | undefined; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Drawer open={!!patient} title={visit ? `${t('plans.direct')} · ${visit.patient.name}` : t('plans.direct')} size={820} onClose={onClose} destroyOnHidden>
      {patient && <Direct patient={patient} visit={visit} onDone={onClose} />}
    </Drawer>
  )
}

function Direct({ patient, visit, onDone }: { patient: string; visit: BoardVisit | undefined; onDone: () => void }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const run = useRun(PLANS, ['billing'])
  const { busy, fault, attempt } = useAttempt()
  const [draft, setDraft] = useState<Draft>(() => emptyDraft(''))
  const [anyway, setAnyway] = useState('')
  const done = useDone(patient, visit, '')
  const finish = useFinish(done.visit)
  const priced = useQuote(clinic, '', draft)
  const change = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }))
  const sum = priced.data?.plan.amount ?? 0
  const save = (treated: boolean) => void attempt(async () => {
    const body = contentOf({ ...draft, doctor: done.doctor })
    await run(() => executeDirect(clinic, patient, body, { ...done.body, ...(anyway.trim() ? { anyway: anyway.trim() } : {}) }), () => ({ say: `${t('plans.executed')} ¥${yuan(sum)}` }))
    if (treated) await finish?.()
    onDone()
  })
  const held = draft.lines.length === 0 || priced.isError
  return (
    <div className="tp-choice">
      <p className="hint">{t('planning.direct_hint')}</p>
      <Lines draft={draft} patient={patient} clinic={clinic} quote={priced.data} onChange={change} />
      {priced.isError && <Fault error={priced.error} />}
      {priced.data && draft.lines.length > 0 && <Sum quote={priced.data} />}
      <DoneFields of={done} />
      {fault && (fault.code === 'plans.gate_closes' ? <Missing patient={patient} closed={closedOf(fault)} anyway={anyway} onAnyway={setAnyway} onGo={onDone} /> : <Fault error={fault} />)}
      <div className="row">
        <Button type="primary" loading={busy} disabled={held} onClick={() => save(false)}>{t('plans.execute')} ¥{yuan(sum)}</Button>
        {finish && <Button loading={busy} disabled={held} onClick={() => save(true)}>{t('planning.execute_and_finish')}</Button>}
      </div>
    </div>
  )
}
