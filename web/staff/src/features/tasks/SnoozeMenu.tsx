import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { faultText } from '@archwire/i18n'
import { serverNow } from '../../app/api'
import { useAttempt } from '../../ui/attempt'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { TASKS, snooze, type Task } from './queries'

const MINUTE = 60_000
const AWAY = [15, 30, 60, 120] as const

/** Hides a task for a while, at most until it is due. */
export function SnoozeMenu({ task: x }: { task: Task }) {
  const { t } = useTranslation()
  const when = useWhen()
  const run = useRun(TASKS)
  const { busy, fault, attempt } = useAttempt()
  const before = x.snoozed_until > serverNow() ? x.snoozed_until : 0
  const hide = (until: number) => void attempt(async () => {
    await run(() => snooze(x, until), (after) => ({ say: until ? t('tasks.snoozed', { until: when.full(until) }) : t('tasks.show_again'), back: () => snooze(after, before) }))
  })
  const items = [
    ...AWAY.map((n) => ({ key: String(n), label: t('tasks.for_minutes', { n }), onClick: () => hide(serverNow() + n * MINUTE) })),
    ...(before > 0 ? [{ key: 'now', label: t('tasks.show_again'), onClick: () => hide(0) }] : []),
    { key: 'due', label: t('tasks.until_due', { at: when.full(x.due_at) }), onClick: () => hide(x.due_at) },
  ]
  return (
    <>
      <Dropdown trigger={['click']} menu={{ items }} disabled={x.colour === 'red'}><Button loading={busy}>{t('tasks.snooze')}</Button></Dropdown>
      {fault && <span role="alert" className="tk-fault">{faultText(fault.code, fault.args)}</span>}
    </>
  )
}
