import { clock, handsOnMinutes, type Board, type BoardVisit } from '@archwire/domain'
import { Icon } from './Icons'
import type { Words } from './words'

interface Props {
  board: Board
  visit: BoardVisit
  at: DOMRect
  words: Words
}

/** All facts of a visit beside its card, while the pointer rests on it or the keyboard is there. */
export function Facts({ board, visit: v, at, words }: Props) {
  const { t } = words
  const left = at.right + 268 < window.innerWidth ? at.right + 8 : Math.max(4, at.left - 268)
  const top = Math.max(4, Math.min(at.top, window.innerHeight - 250))
  const sex = v.patient.sex ? t(`board.sex.${v.patient.sex}`) : ''
  return (
    <div className="bd-facts" role="tooltip" style={{ left, top }}>
      <h4>
        {v.patient.name} <small>{[sex, v.patient.age >= 0 ? t('board.age', { n: v.patient.age }) : '', v.patient.record_no].filter(Boolean).join(' · ')}</small>
      </h4>
      {v.patient.alerts.map((a) => <p key={a} className="red"><Icon name="alert" /> {a}</p>)}
      {v.patient.important && <p><Icon name="star" className="gold" /> {words.important}</p>}
      <p><em className={`bd-dot c-${v.template.colour}`} /> {words.name(v.template)}{v.addons.length > 0 && ` + ${v.addons.map((a) => t(`visits.addon.${a}`, a)).join(' + ')}`}</p>
      <p>{clock(v.starts_at, board.zone)}–{clock(v.ends_at, board.zone)} · {v.doctor_name} · {t('board.hands_minutes', { n: handsOnMinutes(v.segments) })}</p>
      <p>{way(board, v)}</p>
      <p><Icon name={v.suspected_no_show ? 'suspected' : v.state} /> {v.suspected_no_show ? words.suspected : words.state[v.state]}{stateTime(board, v)}</p>
      {v.waits_for_doctor && <p className="red"><Icon name="lock" /> {words.waitsForDoctor}</p>}
      {v.overrun_minutes > 0 && <p className="red">{t('board.overrun', { n: v.overrun_minutes })}</p>}
      {v.money && <p><em className={`bd-money ${v.money.tone}`}>{v.money.short}</em> {v.money.text}</p>}
      {v.needs_next_step && <p className="red">{t('board.needs_next_step')}</p>}
      {v.patient.introducer && <p className="bd-known">{t('board.introduced_by', { who: v.patient.introducer })}</p>}
      {v.override_reason && <p>{t('board.override', { reason: v.override_reason })}</p>}
      {v.patient.wishes && <p className="bd-known">{v.patient.wishes}</p>}
      {v.wishes && <p className="bd-known">{v.wishes}</p>}
      {v.forecast.doctor_at > 0 && v.state === 'in_place' && v.actual.started_at === 0 && <p>{t('board.doctor_at', { at: clock(v.forecast.doctor_at, board.zone) })}</p>}
      {v.note && <p className="bd-note">{v.note}</p>}
      <p className="bd-keys">{v.patient.phone_masked}<span>{t('board.card_keys')}</span></p>
    </div>
  )
}

/** The places in the order in which the visit walks them. */
function way(board: Board, v: BoardVisit): string {
  const names: string[] = []
  for (const s of v.segments) {
    const n = board.places.find((p) => p.id === s.place_id)?.name ?? ''
    if (n && names[names.length - 1] !== n) names.push(n)
  }
  return names.join(' → ')
}

function stateTime(board: Board, v: BoardVisit): string {
  const a = v.actual
  const at = { arrived: a.arrived_at, waiting: a.arrived_at, in_place: a.in_place_at, treated: a.treated_at, left: a.left_at }[v.state as string] ?? 0
  return at ? ` ${clock(at, board.zone)}` : ''
}
