import { needTexts } from '@archwire/i18n'
import { Suspense, lazy } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useDesk } from '../../../app/desk'
import { useLiveQueries } from '../../../app/live'
import { Waiting } from '../../../app/Waiting'
import { Empty } from '../../../ui/Empty'
import { Fault } from '../../../ui/Fault'
import { Page } from '../../../ui/Page'
import { useWhen } from '../../../ui/when'
import { useTemplates } from '../queries'
import { dayText, kindName } from '../words'
import { Ends } from './Ends'
import { OverrunTable } from './OverrunTable'
import { PERIODS, daysOf, type Days, type PeriodName } from './period'
import { PeriodPicker } from './PeriodPicker'
import { figuresKey, useFigures, type Figures } from './queries'
import { Tiles } from './Tiles'
import '../../../board/marks.css'
import './figures.css'

const ImagingFigures = lazy(async () => { const [m] = await Promise.all([import('../../imaging/ImagingFigures'), needTexts('imaging')]); return m })

/** What the visits of some days came to: how they ended and why, and how they ran against their plan. */
export default function FiguresPage() {
  const { t } = useTranslation()
  const { clinic, may } = useDesk()
  const { today } = useWhen()
  const [params, setParams] = useSearchParams()
  const asked = params.get('period') as PeriodName
  const name = PERIODS.includes(asked) ? asked : 'month'
  const days = daysOf(name, today(), { from: params.get('from') ?? '', to: params.get('to') ?? '' })
  const figures = useFigures(clinic, days)
  useLiveQueries('visits', figuresKey(clinic))
  const pick = (n: PeriodName, d: Days) => setParams(n === 'own' ? { period: n, ...d } : { period: n }, { replace: true })
  const f = figures.data
  return (
    <Page title={t('nav.figures')} lead={t('figures.lead', { days: [...new Set([days.from, days.to])].map((d) => dayText(d, today())).join(' – ') })} actions={<PeriodPicker name={name} days={days} onPick={pick} />}>
      {figures.isError && <Fault error={figures.error} onRetry={() => void figures.refetch()} />}
      {figures.isPending && <Waiting />}
      {f && !figures.isError && (f.visits === 0 ? <Empty text={t('figures.none')} /> : <Body of={f} fresh={!figures.isPlaceholderData} />)}
      {f && !figures.isError && may('imaging.figures') && <Suspense fallback={<Waiting />}><ImagingFigures clinic={clinic} {...days} /></Suspense>}
    </Page>
  )
}

function Body({ of: f, fresh }: { of: Figures; fresh: boolean }) {
  const { t } = useTranslation()
  const kinds = useTemplates().data
  return (
    <div className={fresh ? 'fg' : 'fg fg-old'} aria-busy={!fresh}>
      <Tiles of={f} />
      <div className="fg-two">
        <Ends of={f} />
        <div className="fg-over">
          <OverrunTable title={t('figures.by_doctor')} first={t('visits.screen.doctor')} rows={f.by_doctor} name={(o) => o.name} />
          <OverrunTable title={t('figures.by_kind')} first={t('visits.screen.kind')} rows={f.by_template} name={(o) => {
            const kind = kinds?.find((k) => k.code === o.key)
            return <><em className={`bd-dot c-${kind?.colour ?? ''}`} />{kind ? kindName(kind) : o.name}</>
          }} />
        </div>
      </div>
      <p className="hint">{t('figures.help')}</p>
    </div>
  )
}
