/** Money is whole fen (1/100 yuan), never a float. */

/** "1,234.50"; a minus sign leads. */
export function yuan(fen: number): string {
  const abs = Math.abs(fen)
  const whole = String(Math.floor(abs / 100)).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${fen < 0 ? '-' : ''}${whole}.${String(abs % 100).padStart(2, '0')}`
}

/**
 * Reads what a person types ("1,234.5", "¥80", "１２") as fen. Returns null for
 * anything that is not an amount with at most two decimals.
 */
export function parseYuan(text: string): number | null {
  const t = text.normalize('NFKC').replace(/[\s,¥元]/g, '')
  const m = /^(-?)(\d{1,12})(?:\.(\d{1,2}))?$/.exec(t)
  if (!m) return null
  const fen = Number(m[2]) * 100 + Number((m[3] ?? '').padEnd(2, '0') || 0)
  return m[1] ? -fen : fen
}
