import { useCallback, useEffect, useRef, useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { Problem } from '@archwire/api'
import { asProblem } from '../../ui/attempt'
import { useAskBeforeLeaving } from '../../ui/leaving'
import { again, back, begin, done, type Deeds } from './edit'
import type { Graph } from './graph'
import { keys, one, writeDraft, type Shown } from './queries'

/** How long after the last change a draft is kept. */
const REST = 700

export interface Draft {
  graph: Graph
  /** What was changed; on names the field, so that a word that is typed is one deed. */
  change: (g: Graph, on?: string) => void
  undo: () => void
  redo: () => void
  canUndo: boolean
  canRedo: boolean
  state: 'kept' | 'keeping' | 'changed'
  fault: Problem | null
  /** Somebody else wrote meanwhile: who, and when. */
  theirs: Shown | null
  takeTheirs: () => void
  keepMine: () => void
  /** Keeps what is not kept yet, at once; gives the version of the row. */
  flush: () => Promise<number>
}

/** A draft that keeps itself a moment after each change, and says when two people write at once. */
export function useDraft(shown: Shown, start: Graph, writes: boolean): Draft {
  const client = useQueryClient()
  const [deeds, setDeeds] = useState<Deeds>(() => begin(start))
  const [state, setState] = useState<Draft['state']>('kept')
  const [fault, setFault] = useState<Problem | null>(null)
  const [theirs, setTheirs] = useState<Shown | null>(null)
  const version = useRef(shown.version)
  const kept = useRef(start)
  const latest = useRef(start)
  const running = useRef<Promise<unknown>>(Promise.resolve())
  latest.current = deeds.now
  useAskBeforeLeaving(state !== 'kept')

  // Where nothing is unkept, what somebody else wrote comes in by itself.
  useEffect(() => {
    if (shown.version <= version.current || latest.current !== kept.current) return
    version.current = shown.version
    kept.current = start
    setDeeds((d) => (JSON.stringify(d.now) === JSON.stringify(start) ? d : done(d, start)))
  }, [shown.version, start])

  const keep = useCallback(async () => {
    const g = latest.current
    if (g === kept.current) return
    setState('keeping')
    try {
      const after = await writeDraft(shown.id, version.current, g)
      version.current = after.version
      kept.current = g
      setFault(null)
      setState(latest.current === g ? 'kept' : 'changed')
      client.setQueryData<Shown>(keys.one(shown.id), (was) => (was ? { ...was, ...after, draft: g as never } : was))
      void client.invalidateQueries({ queryKey: keys.one(shown.id) })
    } catch (e) {
      const p = asProblem(e)
      setState('changed')
      if (p.code === 'db.stale') setTheirs(await one(shown.id))
      else setFault(p)
      throw e
    }
  }, [client, shown.id])

  /** One writing after the other. */
  const flush = useCallback(async () => {
    running.current = running.current.catch(() => {}).then(keep)
    await running.current
    return version.current
  }, [keep])

  useEffect(() => {
    if (!writes || deeds.now === kept.current || theirs) return
    setState('changed')
    const id = setTimeout(() => { flush().catch(() => {}) }, REST)
    return () => clearTimeout(id)
  }, [deeds.now, writes, theirs, flush])

  return {
    graph: deeds.now, state, fault, theirs, flush,
    change: useCallback((g, on) => setDeeds((d) => done(d, g, on)), []),
    undo: useCallback(() => setDeeds(back), []),
    redo: useCallback(() => setDeeds(again), []),
    canUndo: deeds.past.length > 0, canRedo: deeds.ahead.length > 0,
    takeTheirs: () => {
      if (!theirs) return
      const g = graphOf(theirs)
      version.current = theirs.version
      kept.current = g
      setTheirs(null)
      setState('kept')
      setDeeds((d) => done(d, g)) // mine is one step back
    },
    keepMine: () => {
      if (!theirs) return
      version.current = theirs.version
      kept.current = graphOf(theirs)
      setTheirs(null)
    },
  }
}

/** What is being written, or else what is live. */
export const graphOf = (s: Shown): Graph => (s.draft ?? s.versions[0]?.graph ?? { nodes: [] }) as unknown as Graph
