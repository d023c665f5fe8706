/** One of a few, chosen where it stands: the browser's own list, which every shell can afford. */
export function Choice<T extends string>({ label, value, options, onPick, filled }: { label: string; value: T; options: { value: T; label: string }[]; onPick: (v: T) => void; filled?: boolean }) {
  return (
    <select className={filled ? 'ch ch-filled' : 'ch'} aria-label={label} value={value} onChange={(e) => onPick(e.target.value as T)}>
      {options.map((o) => <option key={o.value} value={o.value}>{o.label}</option>)}
    </select>
  )
}
