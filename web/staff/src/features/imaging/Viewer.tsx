import { BgColorsOutlined, CloseOutlined, ColumnWidthOutlined, DownloadOutlined, DragOutlined, HistoryOutlined, LeftOutlined, MinusOutlined, PlusOutlined, RightOutlined, RotateLeftOutlined, RotateRightOutlined, BulbOutlined } from '@ant-design/icons'
import { Button, Input, Popconfirm, Segmented, Select, Slider } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { faultText } from '@archwire/i18n'
import { useDesk } from '../../app/desk'
import { asProblem } from '../../ui/attempt'
import { useRun } from '../../ui/run'
import { useUndo } from '../../ui/Undo'
import { History } from './History'
import { PLAIN, zoomed } from './measure'
import { fileAnew, giveBack, keys, originalOf, withdraw, type Image, type Slot } from './queries'
import { SLOTS } from './sets'
import { Stage, type Tool } from './Stage'
import { usePress } from './usePress'

interface Props {
  patient: string
  images: readonly Image[]
  /** Id of the one that is shown. */
  at: string
  onAt: (id: string) => void
  onClose: () => void
}

const TOOLS = [['move', <DragOutlined key="move" />], ['level', <BulbOutlined key="level" />], ['measure', <ColumnWidthOutlined key="measure" />]] as const

