import { useTranslation } from 'react-i18next'
import { useAttempt } from '../../ui/attempt'
import { Fault } from '../../ui/Fault'
import { useRun } from '../../ui/run'
import { RecipientFields } from './RecipientFields'
import { TASKS, handOver, recipientOf, type Recipient, type Task } from './queries'

/** Gives a task to a person or to whoever holds a role. */
export function HandOverForm({ task: x, onDone }: { task: Task; onDone: () => void }) {
  const { t } = useTranslation()
  const run = useRun(TASKS)
  const { busy, fault, attempt } = useAttempt()
  const send = (to: Recipient, note: string) => void attempt(async () => {
    await run(() => handOver(x, to, note), (after) => ({ say: t('tasks.step.handed_over'), back: () => handOver(after, recipientOf(x), '') }))
    onDone()
  })
  return (
    <div className="mg tk-box">
      {fault && <Fault error={fault} />}
      <RecipientFields clinics={[x.clinic_id]} busy={busy} onPick={send} />
    </div>
  )
}
