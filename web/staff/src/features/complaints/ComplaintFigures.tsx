import { Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { Waiting } from '../../app/Waiting'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Panel } from '../../ui/Page'
import { useSpan } from './words'
import { useFigures, type Figures, type Sum } from './queries'

const MONTHS = [3, 6, 12, 24] as const

/** How the clinic does: the rate of each month against its target, causes, owners, times. */
export function ComplaintFigures() {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const [months, setMonths] = useState<number>(6)
  const figures = useFigures(clinic, months)
  return (
    <>
      <div><Select<number> value={months} onChange={setMonths} aria-label={t('complaints.span')} style={{ width: 130 }} options={MONTHS.map((n) => ({ value: n, label: t('complaints.months', { n }) }))} /></div>
      {figures.isPending && <Waiting />}
      {figures.isError && <Fault error={figures.error} onRetry={() => void figures.refetch()} />}
      {figures.data && <Shown figures={figures.data} />}
    </>
  )
}

function Shown({ figures: f }: { figures: Figures }) {
  const { t } = useTranslation()
  const span = useSpan()
  const sums = [
    { title: t('complaints.raised_n'), align: 'right' as const, width: 80, render: (_: unknown, s: Sum) => s.raised },
    { title: t('complaints.open_n'), align: 'right' as const, width: 80, render: (_: unknown, s: Sum) => (s.late ? <span className="cm-late">{t('complaints.open_late', { open: s.open, late: s.late })}</span> : s.open || '') },
    { title: t('complaints.answer_time'), align: 'right' as const, width: 150, render: (_: unknown, s: Sum) => (s.answer_minutes ? <>{span(s.answer_minutes)}<br /><small className="hint">{t('complaints.in_time', { share: s.answered_in_time })}</small></> : '') },
    { title: t('complaints.result_time'), align: 'right' as const, width: 150, render: (_: unknown, s: Sum) => (s.result_minutes ? <>{span(s.result_minutes)}<br /><small className="hint">{t('complaints.in_time', { share: s.closed_in_time })}</small></> : '') },
    { title: t('complaints.content_share'), align: 'right' as const, width: 110, render: (_: unknown, s: Sum) => (s.asked ? `${s.content} %` : '') },
  ]
  const most = Math.max(2 * f.target, ...f.months.map((m) => m.rate))
  return (
    <>
      <Panel title={t('complaints.rate', { target: f.target })}>
        <ul className="cm-months" style={{ '--target': `${(100 * f.target) / most}%` } as React.CSSProperties}>
          {f.months.map((m) => (
            <li key={m.month}>
              <span>{m.month}</span>
              <span className="cm-bar" aria-hidden><i className={m.rate > f.target ? 'cm-over' : ''} style={{ width: `${(100 * m.rate) / most}%` }} /></span>
              <b>{m.persons ? `${m.rate} %` : '–'}</b> <small className="hint">{t('complaints.of_persons', { n: m.raised, persons: m.persons })}</small>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={t('complaints.by_cause')}><DataTable rows={f.causes} rowKey="about" columns={[{ title: t('complaints.cause'), render: (_, c) => t(`complaints.about.${c.about}`) }, ...sums]} /></Panel>
      <Panel title={t('complaints.by_owner')}><DataTable rows={f.owners} rowKey="owner_id" columns={[{ title: t('complaints.owner'), render: (_, o) => o.name || t('complaints.manager') }, ...sums]} /></Panel>
    </>
  )
}
