/** A part of a whole in whole percent; -1 of nothing. */
export const part = (n: number, of: number): number => (of > 0 ? Math.round((100 * n) / of) : -1)
