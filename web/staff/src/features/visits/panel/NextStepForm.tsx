import { AutoComplete, Button, DatePicker, Radio, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addDays, clock, type BoardVisit } from '@archwire/domain'
import { Fault } from '../../../ui/Fault'
import { useAttempt } from '../../../ui/attempt'
import { useWhen } from '../../../ui/when'
import { useTemplates, useVisitsOf, type NextStepBody } from '../queries'
import { dayText, templateName } from '../words'

interface Props {
  visit: BoardVisit
  save?: string
  onSave: (n: NextStepBody) => Promise<unknown>
  /** Books the next visit first. */
  onBook: () => void
  onCancel: () => void
}

const WEEKS = [2, 4, 6, 8, 12, 26] as const
const BECAUSE = ['finished', 'elsewhere', 'by_phone', 'declined', 'moved_away'] as const

/** Nobody leaves without knowing what comes: a booked visit, a day to be called back, or none, because. */
export function NextStepForm({ visit, save, onSave, onBook, onCancel }: Props) {
  const { t } = useTranslation()
  const when = useWhen()
  const { busy, fault, attempt } = useAttempt()
  const others = useVisitsOf(visit.patient.id).data?.filter((v) => v.id !== visit.id && v.starts_at > visit.starts_at && (v.state === 'booked' || v.state === 'confirmed')) ?? []
  const interval = useTemplates().data?.find((k) => k.id === visit.template.id)?.interval_days ?? 0
  const [kind, setKind] = useState<NextStepBody['kind']>('recall')
  const chosen = kind === 'visit' && others.length === 0 ? 'recall' : kind
  const [next, setNext] = useState('')
  const [day, setDay] = useState('')
  const [because, setBecause] = useState('')
  const recall = day || addDays(visit.day, interval || 28)
  const body: NextStepBody | null =
    chosen === 'visit' ? { kind: 'visit', visit_id: next || others[0]!.id }
      : chosen === 'recall' ? { kind: 'recall', recall_day: recall }
        : because.trim() ? { kind: 'none', because: because.trim() } : null
  return (
    <div className="ns">
      {fault && <Fault error={fault} />}
      <Radio.Group value={chosen} onChange={(e) => setKind(e.target.value as NextStepBody['kind'])} vertical options={[
        { value: 'visit', label: t('visits.screen.next_visit'), disabled: others.length === 0 },
        { value: 'recall', label: t('visits.screen.next_recall') },
        { value: 'none', label: t('visits.screen.next_none') },
      ]} />
      {chosen === 'visit' && (
        <Select aria-label={t('visits.screen.next_visit')} value={next || others[0]!.id} onChange={setNext} popupMatchSelectWidth={false}
          options={others.map((v) => ({ value: v.id, label: `${dayText(v.day)} ${clock(v.starts_at, when.zone)} ${templateName(v.template)}` }))} />
      )}
      {chosen === 'recall' && (
        <div className="ns-days">
          <DatePicker aria-label={t('visits.screen.recall_day')} allowClear={false} value={dayjs(recall)} onChange={(d: Dayjs | null) => { if (d) setDay(d.format('YYYY-MM-DD')) }} />
          {WEEKS.map((w) => <Button key={w} size="small" onClick={() => setDay(addDays(visit.day, w * 7))}>{t('visits.screen.weeks', { n: w })}</Button>)}
        </div>
      )}
      {chosen === 'none' && (
        <AutoComplete aria-label={t('visits.screen.because')} placeholder={t('visits.screen.because')} value={because} maxLength={200} onChange={setBecause}
          options={BECAUSE.map((b) => ({ value: t(`visits.screen.because.${b}`) }))} />
      )}
      <p className="vd-acts">
        <Button size="small" type="primary" loading={busy} disabled={!body} onClick={() => { if (body) void attempt(async () => { await onSave(body) }) }}>{save ?? t('form.save')}</Button>
        <Button size="small" onClick={onBook}>{t('visits.screen.book_next')}</Button>
        <Button size="small" onClick={onCancel}>{t('form.cancel')}</Button>
      </p>
    </div>
  )
}
