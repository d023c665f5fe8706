import { useCallback, useState } from 'react'
import { Problem } from '@archwire/api'

/** One step at a time, with what went wrong at the last one. */
export interface Attempt {
  busy: boolean
  fault: Problem | null
  clear: () => void
  /** Runs the step unless one is running; true when it went well. */
  attempt: (step: () => Promise<void>) => Promise<boolean>
}

/** A step whose refusal is shown beside it. */
export function useAttempt(): Attempt {
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<Problem | null>(null)
  const attempt = useCallback(async (step: () => Promise<void>) => {
    setBusy(true)
    setFault(null)
    try {
      await step()
      return true
    } catch (e) {
      setFault(asProblem(e))
      return false
    } finally {
      setBusy(false)
    }
  }, [])
  return { busy, fault, clear: () => setFault(null), attempt }
}

/** The refusal behind an error; a fault of the page itself has a code as well, and is in the console. */
export function asProblem(e: unknown): Problem {
  if (e instanceof Problem) return e
  console.error(e)
  return new Problem(0, 'app.page_fault')
}
