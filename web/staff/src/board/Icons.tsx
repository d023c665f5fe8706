import type { VisitState } from '@archwire/domain'

/** Shapes for the states: they must tell themselves apart without any colour. */
const PATHS: Record<string, string> = {
  booked: 'M6 1.8a4.2 4.2 0 1 0 0 8.4 4.2 4.2 0 0 0 0-8.4Z',
  confirmed: 'M6 1.8a4.2 4.2 0 1 0 0 8.4 4.2 4.2 0 0 0 0-8.4ZM3.9 6.1l1.5 1.6 2.8-3.2',
  arrived: 'M2 10.4h8M3.2 10.4V1.8h5.6v8.6M7.2 6.2v.6',
  waiting: 'M6 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM6 3.4v2.8l1.9 1.1',
  in_place: 'M3 1.8v8.4L10 6Z',
  treated: 'M1 6.4l2.4 2.6L7.4 4M5.8 8.4l.7.6L11 4',
  left: 'M1.5 6h8M6.6 3l3 3-3 3',
  no_show: 'M2.2 2.2l7.6 7.6M9.8 2.2l-7.6 7.6',
  cancelled: 'M1.6 6h8.8',
  suspected: 'M3.8 4.2c0-3 4.4-2.9 4.4-.2 0 1.7-2.2 1.8-2.2 3.4M6 9.7v.3',
  lock: 'M2.6 5.4h6.8v5H2.6ZM4 5.4V3.8a2 2 0 0 1 4 0v1.6',
  alert: 'M6 1.4l4.8 8.8H1.2ZM6 4.6v2.6M6 8.7v.1',
  star: 'M6 1l1.5 3.2 3.4.4-2.5 2.4.7 3.5L6 8.7l-3.1 1.8.7-3.5L1.1 4.6l3.4-.4Z',
  pin: 'M4.2 1.4h3.6M5 1.4v3L3.2 6.6h5.6L7 4.4v-3M6 6.6v4',
}
const FILLED = new Set(['in_place', 'star'])

export type IconName = VisitState | 'suspected' | 'lock' | 'alert' | 'star' | 'pin'

const INK: Record<string, string> = { suspected: '#b42318', in_place: '#17202c' }

const picture = (d: string, filled: boolean, ink: string): string =>
  `url("data:image/svg+xml,${encodeURIComponent(`<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 12 12'><path d='${d}' fill='${filled ? ink : 'none'}' stroke='${ink}' stroke-width='1.5' stroke-linejoin='round' stroke-linecap='round'/></svg>`)}")`

/**
 * The state's shape as a picture before the name. It needs no element, and no
 * mask: a thousand masks would cost more in each frame than all the rest.
 */
const STATE_RULES = Object.entries(PATHS)
  .map(([name, d]) => `.bd-card.s-${name}>.bd-line::before{background-image:${picture(d, FILLED.has(name), INK[name] ?? '#3c4754')}}`)
  .join('')

/** The shapes, once per page; cards and menus refer to them. */
export function IconSprite() {
  return (
    <>
    <style>{STATE_RULES}</style>
    <svg width="0" height="0" style={{ position: 'absolute' }} aria-hidden="true">
      {Object.entries(PATHS).map(([name, d]) => (
        <symbol key={name} id={`bd-i-${name}`} viewBox="0 0 12 12">
          <path d={d} fill={FILLED.has(name) ? 'currentColor' : 'none'} stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" strokeLinecap="round" />
        </symbol>
      ))}
    </svg>
    </>
  )
}

export function Icon({ name, className = '' }: { name: IconName; className?: string }) {
  return <svg className={`bd-i ${className}`} aria-hidden="true"><use href={`#bd-i-${name}`} /></svg>
}
