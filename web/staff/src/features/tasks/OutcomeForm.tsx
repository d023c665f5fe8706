import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { useAttempt } from '../../ui/attempt'
import { Fault } from '../../ui/Fault'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { instantOf } from '../../ui/localTime'
import { TASKS, keys, kinds, record, reopen, type Kind, type Task } from './queries'
import { DayTimeInput } from '../../ui/DayInput'

type Outcome = Kind['outcomes'][number]

interface Props {
  task: Task
  onDone: () => void
  /** The words of an outcome where the form has its own; '' leaves it out. */
  words?: (outcome: string) => string
}

/** What came of it: one button each. An outcome that tries again asks when. */
export function OutcomeForm({ task: x, onDone, words }: Props) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const { zone } = useWhen()
  const all = useQuery({ queryKey: keys.kinds, queryFn: kinds, staleTime: Infinity })
  const run = useRun(TASKS)
  const { busy, fault, attempt } = useAttempt()
  const [note, setNote] = useState('')
  const [again, setAgain] = useState<Outcome | null>(null)
  const [at, setAt] = useState('')
  const say = words ?? ((key: string) => t(`task.outcome.${key}`, { defaultValue: key }))
  const outcomes = (all.data?.find((k) => k.key === x.kind)?.outcomes ?? []).filter((o) => (o.effect !== 'voids' || may('tasks.cancel')) && say(o.key) !== '')
  const send = (o: Outcome, due: number) => void attempt(async () => {
    await run(() => record(x, o.key, note.trim(), due), (after) => ({ say: say(o.key), ...(o.effect !== 'retries' ? { back: () => reopen(after) } : {}) }))
    onDone()
  })
  return (
    <div className="mg">
      <Input.TextArea rows={2} value={note} maxLength={1000} onChange={(e) => setNote(e.target.value)} placeholder={t('tasks.outcome_note')} aria-label={t('tasks.outcome_note')} />
      {fault && <Fault error={fault} />}
      <div className="row">
        {outcomes.map((o) => (
          <Button key={o.key} disabled={busy} type={o.effect === 'finishes' ? 'primary' : 'default'} {...(o.effect === 'finishes' ? { ghost: true } : {})} onClick={() => (o.effect === 'retries' ? setAgain(o) : send(o, 0))}>{say(o.key)}</Button>
        ))}
      </div>
      {again && (
        <div className="row">
          <span>{t('tasks.again_at')}</span>
          <DayTimeInput value={at} onChange={setAt} aria-label={t('tasks.again_at')} width={190} />
          <Button type="primary" loading={busy} onClick={() => send(again, at ? instantOf(at, zone) : 0)}>{say(again.key)}</Button>
          {!at && <small className="hint">{t('tasks.again_default')}</small>}
        </div>
      )}
    </div>
  )
}
