/** How many are remembered: far more than are ever open at once. */
const KEPT = 60

const nameOf = (account: string): string => `archwire.alarms.${account}`

/** The alarms that a person opened at this computer. */
export function openedBy(account: string): string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(nameOf(account)) ?? '[]')
    return Array.isArray(found) ? found.filter((x) => typeof x === 'string') : []
  } catch {
    return [] // what somebody else wrote there is not ours
  }
}

/** Notes that an alarm was opened, and gives all that were. */
export function opened(account: string, alarm: string): string[] {
  const list = [...openedBy(account).filter((x) => x !== alarm), alarm].slice(-KEPT)
  localStorage.setItem(nameOf(account), JSON.stringify(list))
  return list
}
