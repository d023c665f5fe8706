import { useState, type DragEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { faultText } from '@archwire/i18n'
import { thumbOf, type Image, type Slot } from './queries'
import { GROUPS, USUAL, inSlot, type Group, type Sitting } from './sets'
import { useHeldDrag } from './useHeldDrag'

interface Props {
  of: Sitting
  movable: boolean
  onMove: (i: Image, slot: Slot) => void
  onOpen: (i: Image) => void
}

/** One set, laid out by slot; empty ones are shown. An image is dragged to another slot by mouse or finger, or filed in the viewer. */
export function SetView({ of: s, movable, onMove, onOpen }: Props) {
  const { t } = useTranslation()
  const drop = (id: string, slot: Slot) => {
    const i = s.images.find((x) => x.id === id)
    if (i) onMove(i, slot)
  }
  const { box, held } = useHeldDrag((id, place) => drop(id, place as Slot))
  const dragged = held && s.images.find((i) => i.id === held.id)
  return (
    <div className="ig-set" ref={box}>
      {(Object.keys(GROUPS) as Group[]).map((g) => {
        const slots = GROUPS[g].filter((slot) => USUAL.has(slot) || inSlot(s, slot).length > 0 || (held && slot !== 'film_slice'))
        if (slots.length === 0) return null
        return (
          <div className={`ig-group ig-${g}`} key={g} role="group" aria-label={t(`imaging.group.${g}`)}>
            {slots.map((slot) => <Cell key={slot} slot={slot} images={inSlot(s, slot)} movable={movable} below={held?.over === slot} onDropImage={(id) => drop(id, slot)} onOpen={onOpen} />)}
          </div>
        )
      })}
      {held && dragged?.drawn && <img className="ig-ghost" src={thumbOf(dragged)} alt="" style={{ left: held.x, top: held.y }} />}
    </div>
  )
}

const TYPE = 'text/archwire-image'

interface CellProps {
  slot: Slot
  images: Image[]
  movable: boolean
  /** A finger holds an image over it. */
  below: boolean
  onDropImage: (id: string) => void
  onOpen: (i: Image) => void
}

function Cell({ slot, images, movable, below, onDropImage, onOpen }: CellProps) {
  const { t } = useTranslation()
  const [over, setOver] = useState(false)
  const takes = (e: DragEvent) => movable && e.dataTransfer.types.includes(TYPE)
  const name = t(`imaging.slot.${slot}`)
  const first = images.at(-1)
  return (
    <div className={`ig-cell${over || below ? ' ig-over' : ''}${first ? '' : ' ig-none'}`} data-drop={slot}
      onDragOver={(e) => { if (takes(e)) { e.preventDefault(); setOver(true) } }} onDragLeave={() => setOver(false)}
      onDrop={(e) => { setOver(false); if (takes(e)) { e.preventDefault(); e.stopPropagation(); onDropImage(e.dataTransfer.getData(TYPE)) } }}>
      {first ? <Thumb of={first} name={name} movable={movable} onOpen={onOpen} /> : <span className="ig-blank">{t('imaging.empty_slot')}</span>}
      <span className="ig-name">{name}{first?.site ? ` ${first.site}` : ''}</span>
      {images.length > 1 && (
        <span className="ig-more">
          {images.slice(0, -1).map((i) => (
            <button type="button" key={i.id} {...(movable ? { 'data-drag': i.id } : {})} onClick={() => onOpen(i)} aria-label={name}>
              {i.drawn && <img src={thumbOf(i)} alt="" loading="lazy" draggable={false} />}
            </button>
          ))}
        </span>
      )}
    </div>
  )
}

/** A small picture that opens the image, or why there is none. */
export function Thumb({ of: i, name, movable = false, onOpen }: { of: Image; name: string; movable?: boolean; onOpen: (i: Image) => void }) {
  const { t } = useTranslation()
  return (
    <button type="button" className="ig-thumb" draggable={movable} {...(movable ? { 'data-drag': i.id } : {})}
      onDragStart={(e) => { e.dataTransfer.setData(TYPE, i.id); e.dataTransfer.effectAllowed = 'move' }}
      onClick={() => onOpen(i)} aria-label={`${name} ${i.day}`}>
      {i.drawn ? <img src={thumbOf(i)} alt="" loading="lazy" draggable={false} /> : <span className="ig-blank">{i.trouble ? faultText(i.trouble) : t('imaging.drawing')}</span>}
      {i.name_in_file && <em title={t('imaging.add.name_differs', { name: i.name_in_file })}>!</em>}
    </button>
  )
}
