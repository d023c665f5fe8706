/**
 * The first letters of a Chinese text in pinyin, found by the collation of the
 * browser: each of these characters is the first of its letter. Characters
 * with several readings give their usual one; other letters stay, the rest
 * falls away.
 */
const FIRST: readonly (readonly [string, string])[] = [...'阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀'].map((c, i) => [c, 'abcdefghjklmnopqrstwxyz'[i]!])

const order = new Intl.Collator('zh-Hans-u-co-pinyin')

/** "常规加力复诊" is "cgjlfz". */
export function initials(text: string): string {
  let out = ''
  for (const c of text) {
    if (/[a-z0-9]/i.test(c)) out += c.toLowerCase()
    else if (/\p{Script=Han}/u.test(c)) out += letterOf(c)
  }
  return out
}

function letterOf(c: string): string {
  let letter = ''
  for (const [first, l] of FIRST) if (order.compare(first, c) <= 0) letter = l
  return letter
}

/** Whether what was typed is part of one of the texts or begins one's initials. */
export function matches(typed: string, ...texts: string[]): boolean {
  const q = typed.trim().toLowerCase()
  return q === '' || texts.some((t) => t.toLowerCase().includes(q) || initials(t).includes(q))
}
