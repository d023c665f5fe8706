import { MINUTE, type Board, type BoardVisit, type BoardWaiter } from '@archwire/domain'
import { useNow } from './Overlay'
import type { Words } from './words'

interface Props {
  board: Board
  /** Who waits for a time; absent where nobody may book. */
  waiters: readonly BoardWaiter[] | undefined
  readOnly: boolean
  words: Words
  onOpen: (visit: string) => void
  onWaiter: (w: BoardWaiter) => void
}

/** The line below the grid: who sits in the waiting area, who would like a time, what is on the shelf. */
export function Below({ board, waiters, readOnly, words, onOpen, onWaiter }: Props) {
  return (
    <div className="bd-below">
      <Queue board={board} words={words} onOpen={onOpen} />
      {!readOnly && waiters && <Waiters list={waiters} words={words} onPick={onWaiter} />}
      {!readOnly && <Shelf board={board} words={words} onOpen={onOpen} />}
    </div>
  )
}

const came = (v: BoardVisit): number => Math.max(v.starts_at, v.actual.arrived_at)

/** Who is here and sits in no chair yet: who has waited longest beyond their time stands first. */
function Queue({ board, words, onOpen }: Pick<Props, 'board' | 'words' | 'onOpen'>) {
  const { t } = words
  const now = useNow(board.now)
  const list = board.visits.filter((v) => v.state === 'arrived' || v.state === 'waiting').sort((a, b) => came(a) - came(b))
  return (
    <div className="bd-queue" role="group" aria-label={t('board.queue')}>
      <b>{t('board.queue')} {list.length > 0 && <small>{list.length}</small>}</b>
      {list.length === 0 && <span className="bd-hint">{t('board.queue_empty')}</span>}
      {list.map((v) => {
        const minutes = Math.floor((now - came(v)) / MINUTE)
        return (
          <button key={v.id} type="button" className={`bd-chip c-${v.template.colour} ${minutes >= LONG ? 'long' : ''}`} onClick={() => onOpen(v.id)}>
            {v.patient.name} <span className="bd-label">{words.label(v.template)}</span> {minutes > 0 && <small>{t('board.waited', { n: minutes })}</small>}
          </button>
        )
      })}
    </div>
  )
}

/** Waiting longer than this many minutes beyond one's time stands out. */
const LONG = 10

/** The waiting list: a chip is carried onto a time, or opened to look for one. */
function Waiters({ list, words, onPick }: { list: readonly BoardWaiter[]; words: Words; onPick: Props['onWaiter'] }) {
  const { t } = words
  return (
    <div className="bd-waiters" role="group" aria-label={t('board.waitlist')}>
      <b>{t('board.waitlist')} {list.length > 0 && <small>{list.length}</small>}</b>
      {list.length === 0 && <span className="bd-hint">{t('board.waitlist_empty')}</span>}
      {list.map((w) => (
        <button key={w.id} type="button" data-waits={w.id} className={`bd-chip c-${w.template.colour}`} onClick={() => onPick(w)}>
          {w.urgent && <em className="bd-over">{t('board.urgent')}</em>} {w.name} <span className="bd-label">{words.label(w.template)}</span> <small>{t('board.minutes', { n: w.minutes })}</small>
        </button>
      ))}
    </div>
  )
}

/** Visits without a time: carried to another day or another hour. */
function Shelf({ board, words, onOpen }: Pick<Props, 'board' | 'words' | 'onOpen'>) {
  const { t } = words
  return (
    <div className="bd-shelf" role="group" aria-label={t('board.shelf')}>
      <b>{t('board.shelf')} {board.shelf.length > 0 && <small>{board.shelf.length}</small>}</b>
      {board.shelf.length === 0 && <span className="bd-hint">{t('board.shelf_empty')}</span>}
      {board.shelf.map((v) => (
        <button key={v.id} type="button" data-parked={v.id} className={`bd-chip c-${v.template.colour}`} onClick={() => onOpen(v.id)}>
          {v.patient.name} <span className="bd-label">{words.label(v.template)}</span> <small>{t('board.minutes', { n: (v.ends_at - v.starts_at) / MINUTE })}</small>
        </button>
      ))}
    </div>
  )
}