/** One image over the whole screen. */
export function Viewer({ patient, images, at, onAt, onClose }: Props) {
  const { t } = useTranslation()
  const [look, setLook] = useState(PLAIN)
  const [tool, setTool] = useState<Tool>('move')
  const [past, setPast] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const n = images.findIndex((i) => i.id === at)
  const i = images[n]
  useEffect(() => setLook(PLAIN), [at])
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null
    box.current?.focus()
    return () => before?.focus()
  }, [])
  useEffect(() => { if (!i) onClose() }, [i, onClose]) // withdrawn on another screen
  const zoom = (by: number) => setLook((l) => zoomed(l, by))
  const turn = (by: number) => setLook((l) => ({ ...l, turn: (l.turn + by + 360) % 360 }))
  const pan = (x: number, y: number) => setLook((l) => ({ ...l, x: l.x + x, y: l.y + y }))
  const invert = () => setLook((l) => ({ ...l, inverted: !l.inverted }))
  const go = (by: number) => { const next = images[n + by]; if (next) onAt(next.id) }
  usePress((e) => {
    const on = e.target as HTMLElement
    if (e.ctrlKey || e.metaKey || e.altKey) return
    if (on.closest?.('.ant-popover') || (on.closest?.('input,textarea,[role=combobox],[role=slider],[role=radiogroup]') && e.key !== 'Escape')) return
    const pans: Record<string, () => void> = { ArrowRight: () => pan(-60, 0), ArrowLeft: () => pan(60, 0), ArrowDown: () => pan(0, -60), ArrowUp: () => pan(0, 60) }
    const does: Record<string, () => void> = {
      Escape: onClose, ArrowRight: () => go(1), ArrowLeft: () => go(-1), '+': () => zoom(1.25), '=': () => zoom(1.25), '-': () => zoom(0.8), r: () => turn(90), R: () => turn(-90),
      i: invert, l: () => setTool('level'), m: () => setTool('measure'), v: () => setTool('move'), h: () => setPast((p) => !p), '0': () => setLook(PLAIN),
      ...(e.shiftKey ? pans : {}),
    }
    const step = does[e.key]
    if (step) { e.preventDefault(); e.stopPropagation(); step() }
  })
  if (!i) return null
  return (
    <div className="ig-full" role="dialog" aria-modal="true" aria-label={t('imaging.view')} tabIndex={-1} ref={box}>
      <header>
        <b>{t(`imaging.slot.${i.slot}`)} {i.site}</b> <span>{i.day} {i.taken_by && t('imaging.by', { name: i.taken_by })}{i.order_id && ` · ${t('imaging.history.ordered')}`}</span>
        <span className="ig-count">{n + 1} / {images.length}</span>
        <Button type="text" icon={<CloseOutlined />} aria-label={t('imaging.view.close')} onClick={onClose} />
      </header>
      <Stage key={i.id} of={i} look={look} tool={tool} onLook={setLook} />
      {past && <aside className="ig-past"><h2>{t('imaging.history')}</h2><History of={i} /></aside>}
      <Button className="ig-prev" shape="circle" icon={<LeftOutlined />} aria-label={t('imaging.view.before')} disabled={n === 0} onClick={() => go(-1)} />
      <Button className="ig-next" shape="circle" icon={<RightOutlined />} aria-label={t('imaging.view.next')} disabled={n === images.length - 1} onClick={() => go(1)} />
      <footer>
        <Segmented<Tool> className="ig-tools" aria-label={t('imaging.tool')} value={tool} onChange={setTool} options={TOOLS.map(([value, icon]) => ({ value, icon, label: t(`imaging.tool.${value}`) }))} />
        <span className="row">
          <Button icon={<MinusOutlined />} aria-label={t('imaging.view.smaller')} onClick={() => zoom(0.8)} />
          <Button onClick={() => setLook(PLAIN)}>{t('imaging.view.fit')}</Button>
          <Button icon={<PlusOutlined />} aria-label={t('imaging.view.larger')} onClick={() => zoom(1.25)} />
          <Button icon={<RotateLeftOutlined />} aria-label={t('imaging.view.turn_left')} onClick={() => turn(-90)} />
          <Button icon={<RotateRightOutlined />} aria-label={t('imaging.view.turn')} onClick={() => turn(90)} />
          <Button icon={<BgColorsOutlined />} aria-pressed={look.inverted} type={look.inverted ? 'primary' : 'default'} aria-label={t('imaging.view.invert')} onClick={invert} />
        </span>
        <label>{t('imaging.view.light')}<Slider min={20} max={300} value={look.light} onChange={(light) => setLook((l) => ({ ...l, light }))} ariaLabelForHandle={t('imaging.view.light')} /></label>
        <label>{t('imaging.view.contrast')}<Slider min={20} max={400} value={look.contrast} onChange={(contrast) => setLook((l) => ({ ...l, contrast }))} ariaLabelForHandle={t('imaging.view.contrast')} /></label>
        <span className="row">
          <Button icon={<HistoryOutlined />} aria-pressed={past} onClick={() => setPast(!past)}>{t('imaging.history')}</Button>
          <Button icon={<DownloadOutlined />} href={originalOf(i)} download>{t('imaging.view.original')}</Button>
        </span>
        {!i.withdrawn_at && <Filed key={`${i.id} ${i.site}`} of={i} patient={patient} onGone={() => { const next = images[n + 1] ?? images[n - 1]; if (next) onAt(next.id); else onClose() }} />}
        <small className="ig-keys">{t('imaging.view.keys')}</small>
      </footer>
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
  const teeth = () => {
    if (site.trim() === i.site) return
    void run(() => fileAnew(i, { site }), (after) => ({ say: t('imaging.filed', { slot: t(`imaging.slot.${i.slot}`) }), back: () => fileAnew(after, { site: i.site }) })).catch(told)
  }
  const here = (e: HTMLElement) => e.closest<HTMLElement>('.ig-full') ?? document.body
  return (
    <span className="row">
      <Select<Slot> value={i.slot} style={{ width: 140 }} onChange={file} aria-label={t('imaging.slot_label')} getPopupContainer={here} options={SLOTS.map((s) => ({ value: s, label: t(`imaging.slot.${s}`) }))} />
      <Input value={site} style={{ width: 90 }} maxLength={60} aria-label={t('imaging.site_label')} placeholder={t('imaging.site_label')} onChange={(e) => setSite(e.target.value)} onBlur={teeth} onPressEnter={teeth} />
      <Popconfirm getPopupContainer={here} title={t('imaging.withdraw.reason')} okText={t('imaging.withdraw')} okButtonProps={{ disabled: reason.trim() === '' }}
        description={<Input value={reason} maxLength={200} aria-label={t('imaging.withdraw.reason')} onChange={(e) => setReason(e.target.value)} />}
        onConfirm={() => void run(async () => { const after = await withdraw(i, reason); onGone(); return after }, (after) => ({ say: t('imaging.withdraw.done'), back: () => giveBack(after) })).catch(told)}>
        <Button danger>{t('imaging.withdraw')}</Button>
      </Popconfirm>
    </span>
  )
}
