import { createContext, useContext } from 'react'
import type { Names } from './sentence'

export interface Choice { value: string; label: string }
export interface EventChoice extends Choice { fields: { key: string; label: string; number: boolean; money: boolean; choices: Choice[] }[] }

/** What steps may speak of, with what it is called by people. */
export interface Vocabulary extends Names {
  segments: Choice[]
  events: EventChoice[]
  texts: (Choice & { class: string })[]
  roles: Choice[]
  coupons: Choice[]
  journeys: Choice[]
  tags: Choice[]
}

export const VocabularyContext = createContext<Vocabulary | null>(null)

/** The words of the steps; only inside a page that has them. */
export const useVocabulary = (): Vocabulary => useContext(VocabularyContext)!
