import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAttempt } from '../../ui/attempt'
import { Fault } from '../../ui/Fault'
import { useRun } from '../../ui/run'
import { StaffSelect } from '../org/StaffSelect'
import { ordered, useMatrix, useRoleName } from '../org/roleName'
import { TASKS, handOver, type Task } from './queries'

/** Gives a task to a person or to whoever holds a role. */
export function HandOverForm({ task: x, onDone }: { task: Task; onDone: () => void }) {
  const { t } = useTranslation()
  const run = useRun(TASKS)
  const { busy, fault, attempt } = useAttempt()
  const [owner, setOwner] = useState<string>()
  const [role, setRole] = useState<string>()
  const [note, setNote] = useState('')
  const roles = useMatrix()
  const name = useRoleName()
  const back = x.owner_id ? { owner_id: x.owner_id } : { role: x.role }
  const send = () => void attempt(async () => {
    await run(() => handOver(x, owner ? { owner_id: owner } : { role: role ?? '' }, note.trim()), (after) => ({ say: t('tasks.step.handed_over'), back: () => handOver(after, back, '') }))
    onDone()
  })
  return (
    <div className="mg tk-box">
      {fault && <Fault error={fault} />}
      <div className="row">
        <div style={{ flex: 1 }}><StaffSelect label={t('tasks.to_person')} {...(owner ? { value: owner } : {})} onChange={(v) => { setOwner(v); setRole(undefined) }} only={(p) => p.holdings.some((h) => !h.clinic_id || h.clinic_id === x.clinic_id)} /></div>
        <span>{t('tasks.or')}</span>
        <Select allowClear value={role} onChange={(v) => { setRole(v); setOwner(undefined) }} placeholder={t('tasks.to_role')} aria-label={t('tasks.to_role')} style={{ width: 160 }} options={ordered(roles.data?.roles ?? []).map((r) => ({ value: r.id, label: name(r.id) }))} />
      </div>
      <Input value={note} maxLength={1000} onChange={(e) => setNote(e.target.value)} placeholder={t('tasks.note')} aria-label={t('tasks.note')} />
      <div><Button type="primary" loading={busy} disabled={!owner && !role} onClick={send}>{t('tasks.hand_over')}</Button></div>
    </div>
  )
}
