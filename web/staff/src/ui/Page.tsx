import type { ReactNode } from 'react'

/** A page of an area: its name, what can be done there, its content. */
export function Page({ title, lead, actions, wide = true, children }: { title: ReactNode; lead?: ReactNode; actions?: ReactNode; wide?: boolean; children: ReactNode }) {
  return (
    <div className={wide ? 'pg' : 'pg pg-narrow'}>
      <header className="pg-head"><div><h1>{title}</h1>{lead && <p>{lead}</p>}</div>{actions && <div className="pg-do">{actions}</div>}</header>
      {children}
    </div>
  )
}

/** A titled part of a page. */
export function Panel({ title, actions, children }: { title: ReactNode; actions?: ReactNode; children: ReactNode }) {
  return <section className="pn"><header><h2>{title}</h2>{actions}</header>{children}</section>
}

/** Facts in two columns: name and value. Empty values are left out. */
export function Facts({ rows }: { rows: readonly (readonly [ReactNode, ReactNode])[] }) {
  return <dl className="kv">{rows.map(([k, v], i) => (v === '' || v === null || v === undefined ? null : <div key={i}><dt>{k}</dt><dd>{v}</dd></div>))}</dl>
}
