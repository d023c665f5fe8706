import type { ReactNode } from 'react'

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'now'

/** A state in words; the mark tells the tone to those who do not see its colour. */
export function StatusTag({ tone, mark, children }: { tone: Tone; mark?: ReactNode; children: ReactNode }) {
  return <span className={`tg tg-${tone}`}>{mark}{children}</span>
}
