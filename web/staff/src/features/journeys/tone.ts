import type { Kind } from './graph'

/** The colour of a card tells the family of the step; its icon and words tell it as well. */
export function tone(kind: Kind): 'in' | 'wait' | 'fork' | 'act' | 'end' {
  if (kind === 'entry') return 'in'
  if (kind === 'goal' || kind === 'exit') return 'end'
  if (kind === 'wait' || kind === 'wait_for') return 'wait'
  return kind === 'branch' || kind === 'split' || kind === 'holdout' || kind === 'loop' ? 'fork' : 'act'
}
