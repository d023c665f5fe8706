import { useTranslation } from 'react-i18next'

const WIDE = 96
const HIGH = 24

/** The size of a segment over the last days, as a line without an axis; its words say it too. */
export function Spark({ values }: { values: readonly number[] }) {
  const { t } = useTranslation()
  if (values.length < 2) return null
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const y = (v: number) => (high === low ? HIGH / 2 : HIGH - 3 - ((v - low) / (high - low)) * (HIGH - 6))
  const points = values.map((v, i) => `${((i / (values.length - 1)) * (WIDE - 4) + 2).toFixed(1)},${y(v).toFixed(1)}`)
  const say = t('segments.spark', { from: values[0], to: values.at(-1) })
  return (
    <svg className="au-spark" width={WIDE} height={HIGH} role="img" aria-label={say}><title>{say}</title>
      <polyline points={points.join(' ')} fill="none" stroke="#0f766e" strokeWidth="1.5" />
      <circle cx={points.at(-1)!.split(',')[0]} cy={points.at(-1)!.split(',')[1]} r="2.2" fill="#0f766e" />
    </svg>
  )
}
