import i18next from 'i18next'
import { yuan } from '@archwire/domain'
import type { Trial } from './queries'

const t = (key: string, args: Record<string, unknown> = {}): string => i18next.t(key, args)

/** A share in percent, or an amount per person. */
export const figure = (x: Pick<Trial, 'result'>, n: number): string => (x.result === 'paid' ? `¥${yuan(Math.round(n))}` : `${Math.round(n * 1000) / 10} %`)
const signed = (x: Pick<Trial, 'result'>, n: number): string => `${n < 0 ? '−' : '+'}${x.result === 'paid' ? `¥${yuan(Math.round(Math.abs(n)))}` : t('jny.points', { n: Math.round(Math.abs(n) * 1000) / 10 })}`

/** The bounds within which the effect lies; '' where there are none yet. */
export const bounds = (x: Trial): string => (x.bounded ? t('jny.bounds', { low: signed(x, x.low), high: signed(x, x.high) }) : '')

/** What an experiment has shown, in one sentence that claims no more than it knows. */
export function verdict(x: Trial): string {
  const result = t(`jny.result.${x.result}`)
  if (x.verdict === 'unknown') return t(x.missing > 0 ? 'jny.verdict.unknown_more' : 'jny.verdict.unknown', { result, n: x.missing })
  return t(`jny.verdict.${x.verdict}`, { result, by: signed(x, x.difference), one: x.one_in }) + (x.verdict === 'helps' && x.one_in > 0 ? t('jny.one_in', { n: x.one_in }) : '')
}
