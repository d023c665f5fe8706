import type { Tag } from './queries'

/** A tag in its own colour; the words stay dark, so that any colour can be read. */
export function TagChip({ tag }: { tag: Pick<Tag, 'name' | 'colour' | 'archived'> }) {
  return <span className={tag.archived ? 'chip chip-old' : 'chip'} style={{ borderColor: tag.colour }}><i style={{ background: tag.colour }} />{tag.name}</span>
}
