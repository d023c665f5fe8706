/** A point of an image, as shares of its width and height from the upper left. */
export interface Spot {
  x: number
  y: number
}

/** How an image is looked at; nothing of it is kept. light and contrast are percent, x and y points of the screen. */
export interface Look {
  zoom: number
  turn: number
  light: number
  contrast: number
  inverted: boolean
  x: number
  y: number
}

export const PLAIN: Look = { zoom: 1, turn: 0, light: 100, contrast: 100, inverted: false, x: 0, y: 0 }

interface Box {
  /** Of the picture as it lies on the screen before it is turned and made larger. */
  width: number
  height: number
  /** Its middle, in points of the screen. */
  left: number
  top: number
}

/** Where a point of the screen lies in a picture that was moved, made larger and turned, null beside it. */
export function spotAt(screen: { x: number; y: number }, box: Box, look: Pick<Look, 'zoom' | 'turn' | 'x' | 'y'>): Spot | null {
  const a = (-look.turn * Math.PI) / 180
  const dx = (screen.x - box.left - look.x) / look.zoom
  const dy = (screen.y - box.top - look.y) / look.zoom
  const x = (dx * Math.cos(a) - dy * Math.sin(a)) / box.width + 0.5
  const y = (dx * Math.sin(a) + dy * Math.cos(a)) / box.height + 0.5
  return x < 0 || x > 1 || y < 0 || y > 1 ? null : { x, y }
}

interface Scaled {
  width: number
  height: number
  /** Nanometres, 0 = the file does not say. */
  point_x: number
  point_y: number
}

/** How far two spots are apart: in millimetres where the file says how large a point is, else in its points. */
export function distance(of: Scaled, a: Spot, b: Spot): { n: number; unit: 'mm' | 'px' } {
  const dx = (b.x - a.x) * of.width
  const dy = (b.y - a.y) * of.height
  if (of.point_x > 0 && of.point_y > 0) return { n: Math.hypot(dx * of.point_x, dy * of.point_y) / 1e6, unit: 'mm' }
  return { n: Math.hypot(dx, dy), unit: 'px' }
}

/** Larger or smaller about a point of the screen, which stays where it is. */
export function zoomed(look: Look, by: number, about?: { x: number; y: number }, box?: Pick<Box, 'left' | 'top'>): Look {
  const zoom = Math.min(10, Math.max(0.5, look.zoom * by))
  if (!about || !box) return { ...look, zoom, x: (look.x * zoom) / look.zoom, y: (look.y * zoom) / look.zoom }
  const k = zoom / look.zoom
  const [px, py] = [about.x - box.left, about.y - box.top]
  return { ...look, zoom, x: px - (px - look.x) * k, y: py - (py - look.y) * k }
}

/** Light and contrast after a drag by so many points: to the right more contrast, up more light. */
export const levelled = (look: Look, dx: number, dy: number): Look => ({
  ...look, contrast: Math.min(400, Math.max(20, look.contrast + dx / 2)), light: Math.min(300, Math.max(20, look.light - dy / 2)),
})
