import { useId, type ReactNode } from 'react'

/** One field of a step: its name, its control, a word of help. */
export function Field({ label, help, children }: { label: string; help?: string; children: ReactNode }) {
  const id = useId()
  return (
    <div className="jn-field" role="group" aria-labelledby={id}>
      <span id={id} className="jn-label">{label}</span>
      <div className="jn-control">{children}{help && <small className="hint">{help}</small>}</div>
    </div>
  )
}
