/** Makes a screenshot small: the same picture in 256 colours. Pages have few colours besides the edges of letters. */
import { crc32, deflateSync, inflateSync } from 'node:zlib'

const EXACT = 176
const COLOURS = 256

/** Rewrites an 8-bit RGB or RGBA picture, as Chromium makes them, with a palette. */
export function fewColours(png: Buffer): Buffer {
  const { width, height, pixels } = decode(png)
  const palette = choose(pixels)
  const nearest = new Map<number, number>()
  const rows = Buffer.alloc((width + 1) * height)
  for (let i = 0; i < pixels.length; i++) {
    const c = pixels[i]!
    let at = nearest.get(c)
    if (at === undefined) nearest.set(c, at = closest(palette, c))
    rows[Math.floor(i / width) * (width + 1) + 1 + (i % width)] = at
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 3, 0, 0, 0], 8)
  const colours = Buffer.from(palette.flatMap((c) => [c >> 16, (c >> 8) & 255, c & 255]))
  return Buffer.concat([png.subarray(0, 8), chunk('IHDR', head), chunk('PLTE', colours), chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })), chunk('IEND', Buffer.alloc(0))])
}

/** How much a colour is one, and no grey: a mark of few points must not drown in the edges of letters. */
const vivid = (c: number): number => { const parts = [c >> 16, (c >> 8) & 255, c & 255]; return 1 + (Math.max(...parts) - Math.min(...parts)) / 8 }

/** The commonest colours as they are; of the others the commonest kinds, vivid ones before grey ones. */
function choose(pixels: Uint32Array): number[] {
  const counts = new Map<number, number>()
  for (const c of pixels) counts.set(c, (counts.get(c) ?? 0) + 1)
  const byCount = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])
  const kinds = new Map<number, [colour: number, count: number]>()
  for (const [c, n] of byCount.slice(EXACT)) {
    const kind = c & 0xf8f8f8
    kinds.set(kind, [kinds.get(kind)?.[0] ?? c, (kinds.get(kind)?.[1] ?? 0) + n])
  }
  const rest = [...kinds.values()].sort((a, b) => b[1] * vivid(b[0]) - a[1] * vivid(a[0]) || a[0] - b[0]).map(([c]) => c)
  return [...byCount.slice(0, EXACT).map(([c]) => c), ...rest].slice(0, COLOURS)
}

function closest(palette: readonly number[], c: number): number {
  let best = 0
  let least = Infinity
  for (const [i, p] of palette.entries()) {
    const [r, g, b] = [(p >> 16) - (c >> 16), ((p >> 8) & 255) - ((c >> 8) & 255), (p & 255) - (c & 255)]
    const apart = 2 * r * r + 4 * g * g + 3 * b * b
    if (apart < least) [best, least] = [i, apart]
  }
  return best
}

function decode(png: Buffer): { width: number; height: number; pixels: Uint32Array } {
  const parts: Buffer[] = []
  let [width, height, bytes] = [0, 0, 0]
  for (let at = 8; at < png.length;) {
    const size = png.readUInt32BE(at)
    const kind = png.toString('latin1', at + 4, at + 8)
    const data = png.subarray(at + 8, at + 8 + size)
    if (kind === 'IHDR') {
      [width, height, bytes] = [data.readUInt32BE(0), data.readUInt32BE(4), { 2: 3, 6: 4 }[data[9]!] ?? 0]
      if (data[8] !== 8 || bytes === 0 || data[12] !== 0) throw new Error('not a picture as Chromium makes them')
    }
    if (kind === 'IDAT') parts.push(data)
    at += size + 12
  }
  return { width, height, pixels: unfilter(inflateSync(Buffer.concat(parts)), width, height, bytes) }
}

/** Undoes the filters of the format: each byte was written as its difference from its neighbours. */
function unfilter(raw: Buffer, width: number, height: number, bytes: number): Uint32Array {
  const line = width * bytes
  const out = new Uint32Array(width * height)
  let above = new Uint8Array(line)
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (line + 1)]!
    const row = new Uint8Array(raw.subarray(y * (line + 1) + 1, (y + 1) * (line + 1)))
    for (let x = 0; x < line; x++) {
      const a = x >= bytes ? row[x - bytes]! : 0
      const b = above[x]!
      const c = x >= bytes ? above[x - bytes]! : 0
      row[x] = row[x]! + [0, a, b, (a + b) >> 1, paeth(a, b, c)][filter]!
    }
    for (let x = 0; x < width; x++) out[y * width + x] = (row[x * bytes]! << 16) | (row[x * bytes + 1]! << 8) | row[x * bytes + 2]!
    above = row
  }
  return out
}

function paeth(a: number, b: number, c: number): number {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)]
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  out.set(body, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}
