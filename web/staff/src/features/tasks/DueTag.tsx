import { ClockCircleOutlined, WarningFilled } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { StatusTag, type Tone } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import type { Task } from './queries'

const TONE: Record<Task['colour'], Tone> = { red: 'bad', amber: 'warn', calm: 'plain' }

/** When it is due, in colour and in words. */
export function DueTag({ task: x }: { task: Task }) {
  const { t } = useTranslation()
  const when = useWhen()
  if (x.state !== 'open') return <StatusTag tone={x.state === 'done' ? 'good' : 'plain'}>{t(`tasks.state.${x.state}`)} {when.full(x.closed_at)}</StatusTag>
  return <StatusTag tone={TONE[x.colour]} mark={x.colour === 'red' ? <WarningFilled aria-hidden /> : <ClockCircleOutlined aria-hidden />}>{t(`tasks.colour.${x.colour}`)} · {when.full(x.due_at)}</StatusTag>
}
