import { useTranslation } from 'react-i18next'
import { Panel } from '../../../ui/Page'
import { reasonText } from '../words'
import { BarList } from './Bars'
import type { Figures } from './queries'
import { WHY, reasonsOf, type Why } from './sums'

const ENDS = ['left', 'rescheduled', 'cancelled_early', 'cancelled_late', 'cancelled_by_clinic', 'no_show'] as const
const TONES: Partial<Record<string, string>> = { left: 'good', no_show: 'bad', cancelled_late: 'warn' }

/** How the visits ended, and the reasons that were given. */
export function Ends({ of: f }: { of: Figures }) {
  const { t } = useTranslation()
  const why = (Object.keys(WHY) as Why[]).map((w) => [w, reasonsOf(f.reasons, w)] as const).filter(([, rows]) => rows.length > 0)
  return (
    <Panel title={t('figures.ends')}>
      <BarList title={t('figures.all_ended')} count={f.visits} rows={ENDS.map((e) => ({ key: e, name: t(`visits.end.${e}`), n: f.ends[e] ?? 0, share: f.visits ? (f.ends[e] ?? 0) / f.visits : 0, tone: TONES[e] ?? '' }))} />
      {why.length > 0 && (
        <div className="fg-why">
          {why.map(([w, rows]) => <BarList key={w} title={t(`figures.why.${w}`)} count={rows.reduce((n, r) => n + r.n, 0)} rows={rows.map((r) => ({ key: r.reason, name: reasonText(t, r.reason) || t('figures.no_reason'), n: r.n, share: r.share }))} />)}
        </div>
      )}
    </Panel>
  )
}
