import { useQueryClient, type QueryKey } from '@tanstack/react-query'
import { useCallback, useRef } from 'react'
import { useUndo } from './Undo'

/** What is said after a change, and how it is taken back where that can be done. */
export interface Done {
  say: string
  back?: () => Promise<unknown>
}

/** Makes a change; rejects with the refusal. */
export type Run = <T>(step: () => Promise<T>, done?: (result: T) => Done) => Promise<T>

/** Changes after which these queries are read again; each can be undone where it says how. */
export function useRun(...keys: QueryKey[]): Run {
  const client = useQueryClient()
  const undo = useUndo()
  const latest = useRef(keys)
  latest.current = keys
  return useCallback((step, done) => undo.during((async () => {
    const again = () => Promise.all(latest.current.map((queryKey) => client.invalidateQueries({ queryKey })))
    const result = await step()
    await again()
    const said = done?.(result)
    if (said?.back) {
      const back = said.back
      undo.offer({ label: said.say, undo: async () => { try { await back() } finally { await again() } } })
    } else if (said) undo.say(said.say)
    return result
  })()), [client, undo])
}
