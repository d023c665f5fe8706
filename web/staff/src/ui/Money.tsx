import { yuan } from '@archwire/domain'

/** An amount in fen as the desk reads it: right aligned, two decimals, thousands. */
export function Money({ fen }: { fen: number }) {
  return <span className="num">{yuan(fen)}</span>
}
