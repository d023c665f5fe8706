import { CloseOutlined, DownloadOutlined, LeftOutlined, MinusOutlined, PlusOutlined, RightOutlined, RotateRightOutlined } from '@ant-design/icons'
import { Button, Input, Popconfirm, Select, Slider } from 'antd'
import { useEffect, useRef, useState, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { faultText } from '@archwire/i18n'
import { useDesk } from '../../app/desk'
import { asProblem } from '../../ui/attempt'
import { useRun } from '../../ui/run'
import { useUndo } from '../../ui/Undo'
import { fileAnew, keys, originalOf, pictureOf, withdraw, type Image, type Slot } from './queries'
import { SLOTS } from './sets'
import { usePress } from './usePress'

interface Props {
  patient: string
  images: readonly Image[]
  /** Id of the one that is shown. */
  at: string
  onAt: (id: string) => void
  onClose: () => void
}

/** How an image is looked at; nothing of it is kept. */
const PLAIN = { zoom: 1, turn: 0, light: 100, contrast: 100, x: 0, y: 0 }

/** One image over the whole screen. */
export function Viewer({ patient, images, at, onAt, onClose }: Props) {
  const { t } = useTranslation()
  const [look, setLook] = useState(PLAIN)
  const box = useRef<HTMLDivElement>(null)
  const n = images.findIndex((i) => i.id === at)
  const i = images[n]
  useEffect(() => setLook(PLAIN), [at])
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null
    box.current?.focus()
    return () => before?.focus()
  }, [])
  const zoom = (by: number) => setLook((l) => ({ ...l, zoom: Math.min(8, Math.max(0.5, l.zoom * by)) }))
  const turn = () => setLook((l) => ({ ...l, turn: (l.turn + 90) % 360 }))
  const go = (by: number) => { const next = images[n + by]; if (next) onAt(next.id) }
  usePress((e) => {
    const on = e.target as HTMLElement
    if (on.closest?.('.ant-popover') || (on.closest?.('input,textarea,[role=combobox],[role=slider]') && e.key !== 'Escape')) return
    const does: Record<string, () => void> = {
      Escape: onClose, ArrowRight: () => go(1), ArrowLeft: () => go(-1), '+': () => zoom(1.25), '=': () => zoom(1.25), '-': () => zoom(0.8), r: turn, R: turn, '0': () => setLook(PLAIN),
    }
    const step = does[e.key]
    if (step) { e.preventDefault(); e.stopPropagation(); step() }
  })
  if (!i) return null
  return (
    <div className="ig-full" role="dialog" aria-modal="true" aria-label={t('imaging.view')} tabIndex={-1} ref={box}>
      <header>
        <b>{t(`imaging.slot.${i.slot}`)} {i.site}</b> <span>{i.day} {i.taken_by && t('imaging.by', { name: i.taken_by })}</span>
        <span className="ig-count">{n + 1} / {images.length}</span>
        <Button type="text" icon={<CloseOutlined />} aria-label={t('imaging.view.close')} onClick={onClose} />
      </header>
      <Stage of={i} look={look} onLook={setLook} onZoom={zoom} />
      <Button className="ig-prev" shape="circle" icon={<LeftOutlined />} aria-label={t('imaging.view.before')} disabled={n === 0} onClick={() => go(-1)} />
      <Button className="ig-next" shape="circle" icon={<RightOutlined />} aria-label={t('imaging.view.next')} disabled={n === images.length - 1} onClick={() => go(1)} />
      <footer>
        <span className="row">
          <Button icon={<MinusOutlined />} aria-label={t('imaging.view.smaller')} onClick={() => zoom(0.8)} />
          <Button onClick={() => setLook(PLAIN)}>{t('imaging.view.fit')}</Button>
          <Button icon={<PlusOutlined />} aria-label={t('imaging.view.larger')} onClick={() => zoom(1.25)} />
          <Button icon={<RotateRightOutlined />} aria-label={t('imaging.view.turn')} onClick={turn} />
          <Button icon={<DownloadOutlined />} href={originalOf(i)} download>{t('imaging.view.original')}</Button>
        </span>
        <label>{t('imaging.view.light')}<Slider min={30} max={220} value={look.light} onChange={(light) => setLook((l) => ({ ...l, light }))} ariaLabelForHandle={t('imaging.view.light')} /></label>
        <label>{t('imaging.view.contrast')}<Slider min={30} max={250} value={look.contrast} onChange={(contrast) => setLook((l) => ({ ...l, contrast }))} ariaLabelForHandle={t('imaging.view.contrast')} /></label>
        <Filed key={i.id} of={i} patient={patient} onGone={() => { const next = images[n + 1] ?? images[n - 1]; if (next) onAt(next.id); else onClose() }} />
        <small className="ig-keys">{t('imaging.view.keys')}</small>
      </footer>
    </div>
  )
}

