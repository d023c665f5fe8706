import { Button, Segmented, Slider, Space, Switch } from 'antd'
import { PrinterOutlined } from '@ant-design/icons'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { daysOf, inPlace, isPrimary, mouthAt, quadrantOf, type Mouth } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { Waiting } from '../../app/Waiting'
import { Fault } from '../../ui/Fault'
import { ToothChart } from '../../tooth/ToothChart'
import { NOTHING, choose, type Selection } from '../../tooth/selection'
import { useNotation } from '../../tooth/notation'
import { useToothWords, type Notation } from '../../tooth/words'
import { FindingForm } from './FindingForm'
import { FindingList } from './FindingList'
import { chartKey, useChart, type Chart } from './chartQueries'
import './chart.css'

/** The chart of a patient's teeth: what is in the mouth, on any day of its history, and what is written down of it. */
export default function ChartTab({ patient }: { patient: string }) {
  const { t } = useTranslation()
  const chart = useChart(patient)
  useLiveQueries('charting', chartKey(patient))
  if (chart.isPending) return <Waiting />
  if (!chart.data) {
    return (
      <section className="pn">
        <Fault error={chart.error} onRetry={() => void chart.refetch()} />
        <p className="hint">{t('teeth.unread')}</p>
        <ToothChart mouth={null} primary={false} notation="fdi" />
      </section>
    )
  }
  return <Teeth chart={chart.data} />
}

const AREAS = { FM: [1, 2, 3, 4], UA: [1, 2], LA: [3, 4], Q1: [1], Q2: [2], Q3: [3], Q4: [4] } as const
export type Area = keyof typeof AREAS | ''

/** Milk teeth are shown where one is there, or something was written of one. */
export const mixed = (m: Mouth): boolean => m.teeth.some((n) => isPrimary(n.tooth) && ((inPlace(n.presence) && n.presence !== 'implant') || n.marks.length > 0))

function Teeth({ chart }: { chart: Chart }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const [notation, setNotation] = useNotation()
  const days = useMemo(() => [...new Set([...daysOf(chart.findings), chart.today])].sort(), [chart])
  const [day, setDay] = useState('')
  const now = day === '' || day === chart.today
  const mouth = useMemo(() => mouthAt(day || chart.today, chart.born, chart.findings), [chart, day])
  const [milk, setMilk] = useState<boolean | null>(null)
  const [selection, setSelection] = useState<Selection>(NOTHING)
  const [area, setArea] = useState<Area>('')
  const [adding, setAdding] = useState(false)
  const select = (s: Selection, a: Area = '') => { setSelection(s); setArea(a) }
  const quick = (a: Exclude<Area, ''>) =>
    select(choose(NOTHING, mouth.teeth.filter((n) => inPlace(n.presence) && (AREAS[a] as readonly number[]).includes(quadrantOf(n.tooth))).map((n) => n.tooth), false), a)
  return (
    <div className="ch">
      <section className="pn ch-chart">
        <header className="ch-bar">
          <Space.Compact aria-label={t('teeth.quick')}>{(Object.keys(AREAS) as Exclude<Area, ''>[]).map((a) => <Button key={a} size="small" type={a === area ? 'primary' : 'default'} disabled={!now} onClick={() => quick(a)}>{t(`charting.area.${a}`)}</Button>)}</Space.Compact>
          <span className="ch-set">
            <label><Switch size="small" checked={adding} disabled={!now} onChange={setAdding} aria-label={t('teeth.adding')} /> {t('teeth.adding')}</label>
            <label><Switch size="small" checked={milk ?? mixed(mouth)} onChange={setMilk} aria-label={t('teeth.primary')} /> {t('teeth.primary')}</label>
            <Segmented size="small" value={notation} onChange={setNotation} aria-label={t('teeth.notation')} options={(['fdi', 'palmer'] as const).map((n) => ({ value: n, label: t(`teeth.notation.${n}`) }))} />
            <Button size="small" icon={<PrinterOutlined />} onClick={() => window.print()}>{t('teeth.print')}</Button>
          </span>
        </header>
        <ToothChart mouth={mouth} primary={milk ?? mixed(mouth)} notation={notation} selection={now ? selection : NOTHING} adding={adding} {...(now ? { onSelect: (s: Selection) => select(s) } : {})} />
        <Below mouth={mouth} notation={notation} />
        {days.length > 1 && <History days={days} day={day || chart.today} onDay={setDay} />}
      </section>
      {now && may('charting.write') && <FindingForm chart={chart} mouth={mouth} selection={selection} area={area} notation={notation} onDone={() => select(NOTHING)} />}
      {!now && <section className="pn ch-form"><p>{t('teeth.in_the_past', { day })}</p><Button onClick={() => setDay('')}>{t('teeth.back_to_today')}</Button></section>}
      <FindingList chart={chart} until={day || chart.today} notation={notation} />
    </div>
  )
}

/** What is said of whole quadrants, and how the drawing is read. */
function Below({ mouth, notation }: { mouth: Mouth; notation: Notation }) {
  const { t } = useTranslation()
  const words = useToothWords(notation)
  return (
    <div className="ch-below">
      {mouth.areas.length > 0 && <p>{mouth.areas.map((a) => `${a.quadrants.length === 4 ? t('charting.area.FM') : a.quadrants.map((q) => t(`charting.area.Q${q}`)).join(t('teeth.and'))} ${words.what(a.what, a.detail)}`).join(t('app.semicolon'))}</p>}
      <p className="ch-legend" aria-label={t('teeth.legend')}>{(['caries', 'filling', 'plan', 'crown', 'rct', 'assumed'] as const).map((k) => <span key={k}><i className={`ch-key ch-${k}`} />{t(`teeth.legend.${k}`)}</span>)}</p>
      {mouth.teeth.some((n) => n.assumed) && <p className="hint">{t('teeth.by_age')}</p>}
    </div>
  )
}

/** The days on which something was written, as the stops of a slider. */
function History({ days, day, onDay }: { days: readonly string[]; day: string; onDay: (day: string) => void }) {
  const { t } = useTranslation()
  const at = days.indexOf(day)
  const last = days.length - 1
  return (
    <div className="ch-time">
      <span>{t('teeth.as_of')} <b>{at === last ? t('teeth.today') : day}</b></span>
      <Slider min={0} max={last} value={at < 0 ? last : at} onChange={(i) => onDay(i === last ? '' : days[i]!)} tooltip={{ formatter: (i) => days[i ?? last] }} dots={days.length < 40} ariaLabelForHandle={t('teeth.slider')} ariaValueTextFormatterForHandle={(i) => days[i] ?? ''} />
    </div>
  )
}
