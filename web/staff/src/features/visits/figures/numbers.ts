/** A share from 0 to 1 as "8.1%". */
export const percent = (share: number): string => `${(share * 100).toFixed(1)}%`

/** Minutes against the plan: "+2.4", "−0.7", "0.0". */
export function signed(minutes: number): string {
  const text = Math.abs(minutes).toFixed(1)
  if (text === '0.0') return text
  return minutes > 0 ? `+${text}` : `\u2212${text}`
}
