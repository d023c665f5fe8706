import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { Problem } from '@archwire/api'
import type { Board, BoardVisit } from '@archwire/domain'
import { useLive, type Change } from '../../app/live'
import { patched, find, told, without } from './patch'
import { VISITS, eachBoard, fetchDetail, keys } from './queries'

/** How long lists wait for more changes before they are read again, in milliseconds. */
const CALM = 800

/**
 * Keeps the boards in memory true: one changed visit is read by its id and put
 * into every one of them. A page that steps visits needs it, too: a step is taken
 * at the version that the board has.
 */
export function useLiveBoards(): void {
  const client = useQueryClient()
  useLive('visits', (change) => {
    if (!change) return void client.invalidateQueries({ queryKey: [...VISITS, 'board'] })
    if (!change.id) return void client.invalidateQueries({ queryKey: keys.boards(change.clinic ?? '') })
    void follow(client, change)
  })
}

/**
 * Keeps the visits of the open screens true: the boards at once, lists once it is
 * calm. Frames that were missed make everything new.
 */
export function useLiveVisits(): void {
  const client = useQueryClient()
  const timer = useRef(0)
  useEffect(() => () => clearTimeout(timer.current), [])
  useLiveBoards()
  useLive('visits', (change) => {
    if (!change) return void client.invalidateQueries({ queryKey: VISITS, predicate: (q) => q.queryKey[1] !== 'board' })
    if (!change.id) return
    clearTimeout(timer.current)
    timer.current = window.setTimeout(() => {
      void client.invalidateQueries({ queryKey: VISITS, predicate: (q) => q.queryKey[1] !== 'board' && q.queryKey[1] !== 'templates' })
    }, CALM)
  })
}

const asked = new Map<string, Promise<void>>()

async function follow(client: QueryClient, change: Change): Promise<void> {
  const id = change.id!
  if (!needs(client, change)) return
  // Several frames about one visit come close together; the last answer is the newest.
  const running = asked.get(id)
  if (running) await running
  if (!needs(client, change)) return
  const one = refresh(client, id).then(() => {}).finally(() => asked.delete(id))
  asked.set(id, one)
  await one
}

/** Whether a board in memory shows the visit older than it is, or might have to show it now. */
function needs(client: QueryClient, change: Change): boolean {
  const boards = client.getQueriesData<Board>({ queryKey: keys.boards(change.clinic ?? '') }).map(([, b]) => b).filter((b) => !!b)
  return boards.some((b) => {
    const v = find(b, change.id!)
    return v ? v.version < (change.version ?? Infinity) : b.day === change.key || !change.key
  })
}

/** Reads one visit and shows it wherever it belongs. What may not be seen any more is taken away. */
export async function refresh(client: QueryClient, id: string): Promise<BoardVisit | null> {
  try {
    const detail = await fetchDetail(id)
    const visit = detail.visit as BoardVisit
    client.setQueryData(keys.visit(id), detail)
    told(visit, Date.now())
    eachBoard(client, visit.clinic_id, (b) => patched(b, visit))
    return visit
  } catch (e) {
    if (!(e instanceof Problem) || e.status === 0) throw e
    for (const [key, b] of client.getQueriesData<Board>({ queryKey: [...VISITS, 'board'] })) if (b) client.setQueryData(key, without(b, id))
    return null
  }
}
