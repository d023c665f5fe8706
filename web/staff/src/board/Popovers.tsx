import { hhmm, type Fold, type Part, type Step } from '@archwire/domain'
import { Help, Legend } from './Chrome'
import type { Landing } from './ghost'
import { MovePanel, Popover, StatusMenu } from './Menus'
import { findPart, type Frame } from './model'
import type { Words } from './words'

/** What stands open over the board; at most one at a time. */
export type Pop =
  | { kind: 'status' | 'move'; key: string; at: DOMRect }
  | { kind: 'fold'; fold: Fold<Part>; at: DOMRect }
  | { kind: 'legend'; at: DOMRect }
  | { kind: 'help'; at: DOMRect }

interface Props {
  pop: Pop
  frame: Frame
  words: Words
  onClose: () => void
  onOpen: (visit: string) => void
  onStatus: (visit: string, s: Step) => void
  onGhost: (l: Landing | null) => void
  onDrop: (l: Landing) => void
  onPark: (visit: string) => void
}

export default function Popovers({ pop, frame, words, onClose, ...p }: Props) {
  const { t } = words
  if (pop.kind === 'legend') return <Popover at={pop.at} label={t('board.legend')} onClose={onClose}><Legend words={words} /></Popover>
  if (pop.kind === 'help') return <Popover at={pop.at} label={t('board.help')} onClose={onClose}><Help words={words} /></Popover>
  if (pop.kind === 'fold') {
    return (
      <Popover at={pop.at} label={t('board.more', { n: pop.fold.items.length })} role="menu" onClose={onClose}>
        {pop.fold.items.map((x) => (
          <button key={x.key} type="button" role="menuitem" className="bd-item" onClick={() => { onClose(); p.onOpen(x.visit.id) }}>
            <em className={`bd-dot c-${x.visit.template.colour}`} />{hhmm(x.start)} {x.visit.patient.name} <small>{words.label(x.visit.template)}</small>
          </button>
        ))}
      </Popover>
    )
  }
  const found = findPart(frame, pop.key)
  if (!found) return null
  const { part, column } = found
  const id = part.visit.id
  if (pop.kind === 'status') {
    return <StatusMenu frame={frame} visit={part.visit} at={pop.at} words={words} onPick={(s) => { onClose(); p.onStatus(id, s) }} onClose={onClose} />
  }
  return (
    <MovePanel frame={frame} part={part} column={column} at={pop.at} words={words} onGhost={p.onGhost} onClose={onClose}
      onDrop={(l) => { onClose(); p.onDrop(l) }} onPark={() => { onClose(); p.onPark(id) }} />
  )
}
