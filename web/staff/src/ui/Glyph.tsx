/** An icon of the rail drawn by one path on a field of 16, in the line of the others. */
export const Glyph = ({ d }: { d: string }) => <span className="anticon" aria-hidden><svg width="1em" height="1em" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.1"><path d={d} /></svg></span>
