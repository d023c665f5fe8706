import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Board } from '@archwire/domain'
import { useLiveQueries } from '../../app/live'
import { BILLING, keys, signals } from './queries'
import { flagsOf, moneyLayer } from './signals'

interface Props {
  clinic: string
  day: string
  /** Hears how to lay the flags over the board, each time they change. */
  onReady: (layer: { lay: (b: Board) => Board }) => void
}

/** Reads the day's money beside the board, which waits for none of it, and keeps it true. */
export default function BoardMoney({ clinic, day, onReady }: Props) {
  const { t } = useTranslation()
  const list = useQuery({ queryKey: keys.signals(clinic, day), queryFn: () => signals(clinic, day), staleTime: 30_000 })
  useLiveQueries('billing', [...BILLING, 'signals'])
  useEffect(() => { if (list.data) onReady({ lay: moneyLayer(flagsOf(t, list.data)) }) }, [list.data, onReady, t])
  return null
}
