import { CloseOutlined } from '@ant-design/icons'
import { Button, Segmented, Select } from 'antd'
import { Suspense, lazy, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Waiting } from '../../app/Waiting'
import { pictureOf, type Image, type Slot } from './queries'
import { common, inSlot, type Sitting } from './sets'
import { usePress } from './usePress'

const CompareSlider = lazy(async () => ({ default: (await import('./CompareSlider')).CompareSlider }))

/** Two days of one patient, side by side or one over the other. */
export function Compare({ sets, onClose }: { sets: readonly Sitting[]; onClose: () => void }) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const [before, setBefore] = useState(sets.at(-1)!.key)
  const [after, setAfter] = useState(sets[0]!.key)
  const [slot, setSlot] = useState<Slot | ''>('')
  const [mode, setMode] = useState<'side' | 'slider'>('side')
  useEffect(() => {
    const focused = document.activeElement as HTMLElement | null
    box.current?.focus()
    return () => focused?.focus()
  }, [])
  const a = sets.find((s) => s.key === before) ?? sets.at(-1)!
  const b = sets.find((s) => s.key === after) ?? sets[0]!
  const slots = common(a, b)
  const at = slot && slots.includes(slot) ? slot : (slots.find((s) => s === 'oral_front') ?? slots[0])
  const days = sets.map((s) => ({ value: s.key, label: s.day }))
  const here = (e: HTMLElement) => e.closest<HTMLElement>('.ig-full') ?? document.body
  const step = (by: number) => { if (at) setSlot(slots[(slots.indexOf(at) + by + slots.length) % slots.length]!) }
  usePress((e) => {
    if (e.key === 'Escape') { e.stopPropagation(); onClose(); return }
    if ((e.target as HTMLElement).closest?.('[role=combobox],[role=slider],[role=radiogroup],input')) return
    if (e.key === 'ArrowRight') step(1)
    if (e.key === 'ArrowLeft') step(-1)
  })
  return (
    <div className="ig-full" role="dialog" aria-modal="true" aria-label={t('imaging.compare')} tabIndex={-1} ref={box}>
      <header>
        <Select value={a.key} options={days} onChange={setBefore} aria-label={t('imaging.compare.before')} getPopupContainer={here} />
        <Select value={b.key} options={days} onChange={setAfter} aria-label={t('imaging.compare.after')} getPopupContainer={here} />
        {at && <Select<Slot> value={at} style={{ minWidth: 130 }} options={slots.map((s) => ({ value: s, label: t(`imaging.slot.${s}`) }))} onChange={setSlot} aria-label={t('imaging.slot_label')} getPopupContainer={here} />}
        <Segmented<'side' | 'slider'> value={mode} aria-label={t('imaging.compare')} onChange={setMode} options={[{ value: 'side', label: t('imaging.compare.side') }, { value: 'slider', label: t('imaging.compare.slider') }]} />
        <Button className="ig-close" type="text" icon={<CloseOutlined />} aria-label={t('imaging.view.close')} onClick={onClose} />
      </header>
      {at ? <Two before={shown(a, at)} after={shown(b, at)} mode={mode} /> : <p className="ig-stage">{t('imaging.compare.none')}</p>}
    </div>
  )
}

const shown = (s: Sitting, slot: Slot): Image => inSlot(s, slot).filter((i) => i.drawn).at(-1)!

function Two({ before, after, mode }: { before: Image; after: Image; mode: 'side' | 'slider' }) {
  const { t } = useTranslation()
  const text = (i: Image) => `${t(`imaging.slot.${i.slot}`)} ${i.day}`
  if (mode === 'slider') {
    return (
      <div className="ig-stage ig-slide">
        <Suspense fallback={<Waiting />}><CompareSlider before={{ src: pictureOf(before), alt: text(before) }} after={{ src: pictureOf(after), alt: text(after) }} /></Suspense>
        <p><span>{before.day}</span><span>{after.day}</span></p>
      </div>
    )
  }
  return (
    <div className="ig-two">
      {[before, after].map((i) => <figure key={i.id}><img src={pictureOf(i)} alt={text(i)} /><figcaption>{i.day}</figcaption></figure>)}
    </div>
  )
}
