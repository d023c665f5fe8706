import { civilDay, waitsForDoctor, type Board, type BoardVisit } from '@archwire/domain'
import { NOWHERE, visitAt } from './queries'

/** A board on which one visit is as it is now: on the day, on the shelf, or gone. */
export function patched(board: Board, visit: BoardVisit): Board {
  const desk = board.places.find((p) => p.kind === 'desk')?.id ?? NOWHERE
  const known = find(board, visit.id)
  const v = { ...visitAt(visit, desk), ...foretold(board, visit, known) }
  if (known && known.version > v.version) return board
  const onShelf = v.parked_at > 0 && v.clinic_id === board.clinic_id
  const onDay = !onShelf && v.day === board.day && v.clinic_id === board.clinic_id && v.state !== 'cancelled'
  if (!known && !onShelf && !onDay) return board
  return { ...board, visits: put(board.visits, v, onDay), shelf: put(board.shelf, v, onShelf) }
}

/** What only a whole day can tell of a visit: whether it waits for its doctor by what the board knows of them; the forecast stays until the day is read again. */
function foretold(board: Board, v: BoardVisit, known: BoardVisit | undefined): Pick<BoardVisit, 'waits_for_doctor' | 'forecast'> {
  const doctor = board.doctors.find((d) => d.id === v.doctor_id)
  const today = civilDay(board.now, board.zone) === v.day
  return { waits_for_doctor: today && waitsForDoctor(v, doctor, board.now), forecast: known && v.forecast.end === 0 ? known.forecast : v.forecast }
}

/** A board without a visit. */
export function without(board: Board, id: string): Board {
  return find(board, id) ? { ...board, visits: board.visits.filter((v) => v.id !== id), shelf: board.shelf.filter((v) => v.id !== id) } : board
}

function put(list: BoardVisit[], v: BoardVisit, here: boolean): BoardVisit[] {
  const i = list.findIndex((x) => x.id === v.id)
  if (!here) return i < 0 ? list : list.filter((x) => x.id !== v.id)
  return i < 0 ? [...list, v] : list.map((x) => (x.id === v.id ? v : x))
}

export const find = (b: Board, id: string): BoardVisit | undefined => b.visits.find((v) => v.id === id) ?? b.shelf.find((v) => v.id === id)
