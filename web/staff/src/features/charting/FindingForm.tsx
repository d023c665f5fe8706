import { Button, Checkbox, Input, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FINDING_KINDS, findingKind, inPlace, type FindingKind, type FindingState, type Mouth } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { Fault } from '../../ui/Fault'
import { useAttempt } from '../../ui/attempt'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { chosen, siteOf, type Selection } from '../../tooth/selection'
import { useToothWords, type Notation } from '../../tooth/words'
import { useVisitsOf } from '../visits/queries'
import { chartKey, noteFindings, type Chart } from './chartQueries'
import type { Area } from './ChartTab'

interface Props {
  chart: Chart
  mouth: Mouth
  selection: Selection
  area: Area
  notation: Notation
  onDone: () => void
}

const DID: readonly FindingState[] = ['done', 'planned', 'elsewhere']

/** Writes down what was seen, done or is planned of the chosen teeth: two taps and a button. */
export function FindingForm({ chart, mouth, selection, area, notation, onDone }: Props) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const words = useToothWords(notation)
  const run = useRun(chartKey(chart.patient_id))
  const { busy, fault, attempt, clear } = useAttempt()
  const [what, setWhat] = useState('')
  const [state, setState] = useState<FindingState>('done')
  const [detail, setDetail] = useState('')
  const [note, setNote] = useState('')
  const [pontics, setPontics] = useState<string[] | null>(null)
  const visit = useVisitNow(chart.patient_id)
  const kind = findingKind(what)
  const teeth = chosen(selection)
  const site = kind ? siteOf(selection, kind, area) : ''
  const gone = teeth.filter((x) => !inPlace(mouth.teeth.find((n) => n.tooth === x)?.presence ?? ''))
  const over = (pontics ?? gone).filter((x) => teeth.includes(x))
  const pick = (k: FindingKind) => { setWhat(k.what); setDetail(''); setPontics(null); clear() }
  const save = () => kind && void attempt(async () => {
    const one = {
      site, what: kind.what, state: kind.treatment ? state : 'found' as const,
      ...(detail ? { detail } : {}), ...(kind.what === 'bridge' ? { pontics: over.join(',') } : {}), ...(note.trim() ? { note: note.trim() } : {}),
    }
    await run(() => noteFindings({ clinic_id: visit?.clinic_id ?? clinic, patient_id: chart.patient_id, ...(visit ? { visit_id: visit.id } : {}), findings: [one] }),
      () => ({ say: t('teeth.noted', { site: words.site(site), what: words.what(kind.what, detail) }) }))
    setWhat('')
    setNote('')
    onDone()
  })
  return (
    <section className="pn ch-form" onKeyDown={(e) => { if (e.key === 'Enter' && (e.ctrlKey || e.metaKey) && site) { e.preventDefault(); save() } }}>
      <p className="ch-chosen" aria-live="polite">{t('teeth.chosen')}{t('app.colon')}<b>{area ? t(`charting.area.${area}`) : words.site(teeth.map((x) => (selection[x] ? `${x}:${selection[x]}` : x)).join(','))}</b></p>
      {teeth.length === 0 && !area && <p className="hint">{t('teeth.choose_first')}</p>}
      <Kinds title={t('teeth.seen')} of={FINDING_KINDS.filter((k) => !k.treatment)} what={what} onPick={pick} word={words.what} />
      <Kinds title={t('teeth.treatments')} of={FINDING_KINDS.filter((k) => k.treatment)} what={what} onPick={pick} word={words.what} />
      {kind && (
        <div className="ch-say">
          {kind.treatment && <Segmented block value={state} onChange={setState} aria-label={t('teeth.state')} options={DID.map((s) => ({ value: s, label: t(`charting.finding_state.${s}`) }))} />}
          {kind.details.length > 0 && <Segmented block value={detail} onChange={(d) => setDetail(d === detail ? '' : d)} aria-label={t('teeth.detail')} options={['', ...kind.details].map((d) => ({ value: d, label: d ? t(`charting.detail.${kind.what}.${d}`) : '—' }))} />}
          {kind.what === 'bridge' && site && <div><span className="hint">{t('teeth.pontics')}</span> <Checkbox.Group value={over} onChange={setPontics} options={teeth.map((x) => ({ value: x, label: words.number(x) }))} /></div>}
          <Input value={note} maxLength={400} onChange={(e) => setNote(e.target.value)} placeholder={t('teeth.note')} aria-label={t('teeth.note')} />
          {!site && (teeth.length > 0 || area) && <p className="hint">{t('teeth.not_here')}</p>}
        </div>
      )}
      {fault && <Fault error={fault} />}
      <div className="row"><Button type="primary" disabled={!site} loading={busy} onClick={save}>{t('teeth.record')}</Button><VisitLine visit={visit} /></div>
    </section>
  )
}

function Kinds({ title, of, what, onPick, word }: { title: string; of: readonly FindingKind[]; what: string; onPick: (k: FindingKind) => void; word: (what: string) => string }) {
  return (
    <fieldset className="ch-kinds"><legend>{title}</legend>
      {of.map((k) => <button key={k.what} type="button" aria-pressed={what === k.what} onClick={() => onPick(k)}>{word(k.what)}</button>)}
    </fieldset>
  )
}

type Visit = NonNullable<ReturnType<typeof useVisitsOf>['data']>[number]

/** The visit for which the patient is in the clinic today, if they are. */
export function useVisitNow(patient: string): Visit | undefined {
  const { clinics } = useDesk()
  const { today } = useWhen()
  const { data } = useVisitsOf(patient)
  return data?.find((v) => v.day === today() && ['arrived', 'waiting', 'in_place', 'treated', 'left'].includes(v.state) && clinics.some((c) => c.id === v.clinic_id))
}

function VisitLine({ visit }: { visit: Visit | undefined }) {
  const { t } = useTranslation()
  const when = useWhen()
  return <small className="hint">{visit ? t('teeth.into_visit', { day: visit.day, time: when.clock(visit.starts_at) }) : t('teeth.no_visit')}</small>
}
