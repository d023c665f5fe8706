import { useState } from 'react'
import { useDesk } from '../app/desk'
import type { Notation } from './words'

/** FDI or Palmer, as the person at this computer likes it. */
export function useNotation(): [Notation, (n: Notation) => void] {
  const { me } = useDesk()
  const key = `archwire.teeth.${me.id}`
  const [notation, set] = useState<Notation>(() => (localStorage.getItem(key) === 'palmer' ? 'palmer' : 'fdi'))
  return [notation, (n) => { localStorage.setItem(key, n); set(n) }]
}