type Look = typeof PLAIN

/** The picture itself: the wheel makes it larger, a finger or the mouse moves it. */
function Stage({ of: i, look, onLook, onZoom }: { of: Image; look: Look; onLook: (f: (l: Look) => Look) => void; onZoom: (by: number) => void }) {
  const { t } = useTranslation()
  const held = useRef<{ x: number; y: number } | null>(null)
  const move = (e: PointerEvent) => {
    const h = held.current
    if (!h) return
    held.current = { x: e.clientX, y: e.clientY }
    onLook((l) => ({ ...l, x: l.x + e.clientX - h.x, y: l.y + e.clientY - h.y }))
  }
  return (
    <div className="ig-stage" onWheel={(e) => onZoom(e.deltaY < 0 ? 1.15 : 0.87)}
      onPointerDown={(e) => { held.current = { x: e.clientX, y: e.clientY }; e.currentTarget.setPointerCapture(e.pointerId) }} onPointerMove={move} onPointerUp={() => { held.current = null }} onPointerCancel={() => { held.current = null }}>
      {i.drawn ? (
        <img src={pictureOf(i)} alt={`${t(`imaging.slot.${i.slot}`)} ${i.day}`} draggable={false}
          style={{ transform: `translate(${look.x}px, ${look.y}px) scale(${look.zoom}) rotate(${look.turn}deg)`, filter: `brightness(${look.light}%) contrast(${look.contrast}%)` }} />
      ) : <p>{i.trouble ? faultText(i.trouble) : t('imaging.drawing')}</p>}
    </div>
  )
}

/** Where the image is filed, and taking it out of view. */
function Filed({ of: i, patient, onGone }: { of: Image; patient: string; onGone: () => void }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const undo = useUndo()
  const run = useRun(keys.of(patient))
  const [reason, setReason] = useState('')
  const [site, setSite] = useState(i.site)
  if (!may('imaging.change')) return null
  const told = (e: unknown) => { const p = asProblem(e); undo.say(faultText(p.code, p.args)) }
  const file = (slot: Slot) => void run(() => fileAnew(i, { slot }), (after) => ({
    say: t('imaging.filed', { slot: t(`imaging.slot.${slot}`) }), back: () => fileAnew(after, { slot: i.slot }),
  })).catch(told)
  const teeth = () => { if (site.trim() !== i.site) void run(() => fileAnew(i, { site }), () => ({ say: t('imaging.filed', { slot: t(`imaging.slot.${i.slot}`) }) })).catch(told) }
  const here = (e: HTMLElement) => e.closest<HTMLElement>('.ig-full') ?? document.body
  return (
    <span className="row">
      <Select<Slot> value={i.slot} style={{ width: 140 }} onChange={file} aria-label={t('imaging.slot_label')} getPopupContainer={here} options={SLOTS.map((s) => ({ value: s, label: t(`imaging.slot.${s}`) }))} />
      <Input value={site} style={{ width: 90 }} maxLength={60} aria-label={t('imaging.site_label')} placeholder={t('imaging.site_label')} onChange={(e) => setSite(e.target.value)} onBlur={teeth} onPressEnter={teeth} />
      <Popconfirm getPopupContainer={here} title={t('imaging.withdraw.reason')} okText={t('imaging.withdraw')} okButtonProps={{ disabled: reason.trim() === '' }}
        description={<Input value={reason} maxLength={200} aria-label={t('imaging.withdraw.reason')} onChange={(e) => setReason(e.target.value)} />}
        onConfirm={() => void run(() => withdraw(i, reason), () => ({ say: t('imaging.withdraw.done') })).then(onGone, told)}>
        <Button danger>{t('imaging.withdraw')}</Button>
      </Popconfirm>
    </span>
  )
}
