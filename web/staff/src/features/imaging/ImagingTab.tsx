import { EyeInvisibleOutlined, SwapOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { useLive } from '../../app/live'
import { Waiting } from '../../app/Waiting'
import { Empty } from '../../ui/Empty'
import { Fault } from '../../ui/Fault'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { useVisitsOf } from '../visits/queries'
import { dayText, templateName } from '../visits/words'
import { AddImages } from './AddImages'
import { Compare } from './Compare'
import { MoveDrawer } from './MoveDrawer'
import { SetView } from './SetView'
import { Viewer } from './Viewer'
import { Withdrawn } from './Withdrawn'
import { fileAnew, keys, useImages, type Image, type Slot } from './queries'
import { inOrder, sittings, type Sitting } from './sets'
import './imaging.css'

/** A patient's photos and films, by visit and day. */
export default function ImagingTab({ patient }: { patient: string }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const when = useWhen()
  const images = useImages(patient)
  const run = useRun(keys.of(patient))
  useLive('imaging', (c) => { if (!c || c.key === patient) void images.refetch() })
  const [viewed, setViewed] = useState('')
  const [comparing, setComparing] = useState(false)
  const [moved, setMoved] = useState<Sitting | null>(null)
  const [gone, setGone] = useState(false)
  const inView = useMemo(() => (images.data ?? []).filter((i) => !i.withdrawn_at), [images.data])
  const out = useMemo(() => (images.data ?? []).filter((i) => i.withdrawn_at), [images.data])
  const sets = useMemo(() => sittings(inView), [inView])
  if (images.isPending) return <Waiting />
  if (images.isError) return <Fault error={images.error} onRetry={() => void images.refetch()} />
  const move = (i: Image, slot: Slot) => {
    if (i.slot === slot) return
    void run(() => fileAnew(i, { slot }), (after) => ({
      say: t('imaging.filed', { slot: t(`imaging.slot.${slot}`) }), back: () => fileAnew(after, { slot: i.slot }),
    })).catch(() => images.refetch())
  }
  const today = sets.find((s) => s.day === when.today())
  const shown = out.some((i) => i.id === viewed) ? out : sets.flatMap(inOrder)
  return (
    <div className="ig">
      <div className="ig-do">
        {may('imaging.add') && <AddImages patient={patient} today={today?.images ?? []} />}
        {sets.length > 1 && <Button icon={<SwapOutlined />} onClick={() => setComparing(true)}>{t('imaging.compare')}</Button>}
        {out.length > 0 && <Button icon={<EyeInvisibleOutlined />} aria-pressed={gone} onClick={() => setGone(!gone)}>{t('imaging.withdrawn')} {out.length}</Button>}
      </div>
      {gone && out.length > 0 && <Withdrawn patient={patient} images={out} movable={may('imaging.change')} onOpen={(i) => setViewed(i.id)} />}
      {sets.length === 0 && <Empty text={t('imaging.empty')} />}
      {sets.map((s) => (
        <section className="pn" key={s.key} aria-label={s.day}>
          <Head of={s} patient={patient} {...(may('imaging.change') ? { onMove: () => setMoved(s) } : {})} />
          <SetView of={s} movable={may('imaging.change')} onMove={move} onOpen={(i) => setViewed(i.id)} />
        </section>
      ))}
      <MoveDrawer of={moved} patient={patient} onClose={() => setMoved(null)} />
      {viewed && <Viewer patient={patient} images={shown} at={viewed} onAt={setViewed} onClose={() => setViewed('')} />}
      {comparing && <Compare sets={sets} onClose={() => setComparing(false)} />}
    </div>
  )
}

/** The day, what the patient came for, who took the pictures and where. */
function Head({ of: s, patient, onMove }: { of: Sitting; patient: string; onMove?: () => void }) {
  const { t } = useTranslation()
  const when = useWhen()
  const { may, clinic, clinics } = useDesk()
  const visits = useVisitsOf(may('visits.view') ? patient : '')
  const visit = visits.data?.find((v) => v.id === s.visit)
  const elsewhere = s.clinic !== clinic && clinics.find((c) => c.id === s.clinic)?.short_name
  const by = [...new Set(s.images.map((i) => i.taken_by).filter(Boolean))].join(', ')
  return (
    <header>
      <h2>{dayText(s.day, when.today())} <small>{[visit ? templateName(visit.template) : t('imaging.visit_none'), elsewhere].filter(Boolean).join(' · ')}</small></h2>
      <small className="hint">{[t('imaging.count', { n: s.images.length }), by && t('imaging.by', { name: by })].filter(Boolean).join(' · ')}</small>
      {onMove && <Button size="small" className="ig-move" onClick={onMove}>{t('imaging.move')}</Button>}
    </header>
  )
}
