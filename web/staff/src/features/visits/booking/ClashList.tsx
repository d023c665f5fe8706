import { useTranslation } from 'react-i18next'
import { civilDay, clock, type Board } from '@archwire/domain'
import type { ToldClash } from '../queries'
import { dayText, placeNames } from '../words'
import type { Slot } from './form'

interface Props {
  board: Board
  slot: Slot
  clashes: readonly ToldClash[]
  chosen: boolean
  onChoose: () => void
}

/** The time that was clicked on the board, and in words what stands against it. */
export function ClashList({ board, slot, clashes, chosen, onChoose }: Props) {
  const { t } = useTranslation()
  const hard = clashes.filter((c) => !c.warning)
  return (
    <div className={`bk-asked ${hard.length > 0 ? 'bad' : 'good'}`}>
      <p>
        <label><input type="radio" checked={chosen} onChange={onChoose} /> <b>{dayText(civilDay(slot.start, board.zone), civilDay(board.now, board.zone))} {clock(slot.start, board.zone)}–{clock(slot.end, board.zone)}</b></label>
        {' '}{placeNames(board, slot.places)} <small>{t('visits.screen.asked_time')}</small>
      </p>
      {hard.length === 0 && <p className="green">{t('board.fits')}</p>}
      <ul>{clashes.map((c, i) => <li key={i} className={c.warning ? 'amber' : 'red'}><ClashWords board={board} clash={c} /></li>)}</ul>
    </div>
  )
}

/** One clash as a sentence of the desk. */
export function ClashWords({ board, clash: c }: { board: Board; clash: ToldClash }) {
  const { t } = useTranslation()
  const at = (n: number) => (n ? clock(n, board.zone) : '')
  const what = c.name || (c.resource.startsWith('pool:') ? t(`visits.who.${c.resource.slice(5)}`) : '')
  return <>{t(`visits.screen.clash.${c.kind}`, { what, who: c.holder_name || t('visits.screen.another_clinic'), from: at(c.start), to: at(c.end), rule: c.rule ? t(`visits.rule.${c.rule}`, c.rule) : '' })}</>
}
