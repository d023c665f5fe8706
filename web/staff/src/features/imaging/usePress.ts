import { useEffect, useRef } from 'react'

/** Hears keys wherever the focus is, as long as something stands over the whole screen. */
export function usePress(fn: (e: KeyboardEvent) => void): void {
  const latest = useRef(fn)
  useEffect(() => { latest.current = fn })
  useEffect(() => {
    const press = (e: KeyboardEvent) => latest.current(e)
    window.addEventListener('keydown', press, true)
    return () => window.removeEventListener('keydown', press, true)
  }, [])
}
