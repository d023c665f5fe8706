import { ClockCircleOutlined, WarningFilled } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { StatusTag } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import type { Complaint } from './queries'

/** Where a complaint stands, and until when what it waits for is due. */
export function StateTag({ complaint: c }: { complaint: Complaint }) {
  const { t } = useTranslation()
  const when = useWhen()
  if (c.state === 'closed') return <StatusTag tone={c.content === 'no' ? 'warn' : 'good'}>{t(`complaints.result.${c.result}`)}</StatusTag>
  const due = c.answered_at ? c.result_due : c.answer_due
  return (
    <StatusTag tone={c.late ? 'bad' : c.answered_at ? 'plain' : 'warn'} mark={c.late ? <WarningFilled aria-label={t('complaints.late')} /> : <ClockCircleOutlined aria-hidden />}>
      {c.answered_at ? t('complaints.result_by', { at: when.full(due).slice(5) }) : t('complaints.answer_by', { at: when.full(due).slice(5) })}
    </StatusTag>
  )
}

/** A length of time in minutes as people say it. */
export function useSpan(): (minutes: number) => string {
  const { t } = useTranslation()
  return (n) => (n < 120 ? t('complaints.minutes', { n }) : n < 48 * 60 ? t('complaints.hours', { n: Math.round(n / 60) }) : t('complaints.days', { n: Math.round(n / 144) / 10 }))
}
