/** One frame of the stream. id is '' where the server gave none. */
export interface Frame {
  id: string
  event: string
  data: string
}

/** Cuts a stream of text into frames, wherever the network cuts it. */
export class Frames {
  private rest = ''

  take(text: string): Frame[] {
    this.rest += text
    const parts = this.rest.split('\n\n')
    this.rest = parts.pop()!
    return parts.map(frameOf).filter((f) => f.data !== '')
  }
}

function frameOf(block: string): Frame {
  const frame: Frame = { id: '', event: 'message', data: '' }
  for (const line of block.split('\n')) {
    const [, field, value] = /^(id|event|data): ?(.*)$/.exec(line) ?? []
    if (field) frame[field as keyof Frame] = value!
  }
  return frame
}
