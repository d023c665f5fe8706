import { useSyncExternalStore } from 'react'

const query = '(max-width: 640px)'

/** A telephone: journeys are read there, as sentences. */
export const useNarrow = (): boolean => useSyncExternalStore(
  (changed) => { const m = window.matchMedia(query); m.addEventListener('change', changed); return () => m.removeEventListener('change', changed) },
  () => window.matchMedia(query).matches,
)
