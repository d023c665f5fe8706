/** The rows of each key, keys in the order in which they first come. */
export function grouped<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): [Key, Row[]][] {
  const out = new Map<Key, Row[]>()
  for (const row of rows) {
    const key = keyOf(row)
    const there = out.get(key)
    if (there) there.push(row)
    else out.set(key, [row])
  }
  return [...out]
}
