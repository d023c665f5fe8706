import { useTranslation } from 'react-i18next'
import { Bar } from './Bars'
import { percent, signed } from './numbers'
import type { Figures } from './queries'
import { treatedOf } from './sums'

/** The period in six numbers; the cancel rate stands against what the clinic set itself. */
export function Tiles({ of: f }: { of: Figures }) {
  const { t } = useTranslation()
  const left = f.ends['left'] ?? 0
  const treated = treatedOf(f)
  const high = f.cancel_rate > f.cancel_target
  const tiles: { key: string; value: string; more: string; tone?: string }[] = [
    { key: 'ended', value: String(f.visits), more: t('figures.left', { n: left }) },
    { key: 'cancelled', value: percent(f.cancel_rate), more: t(high ? 'figures.above_target' : 'figures.within_target', { target: percent(f.cancel_target) }), tone: high ? 'bad' : 'good' },
    { key: 'no_show', value: percent(f.no_show_rate), more: t('figures.times', { n: f.ends['no_show'] ?? 0 }) },
    { key: 'rescheduled', value: percent(f.rescheduled_rate), more: t('figures.times', { n: f.ends['rescheduled'] ?? 0 }) },
    { key: 'over', value: percent(treated.rate), more: t('figures.of_treated', { n: treated.over, of: treated.visits }) },
    { key: 'mean', value: signed(treated.mean), more: t('figures.minutes_a_visit') },
  ]
  return (
    <dl className="fg-tiles">
      {tiles.map((x) => (
        <div key={x.key} className={x.tone ?? ''}>
          <dt>{t(`figures.tile.${x.key}`)}</dt>
          <dd>{x.value}<small>{x.more}</small></dd>
          {x.key === 'cancelled' && <dd><Bar share={f.cancel_rate} most={Math.max(f.cancel_rate, f.cancel_target) * 1.5} mark={f.cancel_target} tone={x.tone ?? ''} /></dd>}
        </div>
      ))}
    </dl>
  )
}
