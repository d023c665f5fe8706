import { Button, Drawer, Segmented, Switch } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { mouthAt } from '@archwire/domain'
import { useLiveQueries } from '../../app/live'
import { Waiting } from '../../app/Waiting'
import { Fault } from '../../ui/Fault'
import { ToothChart } from '../../tooth/ToothChart'
import { NOTHING, type Selection } from '../../tooth/selection'
import { useNotation } from '../../tooth/notation'
import { mixed } from './ChartTab'
import { FindingForm } from './FindingForm'
import { chartKey, useChart, type Chart } from './chartQueries'
import { namesOf } from './parts'
import type { Part } from './recordQueries'
import './chart.css'

interface Props {
  patient: string
  /** Where the chosen teeth are put. */
  part: Part
  onTake: (named: string) => void
  onClose: () => void
}

/** The chart of teeth beside the record: what is chosen is named in the text, and findings are charted without leaving it. */
export default function TeethDrawer({ patient, part, onTake, onClose }: Props) {
  const { t } = useTranslation()
  const chart = useChart(patient)
  useLiveQueries('charting', chartKey(patient))
  return (
    <Drawer open title={t('charting.tab.chart')} size={820} onClose={onClose}>
      {chart.data ? <Choose chart={chart.data} part={part} onTake={onTake} /> : chart.isPending ? <Waiting /> : <Fault error={chart.error} onRetry={() => void chart.refetch()} />}
    </Drawer>
  )
}

function Choose({ chart, part, onTake }: { chart: Chart; part: Part; onTake: Props['onTake'] }) {
  const { t } = useTranslation()
  const [notation, setNotation] = useNotation()
  const mouth = useMemo(() => mouthAt(chart.today, chart.born, chart.findings), [chart])
  const [milk, setMilk] = useState<boolean | null>(null)
  const [selection, setSelection] = useState<Selection>(NOTHING)
  const named = namesOf(selection)
  return (
    <div className="ch-beside">
      <div className="row">
        <label><Switch size="small" checked={milk ?? mixed(mouth)} onChange={setMilk} aria-label={t('teeth.primary')} /> {t('teeth.primary')}</label>
        <Segmented size="small" value={notation} onChange={setNotation} aria-label={t('teeth.notation')} options={(['fdi', 'palmer'] as const).map((n) => ({ value: n, label: t(`teeth.notation.${n}`) }))} />
      </div>
      <ToothChart mouth={mouth} primary={milk ?? mixed(mouth)} notation={notation} selection={selection} adding onSelect={setSelection} />
      <div className="row">
        <Button type="primary" size="large" disabled={named === ''} onClick={() => onTake(named)}>{t('record.put_teeth', { part: t(`charting.part.${part}`) })}</Button>
        <b aria-live="polite">{named || <span className="hint">{t('record.put_teeth_help')}</span>}</b>
      </div>
      <FindingForm chart={chart} mouth={mouth} selection={selection} area="" notation={notation} onDone={() => {}} />
    </div>
  )
}
