import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { stateAfter, type BoardVisit, type Step } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { useUndo } from '../../ui/Undo'
import { useVisitDoor } from '../visits/door'
import { patched } from '../visits/patch'
import { keys, useBoard } from '../visits/queries'
import type { Today } from './TodayPage'

/** Takes a step of a visit from a list: shown at once, taken back by undo, refused in words. Undefined where one may not. */
export function useStep(clinic: string): ((v: BoardVisit, step: Step, place?: string) => void) | undefined {
  const { may } = useDesk()
  const { say } = useUndo()
  const client = useQueryClient()
  const board = useBoard(clinic, '').data
  const seen = client.getQueryData<Today>(keys.today(clinic))
  // A step is taken upon what the list shows, which may be newer than the board that came with it.
  const door = useVisitDoor(useMemo(() => board && (seen?.visits ?? []).reduce(patched, board), [board, seen]))
  const show = (id: string, state: BoardVisit['state']) => client.setQueryData(keys.today(clinic), (old: Today | undefined) => old && { ...old, visits: (old.visits as BoardVisit[]).map((v) => (v.id === id ? { ...v, state } : v)) })
  if (!may('visits.step')) return undefined
  return (v, step, place = '') => {
    show(v.id, stateAfter(v.state, step))
    void door.change({ kind: 'step', id: v.id, step, place_id: place }, []).then((refused) => {
      if (refused) { show(v.id, v.state); say(refused.text) }
      void client.invalidateQueries({ queryKey: keys.today(clinic) })
    })
  }
}
