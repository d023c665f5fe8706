import { Button, Switch } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { inPlace, isPrimary, mouthAt, quadrantOf, type Mouth } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { NOTHING, choose, chosen, type Selection } from '../../tooth/selection'
import { ToothChart } from '../../tooth/ToothChart'
import { useToothWords } from '../../tooth/words'
import { useChart } from '../charting/chartQueries'
import { QUADRANTS, areasFor, byTeeth, joined, parted, said, type Area } from './site'

interface Props {
  value: string
  rule: string
  patient: string
  onDone: (site: string) => void
  onCancel: () => void
}

const milky = (m: Mouth | null): boolean => m?.teeth.some((n) => isPrimary(n.tooth) && inPlace(n.presence)) ?? false

/** The chart of the patient's teeth to choose from; what the item may be planned for is what can be chosen. */
export default function SitePicker(props: Props) {
  const { may } = useDesk()
  return may('charting.view') && props.patient ? <Known {...props} /> : <Chart {...props} mouth={null} />
}

function Known(props: Props) {
  const chart = useChart(props.patient)
  const mouth = useMemo(() => (chart.data ? mouthAt(chart.data.today, chart.data.born, chart.data.findings) : null), [chart.data])
  return <Chart {...props} mouth={mouth} />
}

function Chart({ value, rule, mouth, onDone, onCancel }: Props & { mouth: Mouth | null }) {
  const { t } = useTranslation()
  const words = useToothWords('fdi')
  const start = useMemo(() => parted(value), [value])
  const [teeth, setTeeth] = useState<Selection>(start.teeth)
  const [areas, setAreas] = useState<readonly Area[]>(start.areas)
  const [milk, setMilk] = useState<boolean | null>(null)
  const single = byTeeth(rule)
  const primary = milk ?? (milky(mouth) || chosen(start.teeth).some(isPrimary))
  // The chart shows areas as the teeth in them.
  const shown = areas.length > 0 && mouth ? choose(NOTHING, mouth.teeth.filter((n) => inPlace(n.presence) && areas.some((a) => QUADRANTS[a].includes(quadrantOf(n.tooth)))).map((n) => n.tooth), false) : teeth
  const pick = (s: Selection) => { setTeeth((old) => joined(old, s)); setAreas([]) }
  const turn = (a: Area) => {
    setTeeth(NOTHING)
    setAreas((old) => (old.includes(a) ? old.filter((x) => x !== a) : rule === 'quadrant' || rule === 'arch' ? [...old, a] : [a]))
  }
  const site = said(teeth, areas)
  return (
    <div className="tp-choice">
      <div className="row">
        {areasFor(rule).map((a) => <Button key={a} type={areas.includes(a) ? 'primary' : 'default'} aria-pressed={areas.includes(a)} onClick={() => turn(a)}>{t(`charting.area.${a}`)}</Button>)}
        {single && <label><Switch size="small" checked={primary} onChange={setMilk} aria-label={t('teeth.primary')} /> {t('teeth.primary')}</label>}
      </div>
      <ToothChart mouth={mouth} primary={primary} notation="fdi" selection={shown} {...(single ? { onSelect: pick } : {})} />
      {single && <p className="hint">{t('planning.pick_hint')}</p>}
      <div className="row">
        <Button type="primary" onClick={() => onDone(site)}>{t('planning.take_site')}</Button><Button onClick={onCancel}>{t('form.cancel')}</Button>
        <b aria-live="polite">{site ? words.site(site) : t('planning.no_site')}</b>
      </div>
    </div>
  )
}
