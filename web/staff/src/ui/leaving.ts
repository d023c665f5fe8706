import { useEffect } from 'react'

/** Has the browser ask before the page is left while something typed is not kept yet. */
export function useAskBeforeLeaving(unkept: boolean): void {
  useEffect(() => {
    if (!unkept) return
    const ask = (e: BeforeUnloadEvent) => e.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [unkept])
}
